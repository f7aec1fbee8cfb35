"""The pages of feeds: the list, one feed's description, the runs, one run with its faults."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chongyang.claims.queries import runs as queries
from chongyang.claims.rules.areas import CITY_AREA
from chongyang.claims.rules.feeds import UnableToReadFeed
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.feeds import shown
from chongyang.web.parts.doors import opens_for, scope_of

PAGE, LAST = 50, 8
CODINGS = (("", _("自动识别")), ("utf-8", "UTF-8"), ("gb18030", "GB18030"))


class UploadForm(forms.Form):
    """A file with the day of its data. The bytes decide what it is, whatever is said here."""

    file = forms.FileField(label=_("CSV、XLSX 或 JSON Lines 文件"))
    told_on = forms.DateField(
        label=_("数据日期"),
        help_text=_("这份数据截至哪一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    coding = forms.ChoiceField(label=_("对方申明的编码"), choices=CODINGS, required=False)


def private(response: HttpResponse) -> HttpResponse:
    """What was wrong with people's records stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def frame(scope: Scope, here: str) -> dict[str, Any]:
    return {"here_is": here, "may_import": may(scope, Can.IMPORT_FEEDS)}


@require_GET
@opens_for(Can.READ_FEEDS)
def overview(request: HttpRequest) -> HttpResponse:
    """Every feed with its last file and when the next one is due; a wrong description says so here."""
    scope, now = scope_of(request), clock_now()
    context = frame(scope, "feeds") | {"rows": [], "problem": ""}
    try:
        states = queries.list_feeds(scope, now=now)
    except UnableToReadFeed as wrong:
        context["problem"] = str(wrong)
        return private(render(request, "feeds/overview.html", context))
    context |= {
        "rows": [shown.feed_row(row) for row in states],
        "late": sum(row.is_late for row in states),
        "never": sum(row.last is None for row in states),
        "held": [_named(row) for row in queries.list_held_runs(scope)],
        "is_city": scope.covers(CITY_AREA),
    }
    return private(render(request, "feeds/overview.html", context))


@require_GET
@opens_for(Can.READ_FEEDS)
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """What a feed holds, on what it rests, its last files, and the door for the next one."""
    return private(render(request, "feeds/feed.html", feed_context(request, code)))


def feed_context(request: HttpRequest, code: str, form: UploadForm | None = None) -> dict[str, Any]:
    """The page of one feed; with the form of an upload that was refused."""
    scope, now = scope_of(request), clock_now()
    state = queries.get_feed(scope, code, now=now)
    described = state.feed
    return frame(scope, "feeds") | {
        "state": state,
        "row": shown.feed_row(state),
        "feed": described,
        "columns": [shown.column_row(column, described) for column in described.columns],
        "says": shown.said_rows(described),
        "in_force": queries.count_in_force(scope, code),
        "runs": [shown.run_row(row) for row in queries.list_runs(scope, code)[:LAST]],
        "form": form or UploadForm(initial={"told_on": timezone.localdate(now)}),
        "most_mb": settings.FEED_BYTES // 1024**2,
    }


@require_GET
@opens_for(Can.READ_FEEDS)
def runs(request: HttpRequest) -> HttpResponse:
    """Every file that came, the newest first."""
    scope = scope_of(request)
    page = Paginator(queries.list_runs(scope), PAGE).get_page(request.GET.get("page"))
    held = set(queries.list_held_runs(scope).values_list("id", flat=True))
    rows = [shown.run_row(row) | _named(row) | {"is_held": row.id in held} for row in page]
    return private(render(request, "feeds/runs.html", frame(scope, "runs") | {"page": page, "rows": rows}))


@require_GET
@opens_for(Can.READ_FEEDS)
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """One file: how far it is or was, and its faults with how each is mended."""
    scope = scope_of(request)
    held = queries.access_run(scope, run)
    code = request.GET.get("code", "")
    page = Paginator(queries.list_faults(scope, run, code), PAGE).get_page(request.GET.get("page"))
    context = frame(scope, "runs") | {
        **run_context(held),
        "ending": shown.ending_card(queries.get_ending(scope, run), held, scope),
        "counts": shown.code_counts(queries.count_faults(scope, run)),
        "code": code,
        "page": page,
        "faults": shown.fault_rows(page, queries.known_feeds().get(held.feed)),
        "may_reveal": may(scope, Can.REVEAL_FIELDS),
        "purposes": [(one.value, one.label) for one in (Purpose.CORRECTION, Purpose.AUDIT)],
    }
    return private(render(request, "feeds/run.html", context))


def run_context(held: Any) -> dict[str, Any]:
    return {"one": shown.run_row(held), **_named(held)}


def _named(row: Any) -> dict[str, Any]:
    """A run and the name of its feed in the reader's language."""
    known = queries.known_feeds().get(row.feed)
    return {"run": row, "name": known.called(get_language()) if known else row.feed}


@require_GET
@opens_for(Can.READ_FEEDS)
def state(request: HttpRequest, run: UUID) -> HttpResponse:
    """How far a run is, again and again while it works; when it ended the page is fetched anew."""
    held = queries.access_run(scope_of(request), run)
    context = run_context(held)
    response = private(render(request, "feeds/state.html", context))
    if not context["one"]["is_open"]:
        response["HX-Refresh"] = "true"
    return response
