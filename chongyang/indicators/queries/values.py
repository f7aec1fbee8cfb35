"""Values that count: of a period and a level, the course of one indicator in one place, what stood before.

Where an indicator is both computed and reported, the computed number counts and the reported one stands
beside it. What a reader may see of a place is the desk's to ask; numbers are no rows of persons.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from chongyang.core.scopes import Scope
from chongyang.indicators.enums import Level, Source
from chongyang.indicators.models import Value
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PERIODS = 12


@dataclass(frozen=True, slots=True)
class Former:
    """A value with what it was before: `difference` is None where one of them is not known."""

    value: Value
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What was computed and what was reported of one place and period."""

    computed: Value | None
    reported: Value | None

    @property
    def difference(self) -> Decimal | None:
        """Reported less computed; None where one of them is not known."""
        if not (self.computed and self.reported):
            return None
        return _less(self.reported.value, self.computed.value)


def _standing() -> "QuerySet[Value]":
    return Value.objects.filter(replaced_at=None)


def list_periods(scope: Scope) -> list[Period]:
    """The quarters and years that have a value of the city, the newest first."""
    demand(scope, Can.READ_FIGURES)
    names = _standing().filter(level=Level.CITY.value).order_by().values_list("period", flat=True).distinct()
    return sorted(
        map(Period.read, names), key=lambda period: (period.days.last, period.quarter), reverse=True
    )


def list_values(scope: Scope, period: Period, level: Level) -> list[Value]:
    """The values of all places of a level, by indicator and place; both sources where there are both."""
    demand(scope, Can.READ_FIGURES)
    rows = _standing().filter(period=str(period), level=level.value)
    return list(rows.order_by("indicator", "place", "source"))


def get_values(scope: Scope, period: Period, level: Level) -> dict[tuple[str, str], Value]:
    """The one value that counts of each indicator and place of a level."""
    found = reversed(list_values(scope, period, level))
    return {(row.indicator, row.place): row for row in found}


def get_value(scope: Scope, value: UUID) -> Value | None:
    """One value by its key."""
    demand(scope, Can.READ_FIGURES)
    return Value.objects.filter(id=value).first()


def newest_of_city(indicators: Iterable[str]) -> dict[str, Value]:
    """The newest value of the whole city of each indicator: sums of the city are public, with the plan."""
    rows = _standing().filter(indicator__in=list(indicators), level=Level.CITY.value, value__isnull=False)
    return {row.indicator: row for row in rows.order_by("first_on", "-source", "id")}


def courses_of_city(indicators: Iterable[str], most: int = PERIODS) -> dict[str, list[Value]]:
    """The newest periods of each indicator of the whole city, the oldest first; one statement, public."""
    return _courses(CITY, indicators, most)


def courses_of(
    scope: Scope, place: str, indicators: Iterable[str], most: int = PERIODS
) -> dict[str, list[Value]]:
    """The same of any place, for who reads figures."""
    demand(scope, Can.READ_FIGURES)
    return _courses(place, indicators, most)


def list_trend(scope: Scope, indicator: str, place: str, most: int = PERIODS) -> list[Value]:
    """The newest periods of one indicator in one place, the oldest first."""
    return courses_of(scope, place, [indicator], most).get(indicator, [])


def list_history(scope: Scope, indicator: str, place: str, period: Period) -> list[Former]:
    """Every value that was found for a place and period, the newest first, each with its difference from the
    one before it from the same source.
    """
    demand(scope, Can.READ_FIGURES)
    rows = Value.objects.filter(indicator=indicator, place=place, period=str(period))
    before: dict[str, Value] = {}
    found = []
    for row in rows.order_by("found_at", "id"):
        former = before.get(row.source)
        found.append(Former(row, _less(row.value, former.value) if former else None))
        before[row.source] = row
    return found[::-1]


def list_beside(scope: Scope, indicator: str, period: Period) -> dict[str, Beside]:
    """Computed and reported of each place of a period."""
    demand(scope, Can.READ_FIGURES)
    held = {
        (row.place, row.source): row
        for row in _standing().filter(indicator=indicator, period=str(period)).order_by("place", "source")
    }
    computed, reported = Source.COMPUTED.value, Source.REPORTED.value
    places = dict.fromkeys(place for place, _ in held)
    return {key: Beside(held.get((key, computed)), held.get((key, reported))) for key in places}


def _courses(place: str, indicators: Iterable[str], most: int) -> dict[str, list[Value]]:
    """Computed before reported where a period has both."""
    rank = Window(RowNumber(), partition_by=[F("indicator")], order_by=F("first_on").desc())
    one = _standing().filter(indicator__in=list(indicators), place=place, value__isnull=False)
    counting = one.order_by("indicator", "first_on", "source").distinct("indicator", "first_on")
    rows = Value.objects.filter(id__in=counting.values("id")).annotate(rank=rank).filter(rank__lte=most)
    found: dict[str, list[Value]] = {}
    for row in rows.order_by("indicator", "first_on"):
        found.setdefault(row.indicator, []).append(row)
    return found


def _less(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if value is None or other is None else value - other
