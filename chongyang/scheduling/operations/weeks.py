"""A provider's week as the solver wants it: shifts, demand, carers, leave, wishes, the week before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.core.scopes import system_scope
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import AT_THE_DOOR, GOING, HELPED
from chongyang.routing.rules import rosters as solver
from chongyang.scheduling.models import Roster, Shift, ShiftDemand, ShiftWish
from chongyang.scheduling.operations.gathering import midnight_of, without_meals
from chongyang.scheduling.rules.rostering import WEEK, Asked, clock_of, demand_of, load
from chongyang.services.rules import catalogue
from chongyang.workforce import queries as workforce
from chongyang.workforce.models import Carer

ALL = "all"
"""A provider's carers go wherever it works: its whole reach is one area of the roster."""
MOST_CARERS = 2_000
DAY = timedelta(days=1)
COUNTED = ("offered", *GOING, *AT_THE_DOOR, *HELPED)


@dataclass(frozen=True)
class Week:
    """A week for the solver beside the rows that it is made of."""

    asked: solver.Roster
    first: date
    carers: Mapping[str, Carer]
    shifts: Sequence[Shift]

    def day(self, number: int) -> date:
        return self.first + DAY * number

    def number(self, day: date) -> int:
        return (day - self.first).days

    @property
    def duties(self) -> tuple[solver.Duty, ...]:
        """What stands in the rows, of carers who are employed."""
        rows = (one for one in self.shifts if str(one.carer) in self.carers)
        return tuple(solver.Duty(self.number(one.day), one.kind, ALL, str(one.carer)) for one in rows)


def carers_of(organisation: UUID, week: date) -> list[Carer]:
    """Who is employed on a day of the week. In the system's scope."""
    found: dict[UUID, Carer] = {}
    for day in (week, week + DAY * (WEEK - 1)):
        system = system_scope("a week's carers")
        held = workforce.list_carers(system, organisation=organisation, on=day, limit=MOST_CARERS)
        found |= {one.id: one for one in held}
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def read_week(row: Roster) -> Week:
    """The rows of a roster with its carers, their leave and the week before. In the system's scope."""
    people = carers_of(row.organisation, row.week)
    shifts = list(Shift.objects.filter(roster=row).order_by("day", "carer"))
    names = {str(one.id): one for one in people}
    pinned = tuple(
        solver.Duty((one.day - row.week).days, one.kind, ALL, str(one.carer))
        for one in shifts
        if one.pinned and str(one.carer) in names
    )
    kinds = tuple(one.slot for one in load().shifts.values())
    asked = solver.Roster(WEEK, kinds, _demands(row), _workers(row, people), load().limits, pinned)
    return Week(asked, row.week, names, shifts)


def _demands(row: Roster) -> tuple[solver.Demand, ...]:
    held = ShiftDemand.objects.filter(roster=row, kind__in=list(load().shifts)).order_by(
        "day", "kind", "skill"
    )
    return tuple(
        solver.Demand((one.day - row.week).days, one.kind, ALL, one.count, one.skill or None) for one in held
    )


def _workers(row: Roster, people: Sequence[Carer]) -> tuple[solver.Worker, ...]:
    keys = [one.id for one in people]
    skills = workforce.skills_on(keys, row.week + DAY * (WEEK - 1))
    closed, wishes, before = _closed(row.week, people), _wishes(row.week, keys), _before(row.week, keys)
    return tuple(
        solver.Worker(
            str(one.id),
            frozenset({ALL}),
            skills[one.id],
            leave=frozenset(
                day for day in range(WEEK) if all((day, kind) in closed[one.id] for kind in load().shifts)
            ),
            closed=frozenset(closed[one.id]),
            wishes=wishes[one.id],
            days_before=_running(row.week, before[one.id]),
            ended_before=_ended(row.week, before[one.id]),
            week_minutes=one.weekly_minutes,
        )
        for one in people
    )


def _closed(week: date, people: Sequence[Carer]) -> dict[UUID, set[tuple[int, str]]]:
    """Shifts that somebody cannot work: away for a part of it, or not employed that day."""
    found: dict[UUID, set[tuple[int, str]]] = {one.id: set() for one in people}
    spans = [(day, kind, *span(week + DAY * day, kind)) for day in range(WEEK) for kind in load().shifts]
    first, last = midnight_of(week), midnight_of(week + DAY * (WEEK + 1))
    gone = workforce.absences_of(list(found), first, last)
    for one in people:
        for day, kind, begin, end in spans:
            on = week + DAY * day
            works = one.starts_on <= on and (one.ends_on is None or one.ends_on > on)
            if not works or any(row.from_at < end and row.to_at > begin for row in gone.get(one.id, ())):
                found[one.id].add((day, kind))
    return found


def _wishes(week: date, carers: Sequence[UUID]) -> dict[UUID, dict[tuple[int, str], int]]:
    found: dict[UUID, dict[tuple[int, str], int]] = defaultdict(dict)
    rows = ShiftWish.objects.filter(carer__in=carers, day__gte=week, day__lt=week + DAY * WEEK)
    for row in rows.order_by("id"):
        found[row.carer][(row.day - week).days, row.kind] = row.weight
    return found


def _before(week: date, carers: Sequence[UUID]) -> dict[UUID, list[Shift]]:
    found: dict[UUID, list[Shift]] = defaultdict(list)
    rows = Shift.objects.filter(carer__in=carers, day__gte=week - DAY * WEEK, day__lt=week)
    for row in rows.order_by("day"):
        found[row.carer].append(row)
    return found


def _running(week: date, before: Sequence[Shift]) -> int:
    """How many days up to the Sunday before she has worked without one between."""
    days, running = {one.day for one in before}, 0
    while week - DAY * (running + 1) in days:
        running += 1
    return running


def _ended(week: date, before: Sequence[Shift]) -> int | None:
    return round((before[-1].to_at - midnight_of(week)).total_seconds() / 60) if before else None


def span(day: date, kind: str) -> tuple[datetime, datetime]:
    """From when to when a shift of a day lasts."""
    hours = load().shifts[kind].hours
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(day, clock_of(one), tzinfo=zone) for one in hours)  # type: ignore[return-value]


def count_orders(organisation: UUID, week: date) -> dict[tuple[date, str, str], int]:
    """Carers needed by day, shift and skill, from the orders of a week: recurring plans have made theirs a
    fortnight ahead. In the system's scope.
    """
    told = {"organisation": organisation, "states": COUNTED, "limit": 50_000}
    rows = orders.list_between(
        system_scope("a week's demand"),
        from_at=midnight_of(week),
        to_at=midnight_of(week + DAY * WEEK),
        **told,  # type: ignore[arg-type]
    )
    by_day: dict[date, list[Asked]] = defaultdict(list)
    for row in without_meals(rows):
        by_day[timezone.localdate(row.from_at)].append(_asked(row))
    return {
        (day, shift, skill): count
        for day, asked in by_day.items()
        for (shift, skill), count in demand_of(asked).items()
    }


def _asked(row: Order) -> Asked:
    first = timezone.localtime(row.from_at)
    begin = first.hour * 60.0 + first.minute
    end = begin + (row.to_at - row.from_at).total_seconds() / 60
    return Asked((begin, end), row.minutes, row.people, catalogue.item(row.item).skills)
