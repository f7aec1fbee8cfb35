"""What a report holds, in which order, how its paper looks: read from `data/reports.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.indicators.enums import Level, Span
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place
from chongyang.territory.rules import organisations, reference


@dataclass(frozen=True, slots=True)
class Heading:
    """One section of the paper; `only` names the span that it stands in, empty for both."""

    key: str
    heading: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The file, read."""

    sections: tuple[Heading, ...]
    headline: tuple[str, ...]
    bars: tuple[str, ...]
    course: tuple[str, ...]
    periods: int
    organs: tuple[str, ...]
    draft_after: timedelta
    draft_places: tuple[str, ...]
    layout: Mapping[str, Any]

    def sections_of(self, span: Span) -> tuple[Heading, ...]:
        return tuple(row for row in self.sections if row.only in ("", span.value))


@cache
def load_plan() -> Plan:
    told = read_yaml((files("chongyang.supervision") / "data" / "reports.yaml").read_text(encoding="utf-8"))
    charts, draft = told["charts"], told["draft"]
    return Plan(
        sections=tuple(Heading(**row) for row in told["sections"]),
        headline=tuple(told["headline"]),
        bars=tuple(charts["bars"]),
        course=tuple(charts["course"]),
        periods=charts["periods"],
        organs=tuple(told["organs"]),
        draft_after=timedelta(days=draft["after_days"]),
        draft_places=tuple(draft["places"]),
        layout=told["layout"],
    )


def organ_of(place: Place, day: date) -> str:
    """The name of the office whose report it is; of a county, of its manager. Empty where none existed."""
    held = {row.key: row for row in organisations.load_organisations()}
    keys = load_plan().organs if place.level is Level.CITY else (manager_of(place),)
    return next((held[key].name for key in keys if key in held and held[key].is_valid_on(day)), "")


def manager_of(place: Place) -> str:
    """The key of the organisation that answers for a reporting unit; empty for the city."""
    units = {unit.key: unit for unit in reference.load_reporting_units()}
    return units[place.key].manager if place.key in units else ""


def name_of(place: Place) -> str:
    """郑州市, 金水区."""
    return reference.load_areas()[0].name if place.level is Level.CITY else place.name


def title_of(place: Place, period: Period) -> tuple[str, str]:
    """In two lines, so that no word is broken."""
    kind = period_words(period)
    return f"{name_of(place)}健康养老产业发展", f"{kind}报告"


def number_of(period: Period) -> str:
    """Of which quarter it is; an office's own document number is given by the office and not made here."""
    return f"{period.year}年第{period.quarter}期" if period.quarter else f"{period.year}年年报"


def due_draft(today: date) -> Period | None:
    """The former quarter, once its draft is due; None before."""
    running = Period.around(today)
    return running.former if today >= running.days.first + load_plan().draft_after else None


def period_words(period: Period) -> str:
    """2018年第四季度, 2018年度: as a paper says a period."""
    return f"{period.year}年第{'零一二三四'[period.quarter]}季度" if period.quarter else f"{period.year}年度"
