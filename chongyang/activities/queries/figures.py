"""Sums of hosts, offerings, enrolments and attendance by county. No person stands in them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from chongyang.activities.enums import HELD, HostKind, Mark, Standing
from chongyang.activities.models import Enrolment, Host, Offering, RollMark
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.territory import queries as territory

COUNTY = 10**6
"""An area's code without street and community."""
IN = (*HELD, "ended", "absent")


@dataclass(slots=True)
class Tally:
    """Of one county: hosts by kind, offerings, enrolments, roll calls."""

    area: int
    hosts: dict[str, int] = field(default_factory=lambda: {one.value: 0 for one in HostKind})
    offerings: int = 0
    places: int = 0
    enrolled: int = 0
    waiting: int = 0
    present: int = 0
    marked: int = 0

    @property
    def share(self) -> float | None:
        """Present of all marked, in percent."""
        return round(100 * self.present / self.marked, 1) if self.marked else None


def tally_of(scope: Scope, first: date, last: date, *, now: datetime) -> list[Tally]:
    """By county of the place of what is offered, for the areas whose figures the reader may see: offerings
    that run on any of these days. Raises NotAllowed.
    """
    areas = territory.figure_scope(scope, now=now).intervals
    with enter(system_scope("figures", actor=scope.actor)):
        held: dict[int, Tally] = {}
        _hosts(held, last)
        _offerings(held, first, last)
    return [
        row
        for key, row in sorted(held.items())
        if any(a <= key <= b or key <= a < key + COUNTY for a, b in areas)
    ]


def _of(held: dict[int, Tally], area: int) -> Tally:
    key = area // COUNTY * COUNTY
    return held.setdefault(key, Tally(key))


def _hosts(held: dict[int, Tally], last: date) -> None:
    rows = Host.objects.filter(confirmed_at__isnull=False, opened_on__lte=last)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=last))
    for kind, area in rows.values_list("kind", "area").order_by("id"):
        _of(held, area).hosts[kind] += 1


def _offerings(held: dict[int, Tally], first: date, last: date) -> None:
    known = (Standing.OPEN.value, Standing.ENDED.value)
    rows = Offering.objects.filter(state__in=known, starts_on__lte=last, ends_on__gte=first)
    areas = {}
    for key, area, places in rows.order_by("id").values_list("id", "area", "places_most"):
        areas[key] = area
        told = _of(held, area)
        told.offerings += 1
        told.places += places
    for key, state, count in _enrolled(list(areas)):
        told = _of(held, areas[key])
        told.enrolled += count if state in IN else 0
        told.waiting += count if state == "waiting" else 0
    for key, present, marked in _marked(list(areas)):
        told = _of(held, areas[key])
        told.present += present
        told.marked += marked


def _enrolled(keys: list[UUID]) -> list[tuple[UUID, str, int]]:
    rows = Enrolment.objects.filter(offering__in=keys).values("offering", "state").annotate(n=Count("id"))
    return list(rows.order_by("offering", "state").values_list("offering", "state", "n"))


def _marked(keys: list[UUID]) -> list[tuple[UUID, int, int]]:
    rows = RollMark.objects.filter(lesson__offering__in=keys).values("lesson__offering")
    rows = rows.annotate(came=Count("id", filter=Q(mark=Mark.PRESENT.value)), n=Count("id"))
    return list(rows.order_by("lesson__offering").values_list("lesson__offering", "came", "n"))


def count_offered(today: date) -> tuple[int, int]:
    """Offerings that run or are to come, and who is in them; for sums, in the system's scope."""
    rows = Offering.objects.filter(state=Standing.OPEN.value, ends_on__gte=today)
    taken = Enrolment.objects.filter(offering__in=rows, state__in=HELD).count()
    return rows.count(), taken
