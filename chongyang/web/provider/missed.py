"""Visits of today that did not begin in time: who was told at +15, +30 and +60 minutes, how it ended."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.alerting.enums import Progress, TargetKind
from chongyang.core.identifiers import mask_name
from chongyang.core.words import N_
from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.territory.rules.capabilities import Can
from chongyang.visits import queries
from chongyang.visits.enums import Closed
from chongyang.web.parts import ordered
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.provider.doing import base

TELLS = {
    "carer": N_("提醒护理员本人"),
    "dispatcher": N_("提醒调度员和街道"),
    "incident": N_("独居老人转坐席核实"),
}
TONES = {Progress.REACHED: "good", Progress.DELIVERED: "good", Progress.FAILED: "bad"}
GOOD = (Closed.CAME.value, Closed.LATE_ENTRY.value)


@require_GET
@opens_for(Can.PROVIDE_SERVICES)
def listed(request: HttpRequest) -> HttpResponse:
    """What is still open, the longest first, and what ended today."""
    context, scope = base(request, "missed"), scope_of(request)
    midnight = timezone.make_aware(datetime.combine(context["today"], time()))
    of_own: dict[str, Any] = {"organisation": scope.organisation}
    waiting = queries.list_missed(scope, **of_own)
    ended = queries.list_missed(scope, is_open=False, since=midnight, **of_own)
    context |= {
        "waiting": [_shown(one) for one in queries.overdue_of(waiting)],
        "ended": [_shown(one) for one in queries.overdue_of(ended)],
    }
    return private(render(request, "provider/missed.html", context))


def _shown(one: queries.Overdue) -> dict[str, Any]:
    order = one.order
    return {
        "row": one.row,
        "item": ordered.item_words(order.item) if order else "",
        "name": mask_name(order.name.plain) if order else "",
        "state": ordered.state_words(order.state) if order else "",
        "carers": one.carers,
        "steps": [_step(tell, one) for tell in one.steps],
        "closed": gettext(Closed.of(one.row.closed_why).label) if one.row.closed_why else "",
        "tone": "good" if one.row.closed_why in GOOD else "",
    }


def _step(tell: queries.Tell, one: queries.Overdue) -> dict[str, Any]:
    return {
        "minutes": tell.minutes,
        "at": tell.due_at,
        "words": gettext(TELLS[tell.tells]),
        "done": tell.is_taken,
        "result": _result(tell, one),
        "reached": [_reached(told) for told in tell.reached],
    }


def _result(tell: queries.Tell, one: queries.Overdue) -> str:
    """What came of it in words; who was reached stands beside it."""
    if not tell.is_taken:
        return "" if one.row.closed_at is None else gettext("不需要了")
    if tell.tells == "incident":
        return gettext("已建事件，坐席正在核实") if one.row.incident else gettext("不是独居，没有建事件")
    return "" if tell.reached else gettext("还没有发出")


def _reached(told: Any) -> dict[str, str]:
    row = told.delivery
    who = told.name or gettext(dict(TargetKind.choices()).get(row.target_kind, row.target_kind))
    if row.target_kind == TargetKind.DESK and row.role:
        who = gettext(ROLE_LABELS[Role(row.role)])
    return {"who": who, "progress": gettext(told.progress.label), "tone": TONES.get(told.progress, "")}
