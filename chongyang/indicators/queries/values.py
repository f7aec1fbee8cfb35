"""Values that count: of a period and a level, and the course of one indicator in one place."""

from collections.abc import Iterable

from django.db.models import QuerySet

from chongyang.core.scopes import Scope
from chongyang.indicators.enums import Level
from chongyang.indicators.models import Value
from chongyang.indicators.rules.periods import Period
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PERIODS = 12


def _standing() -> "QuerySet[Value]":
    return Value.objects.filter(replaced_at=None)


def list_values(scope: Scope, period: Period, level: Level) -> list[Value]:
    """The values of all places of a level, by indicator and place."""
    demand(scope, Can.READ_FIGURES)
    rows = _standing().filter(period=str(period), level=level.value)
    return list(rows.order_by("indicator", "place", "source"))


def newest_of_city(indicators: Iterable[str]) -> dict[str, Value]:
    """The newest value of the whole city of each indicator: sums of the city are public, with the plan."""
    rows = _standing().filter(indicator__in=list(indicators), level=Level.CITY.value, value__isnull=False)
    return {row.indicator: row for row in rows.order_by("first_on", "source", "id")}


def list_trend(scope: Scope, indicator: str, place: str, most: int = PERIODS) -> list[Value]:
    """The newest periods of one indicator in one place, the oldest first."""
    demand(scope, Can.READ_FIGURES)
    rows = _standing().filter(indicator=indicator, place=place).order_by("-first_on", "source")
    return list(rows[:most])[::-1]
