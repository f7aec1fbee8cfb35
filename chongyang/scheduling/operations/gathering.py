"""A provider's day as the planner wants it: orders, carers, what stands already, what is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.orders.rules.lifecycle import AT_THE_DOOR, GOING, HELPED
from chongyang.roads.enums import Mode
from chongyang.routing.rules.day import Answer, Assignment, Carer, Day, Part, Visit
from chongyang.scheduling.enums import LeftWhy
from chongyang.scheduling.models import Pin
from chongyang.scheduling.queries import keys, shifts, travel
from chongyang.scheduling.rules.settings import load
from chongyang.services.rules import catalogue
from chongyang.supplies import queries as supplies
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Assignment as Assigned
    from chongyang.orders.models import Order
    from chongyang.workforce.models import Carer as CarerRow

MOST_CARERS = 2_000
MOVABLE = "accepted"
STANDS = (*GOING, *AT_THE_DOOR, *HELPED)
Standing = Mapping[UUID, "list[Assigned]"]


@dataclass(frozen=True)
class Gathered:
    """A day for the planner with the rows it is made of; all keys of the planner are keys of rows as text."""

    day: Day
    midnight: datetime
    orders: Mapping[str, Order]
    movable: frozenset[str]
    pinned: frozenset[str]
    left: dict[str, LeftWhy]
    standing: Answer
    by_road: bool
    keys: Mapping[str, tuple[str, ...]]
    """By visit who holds the key, where nobody of them can come: she must bring it."""

    def minute(self, moment: datetime) -> float:
        return (moment - self.midnight).total_seconds() / 60

    def moment(self, minute: float) -> datetime:
        return self.midnight + timedelta(minutes=minute)


def midnight_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def gather(*, organisation: UUID, day: date, scope: Scope, now: datetime) -> Gathered:
    """All of a provider's orders of a day that somebody goes to. Those within the scope and accepted may be
    planned; what is under way, done or out of reach stays where it stands.
    """
    midnight = midnight_of(day)
    system = system_scope("plan a day", actor=scope.actor)
    with enter(system):
        rows = without_meals(
            orders.list_between(
                system,
                organisation=organisation,
                from_at=midnight,
                to_at=midnight + timedelta(days=1),
                states=STANDS,
            )
        )
    reached = orders.reached(scope, [row.id for row in rows])
    with enter(system):
        return _Gathering(organisation, day, midnight, rows, reached, now).whole()


def without_meals(rows: list[Order]) -> list[Order]:
    """What a carer goes to: a meal of a menu comes in a round or is eaten at its point."""
    with enter(system_scope("meals among orders")):
        meals = supplies.meals_among([row.id for row in rows])
    return [row for row in rows if row.id not in meals]


class _Gathering:
    """Reads the rows of one provider's day once, and makes the planner's values of them."""

    def __init__(
        self,
        organisation: UUID,
        day: date,
        midnight: datetime,
        rows: Sequence[Order],
        reached: set[UUID],
        now: datetime,
    ) -> None:
        self.on, self.midnight, self.now, self.organisation = day, midnight, now, organisation
        system = system_scope("plan a day")
        self.rows = rows
        self.assigned: Standing = orders.assignments_of([row.id for row in self.rows])
        self.carers = workforce.list_carers(system, organisation=organisation, on=day, limit=MOST_CARERS)
        self.names = {str(one.id): one for one in self.carers}
        held = Pin.objects.filter(order__in=[row.id for row in self.rows], ended_at=None).order_by("id")
        self.pins = {pin.order: pin for pin in held}
        self.movable = {row.id for row in self.rows if row.id in reached and row.state == MOVABLE}
        self.left = dict(self._left())
        self.places: dict[tuple[float, float], int] = {}
        persons = {row.person for row in self.rows if row.id in self.movable}
        self.holders = keys.holders_of(persons, organisation)
        self.bring: dict[str, tuple[str, ...]] = {}

    def whole(self) -> Gathered:
        told = [row for row in self.rows if self._stays(row)]
        carers = tuple(self._carers())
        self.there = {one.key: one for one in carers if one.shift[1] > one.shift[0]}
        visits = tuple(self._visit(row) for row in told)
        mode = _mode(self.carers)
        matrix, by_road = travel.minutes_between(list(self.places), mode)
        day = Day(visits, carers, matrix)
        return Gathered(
            day=day,
            midnight=self.midnight,
            orders={str(row.id): row for row in self.rows},
            movable=frozenset(str(key) for key in self.movable),
            pinned=frozenset(str(key) for key in self.pins),
            left={str(key): why for key, why in self.left.items()},
            standing=self._standing(day),
            by_road=by_road,
            keys=dict(self.bring),
        )

    def _stays(self, row: Order) -> bool:
        """Whether it is part of the day: it may be planned, or somebody employed stands for it."""
        if row.id in self.movable:
            return row.id not in self.left
        there = self.assigned[row.id]
        return bool(there) and all(str(one.carer) in self.names for one in there) and bool(row.longitude)

    def _left(self) -> Iterable[tuple[UUID, LeftWhy]]:
        soon = self._too_soon()
        for row in self.rows:
            if row.id not in self.movable:
                continue
            if row.longitude is None or row.latitude is None:
                yield row.id, LeftWhy.NO_PLACE
            elif row.to_at - timedelta(minutes=row.minutes) < self.now and not self.assigned[row.id]:
                yield row.id, LeftWhy.IS_OVER
            elif row.id in soon and row.id not in self.pins:
                yield row.id, LeftWhy.TOO_SOON

    def _too_soon(self) -> set[UUID]:
        """Orders of items with least days between visits, where the person had one less than that ago."""
        least = load().min_days
        asked = [row for row in self.rows if row.item in least]
        if not asked:
            return set()
        days = max(least[row.item] for row in asked)
        past = orders.times_of(
            self.organisation,
            {row.person for row in asked},
            {row.item for row in asked},
            from_at=self.midnight - timedelta(days=max(0, days - 1)),
            to_at=self.midnight + timedelta(days=1),
            states=STANDS,
        )
        before: dict[tuple[UUID, str], list[tuple[datetime, UUID]]] = {}
        for key, person, item, begin in past:
            before.setdefault((person, item), []).append((begin, key))
        return {row.id for row in asked if _follows_soon(row, before[row.person, row.item])}

    def _place(self, longitude: float, latitude: float) -> int:
        return self.places.setdefault((longitude, latitude), len(self.places))

    def _carers(self) -> Iterable[Carer]:
        skills = workforce.skills_on([one.id for one in self.carers], self.on)
        since = self._minute(self.now)
        hours = shifts.hours_of(self.carers, self.on, organisation=self.organisation, since=since)
        for one in self.carers:
            place = self._place(one.longitude, one.latitude)
            own = hours[one.id]
            yield Carer(str(one.id), skills[one.id], place, place, own.shift, own.pause, own.most_work)

    def _visit(self, row: Order) -> Visit:
        place = self._place(row.longitude or 0.0, row.latitude or 0.0)
        if row.id not in self.movable:
            return self._fixed(row, place)
        pin = self.pins.get(row.id)
        first = self._minute(row.from_at)
        standing = self.assigned[row.id]
        part = Part(float(row.minutes), catalogue.item(row.item).skills)
        pinned = tuple(str(one) for one in pin.carers) if pin else ()
        allowed, holder = self._with_key(row, part.needs, pinned)
        return Visit(
            str(row.id),
            place,
            (first, max(first, self._minute(row.to_at) - row.minutes)),
            (part,) * row.people,
            known={str(row.carer_before): 1.0} if row.carer_before else {},
            wishes=self._wishes(row),
            allowed=allowed,
            pinned=pinned or holder,
            pinned_at=self._minute(pin.starts_at) if pin and pin.starts_at else None,
            promised=self._minute(standing[0].from_at) if standing else None,
            before=tuple(str(one.carer) for one in standing) if len(standing) == row.people else (),
        )

    def _with_key(
        self, row: Order, needs: frozenset[str], pinned: tuple[str, ...]
    ) -> tuple[frozenset[str] | None, tuple[str | None, ...]]:
        """Who may come for the key's sake: of one carer whoever holds it, of two one of them. Where no holder
        works that day with what is needed, or somebody else is pinned, anybody may, and it is brought.
        """
        held = [str(one) for one in self.holders.get(row.person, ())]
        if not held or set(held) & set(pinned):
            return None, ()
        able = [key for key in held if key in self.there and needs <= self.there[key].skills]
        if pinned or not able:
            self.bring[str(row.id)] = tuple(held)
            return None, ()
        if row.people == 1:
            return frozenset(able), ()
        return None, (able[0],) + (None,) * (row.people - 1)

    def _fixed(self, row: Order, place: int) -> Visit:
        """Where it stands: who has gone there is not asked for her certificates any more."""
        there = self.assigned[row.id]
        start = self._minute(there[0].from_at)
        parts = tuple(Part((one.to_at - one.from_at).total_seconds() / 60) for one in there[:2])
        carers = tuple(str(one.carer) for one in there[:2])
        return Visit(str(row.id), place, (start, start), parts, pinned=carers, pinned_at=start, priority=10.0)

    def _wishes(self, row: Order) -> dict[str, float]:
        if not row.prefers_sex and not row.dialects:
            return {}
        weights = load().wishes
        found: Counter[str] = Counter()
        for key, one in self.names.items():
            if row.prefers_sex and one.sex != row.prefers_sex:
                found[key] += weights["sex"]  # type: ignore[assignment]
            if row.dialects and not set(row.dialects) & set(one.dialects):
                found[key] += weights["dialect"]  # type: ignore[assignment]
        return {key: min(1.0, value) for key, value in found.items()}

    def _minute(self, moment: datetime) -> float:
        return (moment - self.midnight).total_seconds() / 60

    def _standing(self, day: Day) -> Answer:
        """What holds now, as an answer; of who can no longer come then, only what she has begun or done."""
        found: dict[str, list[Assignment]] = {}
        for visit in day.visits:
            there = self.assigned[UUID(visit.key)]
            if len(there) == len(visit.parts) and all(self._comes(visit, one, day) for one in there):
                for part, one in enumerate(there):
                    told = Assignment(visit.key, part, str(one.carer), self._minute(one.from_at), 0.0, 0.0)
                    found.setdefault(told.carer, []).append(told)
        whole = [one for key, route in found.items() for one in with_ways(day, key, route)]
        return Answer(tuple(whole), {}, (), 0.0, 0.0, 0.0, 0.0)

    def _comes(self, visit: Visit, one: Assigned, day: Day) -> bool:
        if UUID(visit.key) not in self.movable:
            return True
        carer = day.carer_by_key.get(str(one.carer))
        if carer is None or visit.parts[0].needs - carer.skills:
            return False
        pin = visit.pinned[one.position - 1] if one.position <= len(visit.pinned) else None
        begin, end = self._minute(one.from_at), self._minute(one.to_at)
        past = max(begin, self._minute(self.now))
        if visit.allowed is not None and carer.key not in visit.allowed:
            return False
        return pin in (None, carer.key) and (carer.shift[0] <= past and end <= carer.shift[1])


def _follows_soon(row: Order, others: Sequence[tuple[datetime, UUID]]) -> bool:
    """Whether another of the same begins before it, fewer days ago than there must be."""
    on, least = timezone.localdate(row.from_at), load().min_days[row.item]
    earlier = [begin for begin, key in others if (begin, key) < (row.from_at, row.id)]
    return any((on - timezone.localdate(begin)).days < least for begin in earlier)


def _mode(carers: Sequence[CarerRow]) -> Mode:
    """How most of them go: one table of ways serves a provider's day."""
    counts = Counter(one.travel_mode for one in carers)
    best = max(counts.items(), key=lambda one: (one[1], one[0]), default=(Mode.EBIKE.value, 0))[0]
    return Mode.of(best) if best in set(Mode) else Mode.EBIKE


def with_ways(day: Day, carer: str, route: list[Assignment]) -> Iterable[Assignment]:
    """A carer's visits in order of time, each with the minutes from where she was before."""
    place = day.carer_by_key[carer].start
    for one in sorted(route, key=lambda one: one.start):
        goal = day.visit_by_key[one.visit].place
        yield replace(one, travel=float(day.travel[place, goal]))
        place = goal
