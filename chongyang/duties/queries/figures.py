"""The values of indicators behind the targets of an item, in the place of who answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chongyang.core.scopes import system_scope
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level
from chongyang.indicators.rules import lights
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, unit_of
from chongyang.policy.rules.promises import Target, load_targets


@dataclass(frozen=True, slots=True)
class Figure:
    """The indicator of a target with its value in one place; the value is None where it is not known."""

    indicator: Indicator
    level: Level
    place: str
    value: Decimal | None


@dataclass(frozen=True)
class Figures:
    """The values of one period and of its year."""

    as_of: date
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    values: Mapping[tuple[str, str], Decimal | None]

    def figure(self, area: int, target: str) -> Figure | None:
        """Of the city or of the unit that the area lies in; None where no indicator measures the target."""
        indicator = self.indicators.get(target)
        if indicator is None:
            return None
        unit = unit_of(area)
        level, place = (Level.UNIT, unit) if unit else (Level.CITY, CITY)
        return Figure(indicator, level, place, self.values.get((indicator.key, place)))

    def light(self, area: int, target: str) -> lights.Light:
        """The figure's own light (`indicators.rules.lights`); grey where it is not known."""
        found = self.figure(area, target)
        if found is None:
            return lights.Light.GREY
        return lights.light_of(found.indicator, self.targets[target], found.level, found.value, self.as_of)


def read_figures(period: Period, as_of: date) -> Figures:
    """Values of the city and its units: sums, public, in four statements."""
    scope = system_scope("duties")
    values: dict[tuple[str, str], Decimal | None] = {}
    for one in (Period(period.year), period):
        for level in (Level.CITY, Level.UNIT):
            values |= {key: row.value for key, row in indicators.get_values(scope, one, level).items()}
    return Figures(
        as_of=as_of,
        indicators={name: row for row in in_force(as_of) for name in row.targets},
        targets={target.id: target for target in load_targets()},
        values=values,
    )
