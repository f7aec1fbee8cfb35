"""A dispatcher corrects a roster: one carer's day, two carers' shifts exchanged, a wish written down.

What a correction breaks of the hard limits (away, rest, days running, minutes of the week) is refused; what
it leaves short of the demand is shown and not refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.routing.rules import rosters as solver
from chongyang.routing.rules.rosters import Rule
from chongyang.scheduling.models import Roster, Shift, ShiftWish
from chongyang.scheduling.operations import errors, weeks
from chongyang.scheduling.operations.errors import UnableToPlan
from chongyang.scheduling.operations.rostering import (
    SYSTEM,
    demand_day,
    demand_kind,
    hold,
    home_of,
    shift_row,
    tell,
)
from chongyang.scheduling.rules.rostering import load

WORDS = {
    Rule.AWAY: errors.SHIFT_AWAY,
    Rule.REST: errors.SHIFT_REST,
    Rule.DAYS: errors.SHIFT_DAYS,
    Rule.MINUTES: errors.SHIFT_MINUTES,
    Rule.TWICE: errors.SHIFT_TWICE,
}


@transaction.atomic
def set_shift(
    *,
    roster: UUID,
    carer: UUID,
    day: date,
    kind: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    pinned: bool = False,
) -> None:
    """This carer works this shift on the day, or with no kind none; pinned, the solver leaves it there.

    Raises NotFound, NotAllowed, UnableToPlan.
    """
    row = hold(roster, scope, now)
    _demand_open(row, day, now)
    if kind:
        demand_kind(kind)
    elif pinned:
        raise UnableToPlan(errors.NO_SHIFT_THERE, field="pinned")
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        week = weeks.read_week(row)
        _demand_carers(week, carer)
        _change(row, week, day, {carer: kind}, {carer: pinned})
        tell("corrected", row, by, now, day=day.isoformat(), carers=[str(carer)])


@transaction.atomic
def swap_shifts(
    *, roster: UUID, carers: tuple[UUID, UUID], day: date, scope: Scope, by: Actor, now: datetime
) -> None:
    """Two carers exchange what they work on a day; one of them may be free. Raises NotFound, NotAllowed,
    UnableToPlan.
    """
    row = hold(roster, scope, now)
    _demand_open(row, day, now)
    one, other = carers
    if one == other:
        raise UnableToPlan(errors.SAME_CARER, field="other")
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        week = weeks.read_week(row)
        _demand_carers(week, one, other)
        held = {shift.carer: shift for shift in week.shifts if shift.day == day and shift.carer in carers}
        if any(shift.pinned for shift in held.values()):
            raise UnableToPlan(errors.IS_PINNED, field="other")
        kinds = {key: held[key].kind if key in held else "" for key in carers}
        if kinds[one] == kinds[other]:
            raise UnableToPlan(errors.NOTHING_TO_SWAP, field="other")
        _change(row, week, day, {one: kinds[other], other: kinds[one]}, {})
        tell("swapped", row, by, now, day=day.isoformat(), carers=[str(key) for key in carers])


def _demand_open(row: Roster, day: date, now: datetime) -> None:
    demand_day(row, day)
    if day < timezone.localdate(now):
        raise UnableToPlan(errors.DAY_IS_OVER, field="day")


def _demand_carers(week: weeks.Week, *carers: UUID) -> None:
    if not all(str(one) in week.carers for one in carers):
        raise UnableToPlan(errors.OTHER_CARER, field="carer")


def _change(row: Roster, week: weeks.Week, day: date, kinds: dict[UUID, str], pins: dict[UUID, bool]) -> None:
    """Take away and put in within one transaction: who exchanges is never in two places between."""
    number, changed = week.number(day), {str(one) for one in kinds}
    stay = [one for one in week.duties if not (one.day == number and one.worker in changed)]
    new = [solver.Duty(number, kind, weeks.ALL, str(one)) for one, kind in kinds.items() if kind]
    _refuse_faults(week, [*stay, *new], {one.worker for one in new})
    Shift.objects.filter(carer__in=list(kinds), day=day, roster=row).delete()
    Shift.objects.bulk_create(
        [shift_row(row, one, day, kind, pinned=pins.get(one, False)) for one, kind in kinds.items() if kind]
    )


def _refuse_faults(week: weeks.Week, duties: Iterable[solver.Duty], changed: set[str]) -> None:
    """The first limit that a new shift breaks, in words; to take one away is never refused."""
    asked, after = replace(week.asked, pinned=()), list(duties)
    for worker in asked.workers:
        if worker.key not in changed:
            continue
        former = {one.text for one in solver.faults_of(asked, worker, week.duties)}
        for one in solver.faults_of(asked, worker, after):
            if one.text not in former:
                raise UnableToPlan(WORDS[one.rule], field="kind", **_words(week.carers[worker.key].name))


def _words(name: str) -> dict[str, object]:
    limits = load().limits
    return {"carer": name, "hours": limits.rest_minutes // 60, "days": limits.days_running}


@transaction.atomic
def set_wish(
    *,
    roster: UUID,
    carer: UUID,
    day: date,
    weight: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    kind: str = "",
) -> None:
    """What a carer would like (above zero) or rather not; zero takes it back. The solver heeds it as far as
    it goes. Raises NotFound, NotAllowed, UnableToPlan.
    """
    row = hold(roster, scope, now)
    _demand_open(row, day, now)
    if kind:
        demand_kind(kind)
    told = max(-10, min(10, weight))
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        if carer not in {one.id for one in weeks.carers_of(row.organisation, row.week)}:
            raise UnableToPlan(errors.OTHER_CARER, field="carer")
        held = ShiftWish.objects.filter(carer=carer, day=day, kind=kind)
        if told == 0:
            held.delete()
        else:
            values = {"weight": told, "at": now, "account": by.account, **home_of(row)}
            ShiftWish.objects.update_or_create(carer=carer, day=day, kind=kind, defaults=values)
        tell("wished", row, by, now, day=day.isoformat(), carers=[str(carer)])
