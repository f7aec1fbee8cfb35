"""Open data: what there is, and each file in parts, with the digest as its ETag."""

from datetime import date

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from chongyang.core.clock import now as clock_now
from chongyang.supervision import open_data_files as files
from chongyang.supervision.rules.open_data import load_dictionary
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.results.doing import base

CACHE = "public, max-age=600"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The tables with their columns, notes and licence in the reader's language."""
    words, held = "en" if get_language() == "en" else "zh", load_dictionary()
    entries = {entry["name"]: entry for entry in files.manifest(_today())["files"]}
    tables = [
        {
            "table": table,
            "title": table.english if words == "en" else table.title,
            "columns": [(column, getattr(column, words)) for column in table.columns],
            "files": [entries[f"{table.key}.{form}"] for form in files.FORMS],
        }
        for table in held.tables.values()
    ]
    told = {"tables": tables, "notes": held.notes[words], "licence": held.licence[words], "today": _today()}
    return render(request, "results/data.html", {**base("data"), **told})


@own_transaction
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A table, the dictionary or the manifest; 304 for whoever has it already."""
    today = _today()
    whole = _whole(name, today)
    if whole is not None:
        answer: HttpResponseBase = HttpResponse(whole, content_type=files.MEDIA_TYPES[files.JSON])
        return _public(answer)
    key, _, form = name.rpartition(".")
    try:
        entry = files.entry_of(key, form, today)
    except files.UnknownFile as error:
        raise Http404(name) from error
    return _of_entry(request, entry, today)


def _whole(name: str, today: date) -> bytes | None:
    if name == files.DICTIONARY:
        return files.dictionary_bytes()
    return files.as_json(files.manifest(today)) if name == files.MANIFEST else None


def _of_entry(request: HttpRequest, entry: files.Entry, today: date) -> HttpResponseBase:
    tag = f'"{entry.sha256}"'
    if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        parts = files.stream(entry.table, entry.form, today)
        answer = StreamingHttpResponse(parts, content_type=files.MEDIA_TYPES[entry.form])
        answer["Content-Disposition"] = f'attachment; filename="{entry.name}"'
        answer["Content-Length"] = str(entry.bytes)
    answer["ETag"] = tag
    return _public(answer)


def _public(answer: HttpResponseBase) -> HttpResponseBase:
    """The same for everybody, in whatever language, from any site."""
    answer["Cache-Control"] = CACHE
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _today() -> date:
    return timezone.localdate(clock_now())
