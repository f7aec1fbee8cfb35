"""The carer's phone page: the page itself, the day's visits to keep, and what the phone tells."""

import json
from importlib import resources
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import operations, queries
from chongyang.visits.operations import UnableToKeep, UnableToTakeIn
from chongyang.visits.rules.entries import read_key, read_moment, read_number
from chongyang.web.carer import shown
from chongyang.web.carer.words import page_words
from chongyang.web.parts.doors import opens_for, scope_of

MOST_BYTES = 400_000
"""Two hundred entries are a tenth of it."""
MOST_SEQUENCE = 2_000_000_000


@require_GET
@opens_for(Can.MAKE_VISITS)
def carer(request: HttpRequest) -> HttpResponse:
    """The page without any visit in it: a phone keeps it, and fills it with what it keeps encrypted."""
    return render(request, "carer/carer.html", {"words": json.dumps(page_words(), ensure_ascii=False)})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under this address because its reach is the folder that it comes from."""
    text = (
        resources.files("chongyang.web.carer").joinpath("static/carer/worker.js").read_text(encoding="utf-8")
    )
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_GET
@opens_for(Can.MAKE_VISITS)
def day(request: HttpRequest) -> JsonResponse:
    """Today's visits with address and telephone; that they were opened is written down once a day."""
    scope, now = scope_of(request), clock_now()
    visits = queries.day_of(scope, day=queries.today(now))
    operations.note_opened(shown=visits, scope=scope, now=now)
    return JsonResponse({**shown.day_of(scope, visits, now), "token": get_token(request)})


@require_POST
@opens_for(Can.MAKE_VISITS)
def entries(request: HttpRequest) -> JsonResponse:
    """What a phone tells, one answer an entry."""
    told = _body(request)
    device = read_key(told.get("device")) if told else None
    if told is None or device is None or not isinstance(told.get("entries"), list):
        return JsonResponse({"reason": gettext("登记的格式不对。")}, status=400)
    scope = scope_of(request)
    try:
        answers = operations.take_in(
            entries=told["entries"],
            device=device,
            sent_at=read_moment(told.get("sent_at")),
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except UnableToTakeIn as error:
        return JsonResponse({"reason": gettext(error.reason) % error.values}, status=409)
    return JsonResponse({"answers": [shown.answer_of(one) for one in answers]})


def _body(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON of a request; None for anything else."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return None
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


@require_POST
@opens_for(Can.MAKE_VISITS)
def picture(request: HttpRequest) -> JsonResponse:
    """The bytes of a picture that an entry announced."""
    device, sequence, file = _key(request), _sequence(request), request.FILES.get("file")
    if device is None or sequence is None or file is None:
        return JsonResponse({"reason": gettext("登记的格式不对。")}, status=400)
    scope = scope_of(request)
    try:
        row = operations.keep_picture(
            device=device,
            sequence=sequence,
            chunks=file.chunks(),
            declared=file.size,
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except UnableToKeep as error:
        return JsonResponse({"reason": gettext(error.reason) % error.values}, status=422)
    return JsonResponse({"photo": str(row.id)})


def _key(request: HttpRequest) -> UUID | None:
    return read_key(request.POST.get("device", ""))


def _sequence(request: HttpRequest) -> int | None:
    text = request.POST.get("sequence", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 11
    return read_number(int(text), MOST_SEQUENCE) if is_number else None
