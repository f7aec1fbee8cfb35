"""A rota's week as lines: who works from when to when on which days; looked at before a shift is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.alerting import operations, queries
from chongyang.alerting.rules.rotas import HOLIDAY, Slot
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.alerting.rotas import staff_of
from chongyang.web.alerting.views import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.numbers import whole

LINES = 8
USUAL = (("08:00", "16:00"), ("16:00", "00:00"), ("00:00", "08:00"))
SPANS = (7, 14, 28, 56, 92)
SHOWN = 60
NAMES = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"), N_("节假日"))
DAYS = tuple((str(n), label) for n, label in enumerate(NAMES))
LAID = N_("班次已排好，还没有启用。")
EMPTY = N_("请至少填写一行：谁、几点到几点、星期几。")
FROM = N_("请填写从今天起的开始日期。")
LACKS = N_("第 %(line)s 行没有填完：要有人、起止时间和至少一天。")


@dataclass(frozen=True)
class Line:
    """One line of the form as it was typed."""

    number: int
    account: str = ""
    begins: str = ""
    ends: str = ""
    days: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        return bool(self.account)

    def slots(self) -> list[Slot]:
        """The pattern's lines of this one; raises ValueError where something lacks."""
        account, begins, ends = (
            UUID(self.account),
            time.fromisoformat(self.begins),
            time.fromisoformat(self.ends),
        )
        days = sorted({int(day) for day in self.days})
        if not days or not set(days) <= set(range(HOLIDAY + 1)):
            raise ValueError(self.number)
        return [Slot(day, begins, ends, account) for day in days]


@dataclass(frozen=True)
class Said:
    """What the form says: its lines, from which day, for how many days, and what is wrong with it."""

    lines: tuple[Line, ...]
    first_on: date | None
    days: int
    pattern: tuple[Slot, ...] = ()
    problem: str = ""


@require_http_methods(["GET", "POST"])
@opens_for(Can.LEAD_SHIFT)
def pattern(request: HttpRequest, rota: UUID) -> HttpResponse:
    """The form; what it would give; and, asked to keep it, the shifts."""
    scope = scope_of(request)
    try:
        row = queries.access_rota(scope, rota)
    except queries.NotFound as error:
        raise Http404 from error
    today = timezone.localdate(clock_now())
    people = staff_of(row.area, clock_now())
    if request.method == "GET":
        return _show(request, row, _begin(today), people)
    said = read(request.POST, today, people)
    if said.problem or "keep" not in request.POST:
        return _show(request, row, said, people)
    words: dict[str, Any] = {"pattern": said.pattern, "first_on": said.first_on, "days": said.days}
    try:
        operations.lay_shifts(rota=rota, scope=scope, now=clock_now(), **words)
    except operations.UnableToSchedule as error:
        return _show(request, row, said, people, gettext(error.reason))
    messages.success(request, gettext(LAID))
    return redirect("alerting_rota", rota)


def _begin(today: date) -> Said:
    """Three shifts round the clock on every weekday to begin with; nobody in them."""
    usual = [
        Line(n, begins=first, ends=last, days=tuple(str(day) for day in range(HOLIDAY)))
        for n, (first, last) in enumerate(USUAL, 1)
    ]
    spare = [Line(n) for n in range(len(USUAL) + 1, LINES + 1)]
    return Said((*usual, *spare), today + timedelta(days=1), 28)


def read(said: QueryDict, today: date, people: Mapping[UUID, str]) -> Said:
    """The form as typed, with the first thing that is wrong."""
    lines = tuple(_line(said, number) for number in range(1, LINES + 1))
    first_on = _day(said.get("first_on", ""))
    days = number if (number := whole(said.get("days", ""))) in SPANS else SPANS[0]
    slots: list[Slot] = []
    problem = ""
    for line in lines:
        if not line.is_used:
            continue
        try:
            slots += line.slots()
        except ValueError:
            problem = problem or gettext(LACKS) % {"line": line.number}
    if any(slot.account not in people for slot in slots):
        raise Http404
    problem = problem or ("" if slots else gettext(EMPTY))
    problem = problem or ("" if first_on and first_on >= today else gettext(FROM))
    return Said(lines, first_on, days, tuple(slots), problem)


def _line(said: QueryDict, number: int) -> Line:
    return Line(
        number,
        said.get(f"account-{number}", ""),
        said.get(f"begins-{number}", ""),
        said.get(f"ends-{number}", ""),
        tuple(day for day in said.getlist(f"days-{number}") if day.isascii() and day.isdigit())[:8],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _show(
    request: HttpRequest, row: Any, said: Said, people: Mapping[UUID, str], problem: str = ""
) -> HttpResponse:
    scope = scope_of(request)
    seen = None
    if said.pattern and said.first_on and not said.problem:
        seen = queries.preview_pattern(scope, row, said.pattern, said.first_on, said.days)
    context = {
        "rota": row,
        "said": said,
        "people": sorted(((str(key), name) for key, name in people.items()), key=lambda pair: pair[1]),
        "weekdays": DAYS,
        "spans": SPANS,
        "seen": seen and _seen(seen, people),
        "problem": problem or said.problem,
    }
    return private(render(request, "alerting/pattern.html", context))


def _seen(seen: Any, people: Mapping[UUID, str]) -> dict[str, Any]:
    names = {**territory.names_of(account for account, _ in seen.clashes), **people}
    return {
        "is_whole": seen.is_whole,
        "shifts": len(seen.duties),
        "gaps": seen.gaps[:SHOWN],
        "more_gaps": max(0, len(seen.gaps) - SHOWN),
        "clashes": [(names.get(account, ""), span) for account, span in seen.clashes[:SHOWN]],
        "silent": [names.get(account, "") for account in seen.silent],
        "week": _week(seen.duties, names),
    }


def _week(duties: Any, names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """The first seven days, day by day."""
    days: dict[date, list[dict[str, Any]]] = {}
    for duty in duties:
        day = timezone.localdate(duty.begins_at)
        days.setdefault(day, []).append(
            {"from": duty.begins_at, "until": duty.ends_at, "who": names[duty.account]}
        )
    return [
        {"day": day, "duties": sorted(held, key=lambda one: one["from"])}
        for day, held in sorted(days.items())[:7]
    ]
