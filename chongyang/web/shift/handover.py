"""交接班: what is open, given by one, accepted by another. For everybody at the line."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.shift.views import private
from chongyang.web.shift.words import DEVICE_LISTS, LINE_KINDS

GIVEN = N_("已交班，等待接班人接受。")
ACCEPTED = N_("已接班。")
ENDED = N_("已下班。")


@require_GET
@opens_for(Can.ANSWER_CALLS)
def handover(request: HttpRequest) -> HttpResponse:
    """My shift, what waits to be accepted, and what I would give now."""
    scope, now = scope_of(request), clock_now()
    open_ones, past = queries.list_open_hand_overs(scope), queries.list_hand_overs(scope, now)
    people = [key for row in (*open_ones, *past) for key in (row.giver, row.taker) if key]
    names = territory.names_of(people)
    mine = queries.get_shift(scope)
    context = {
        "now": now,
        "mine": mine,
        "given": [_shown(row, names) for row in open_ones if row.giver == scope.actor.account],
        "waiting": [_shown(row, names) for row in open_ones if row.giver != scope.actor.account],
        "past": [_shown(row, names) for row in past if row.accepted_at],
        "groups": grouped(queries.gather_lines(scope, now)) if mine else [],
    }
    return private(render(request, "shift/handover.html", context))


def _shown(row: Any, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "row": row,
        "giver": names.get(row.giver, ""),
        "taker": names.get(row.taker, ""),
        "groups": grouped(row.lines),
    }


def grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a hand-over by kind, in a fixed order, with how many."""
    counts = Counter(line["kind"] for line in lines)
    return [
        {
            "kind": kind,
            "label": label,
            "number": _number(kind, lines, counts),
            "lines": [_line(line) for line in lines if line["kind"] == kind],
        }
        for kind, label in LINE_KINDS.items()
        if counts[kind]
    ]


def _number(kind: str, lines: list[dict[str, Any]], counts: Counter[str]) -> int:
    if kind not in ("devices", "care"):
        return counts[kind]
    return sum(line["number"] for line in lines if line["kind"] == kind)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    word = DEVICE_LISTS.get(line["key"], line["key"]) if line["kind"] == "devices" else ""
    since = datetime.fromisoformat(line["since"]) if "since" in line else None
    return {"level": "", "name": "", "number": 0, **line, "word": word, "since": since}


@require_POST
@opens_for(Can.ANSWER_CALLS)
def act(request: HttpRequest) -> HttpResponse:
    """Begin, give, end."""
    scope, now, wanted = scope_of(request), clock_now(), request.POST.get("do", "")
    try:
        if wanted == "begin":
            hotline.begin_shift(scope=scope, now=now)
        elif wanted == "give":
            hotline.give_hand_over(scope=scope, now=now, note=request.POST.get("note", ""))
            messages.success(request, GIVEN)
        elif wanted == "end":
            hotline.end_shift(scope=scope, now=now)
            messages.success(request, ENDED)
    except hotline.UnableToHandOver as error:
        messages.error(request, _told(error))
    return redirect("shift_handover")


@require_POST
@opens_for(Can.ANSWER_CALLS)
def accept(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Take it over."""
    try:
        hotline.accept_hand_over(hand_over=hand_over, scope=scope_of(request), now=clock_now())
    except hotline.UnableToHandOver as error:
        messages.error(request, _told(error))
    else:
        messages.success(request, ACCEPTED)
    return redirect("shift_handover")


def _told(error: hotline.UnableToHandOver) -> str:
    return " ".join([gettext(error.reason), *error.numbers])
