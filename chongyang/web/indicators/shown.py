"""Indicators as the pages show them: number, target, light; small numbers of people are covered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.measuring import get_measure
from chongyang.indicators.enums import Level, Source
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator, Term, clauses_of, load_indicators
from chongyang.indicators.rules.lights import Light, goal_of, light_of, worst
from chongyang.indicators.rules.places import CITY, Place
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import OPERATORS, Target, load_targets
from chongyang.territory.rules.small_cells import covered
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.lights import TONES, words_of


@dataclass(frozen=True, slots=True)
class Goal:
    """A target beside a value. `goal` is the number to reach at this level, in words."""

    target: Target
    words: str
    by: date
    light: Light


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one place, or one place of one indicator."""

    indicator: Indicator
    label: str
    place: Place
    value: Any
    text: str
    goals: tuple[Goal, ...]
    light: Light

    @property
    def tone(self) -> str:
        return TONES[self.light]

    @property
    def is_reported(self) -> bool:
        return self.indicator.source is Source.REPORTED


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of one clause."""

    clause: str
    document: str
    number: str
    heading: str
    lines: tuple[Line, ...]


def label_of(indicator: Indicator) -> str:
    return indicator.english if get_language() == "en" else indicator.label


def name_of(place: Place) -> str:
    """The place in the reader's language; streets have a Chinese name alone."""
    if place.key == CITY:
        return gettext(place.level.label)
    return place.key.title() if get_language() == "en" and place.level is Level.UNIT else place.name


def line_of(indicator: Indicator, place: Place, value: Any, today: date, *, hidden: bool = False) -> Line:
    """`value` is the row that counts, or None where nothing was computed or reported."""
    number = value.value if value and not hidden else None
    goals = tuple(_goals(indicator, place.level, number, today))
    text = gettext("不显示") if hidden else words_of(indicator, place.level, number)
    light = worst(goal.light for goal in goals)
    return Line(indicator, label_of(indicator), place, value, text, goals, light)


def groups_of(lines: Iterable[Line]) -> list[Group]:
    """By the first clause of each, in the order of the plans, the newer one first."""
    by_clause: dict[str, list[Line]] = {}
    for line in lines:
        by_clause.setdefault(clauses_of(line.indicator, load_targets())[0], []).append(line)
    return [_group(clause, tuple(by_clause[clause])) for clause in _in_order(by_clause)]


def hidden_of(indicator: Indicator, values: Mapping[str, Any], *, covers: bool) -> frozenset[str]:
    """The keys of places whose number of people is too small to be shown to this reader."""
    if not covers or not _is_of_persons(indicator.numerator):
        return frozenset()
    return frozenset(covered({key: int(row.numerator) for key, row in values.items()}))


def terms_of(indicator: Indicator) -> list[tuple[str, str, bool]]:
    """(numerator or denominator, words, whether rows lie behind it)."""
    parts = (("numerator", indicator.numerator), ("denominator", indicator.denominator))
    return [(part, words_of_term(term), bool(term.measure)) for part, term in parts if term]


def words_of_term(term: Term) -> str:
    if term.reported:
        return term.reported
    if term.indicator:
        found = next(row for row in load_indicators() if row.key == term.indicator)
        return label_of(found)
    measure = get_measure(term.measure)
    return gettext(measure.label) if measure else term.measure


def course_of(indicator: Indicator, values: Sequence[Any]) -> list[tuple[str, str]]:
    """(period, number) of the newest periods, the oldest first."""
    return [(row.period, words_of(indicator, Level.of(row.level), row.value)) for row in values]


def _goals(indicator: Indicator, level: Level, number: Decimal | None, today: date) -> Iterator[Goal]:
    for target in load_targets():
        if target.id in indicator.targets:
            goal = goal_of(indicator, target, level)
            unit = measured_in(indicator, level)[0]
            said = (
                f"{gettext(OPERATORS[target.operator])} {figure_of(goal, unit) if goal is not None else ''}"
            )
            light = light_of(indicator, target, level, number, today)
            yield Goal(target, said.strip(), target.by or target.by_inferred, light)


def _is_of_persons(term: Term) -> bool:
    measure = get_measure(term.measure)
    return bool(measure and measure.is_of_persons)


def _group(clause: str, lines: tuple[Line, ...]) -> Group:
    document, _, number = clause.partition("/")
    return Group(clause, document, number, _headings().get(clause, number), lines)


def _in_order(clauses: Iterable[str]) -> list[str]:
    place = {clause: place for place, clause in enumerate(_headings())}
    return sorted(clauses, key=lambda clause: (clause.startswith("2014"), place.get(clause, 0)))


def _headings() -> dict[str, str]:
    """Every clause with its label and heading, in reading order."""
    rows = [row for document in load_documents() for row in document.clauses]
    return {row.id: f"{row.label} {row.heading}".strip() for row in rows}
