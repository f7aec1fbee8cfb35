"""Reads of numbers by street: those that are kept, and the grouping for those that are counted live."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet

from chongyang.core.access import visible
from chongyang.core.counting import BY_COMMUNITY, STREET
from chongyang.core.models import KeptCount
from chongyang.core.scopes import Scope

ByStreet = dict[int, int]
Corner = tuple[float, float]
COLUMNS = ("kind", "area", "value", "numbers", "counted_at")


@dataclass(slots=True)
class Kept:
    """Kept counts by kind and street, and what was measured by kind as (street, number).

    `counted_at` is the oldest of them, None where nothing is kept.
    """

    kinds: dict[str, ByStreet] = field(default_factory=lambda: defaultdict(dict))
    measured: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    counted_at: datetime | None = None


def get_kept(scope: Scope) -> Kept:
    """All kept numbers of the streets wholly within reach; one statement over some 1,000 short rows.

    A number is that of a whole street: who has only a part of it is shown none, not the neighbours' too.
    """
    kept = Kept()
    held = KeptCount.objects.exclude(kind__startswith=f"{BY_COMMUNITY}.")
    rows = visible(held, scope).order_by("kind", "area")
    for kind, area, value, numbers, counted_at in rows.values_list(*COLUMNS):
        if not _holds(scope, area):
            continue
        kept.kinds[kind][area] = value
        kept.measured[kind] += ((area, number) for number in numbers)
        kept.counted_at = min(counted_at, kept.counted_at or counted_at)
    return kept


@dataclass(frozen=True, slots=True)
class Community:
    """How many of a kind in a community, and about where its middle is."""

    area: int
    value: int
    place: tuple[float, float]


def list_communities(scope: Scope, kind: str, west_south: Corner, east_north: Corner) -> list[Community]:
    """Kept numbers of communities within reach whose middle lies in a box."""
    rows = visible(KeptCount.objects.filter(kind=f"{BY_COMMUNITY}.{kind}"), scope)
    inside = rows.filter(
        numbers__0__range=(west_south[0], east_north[0]), numbers__1__range=(west_south[1], east_north[1])
    )
    told = inside.order_by("area").values_list("area", "value", "numbers")
    return [Community(area, value, (numbers[0], numbers[1])) for area, value, numbers in told]


def _holds(scope: Scope, street: int) -> bool:
    last = street + STREET - 1
    return scope.system or any(first <= street and last <= end for first, end in scope.intervals)


def holds_a_street(scope: Scope) -> bool:
    """Whether any whole street lies in the scope, so that it has kept numbers at all."""
    starts = [(-(-first // STREET) * STREET, last) for first, last in scope.intervals]
    return scope.system or any(start + STREET - 1 <= last for start, last in starts)


def by_street(rows: "QuerySet[Any]", total: Any = None) -> ByStreet:
    """How many rows (or the sum of `total`) lie in each street, keyed by the street's first area value."""
    grouped = rows.order_by().values(street=F("area") / STREET).annotate(held=total or Count("*"))
    return {row["street"] * STREET: row["held"] or 0 for row in grouped.order_by("street")}
