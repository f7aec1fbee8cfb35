"""What a report is asked: period and place; and the values of indicators, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chongyang.core.scopes import SYSTEM, Scope
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level, Span
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place, below
from chongyang.territory.enums import Role

Values = Mapping[tuple[str, str], Any]


class Numbers:
    """The values that count, by indicator and place; each period and level is one statement."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._held: dict[tuple[str, Level], Values] = {}

    def of(self, period: Period, level: Level) -> Values:
        """Of two sources the reported one counts, as on the pages."""
        key = (str(period), level)
        if key not in self._held:
            rows = indicators.list_values(self._scope, period, level)
            self._held[key] = {(row.indicator, row.place): row for row in rows}
        return self._held[key]


@dataclass(frozen=True, slots=True)
class Asked:
    """One report. Lights are judged on `day`: the period's last, or today while it runs."""

    period: Period
    place: Place
    day: date
    now: datetime
    scope: Scope
    numbers: Numbers = field(compare=False)
    empty: list[str] = field(default_factory=list, compare=False)
    """The headings that nobody had a value for, so far."""

    @property
    def reader(self) -> Scope:
        """Who reads other rooms for the paper: the place's areas and no person, so that small numbers are
        covered there already.
        """
        return Scope(self.place.intervals, SYSTEM, role=Role.SUPERVISION_OFFICER.value, purpose="report")

    @property
    def is_city(self) -> bool:
        return self.place.key == CITY

    @property
    def is_over(self) -> bool:
        return self.day == self.period.days.last

    @property
    def below(self) -> tuple[Place, ...]:
        """The places that are compared: units of the city, streets of a unit."""
        return below(self.place.key, Level.UNIT if self.is_city else Level.STREET)

    def period_of(self, indicator: Indicator) -> Period:
        """Which period's value stands in this report: of a year, its last quarter; of a quarter, its year."""
        if indicator.span is Span.YEAR:
            return Period(self.period.year)
        return self.period if self.period.quarter else Period(self.period.year, 4)

    def value(self, indicator: Indicator, place: Place, period: Period | None = None) -> Any:
        """The row that counts, None where there is none."""
        held = self.numbers.of(period or self.period_of(indicator), place.level)
        return held.get((indicator.key, place.key))
