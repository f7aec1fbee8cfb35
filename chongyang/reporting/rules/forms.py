"""The forms from `data/forms.yaml`: which indicators are asked of whom, and what counts in each cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.indicators.enums import Level, Span
from chongyang.indicators.rules.computing import is_of
from chongyang.indicators.rules.definitions import Indicator, Term, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place, load_places
from chongyang.reporting.enums import Way
from chongyang.reporting.rules.ways import load as load_ways
from chongyang.territory.rules.organisations import load_organisations

ORDER = (Level.STREET, Level.UNIT, Level.CITY)
SHARE = "%"
PIECES = "个"


class UnableToReadForm(ValueError):
    """The file of forms contradicts itself or the indicators; the message names the form."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a form: one indicator with the words of what is counted.

    `denominator` is empty where the program counts it itself, or where none is needed.
    """

    indicator: Indicator
    unit: str
    is_integer: bool
    is_signed: bool

    @property
    def numerator(self) -> str:
        return self.indicator.asked.reported

    @property
    def denominator(self) -> str:
        return self.indicator.asked_whole.reported

    def words(self, *, english: bool) -> tuple[str, str]:
        """Of the numerator and of the denominator, in a language."""
        terms = (self.indicator.asked, self.indicator.asked_whole)
        above, below = (term.english if english else term.reported for term in terms)
        return above, below

    @property
    def key(self) -> str:
        return self.indicator.key

    @property
    def is_share(self) -> bool:
        """Whether the numerator is a part of the denominator: a percentage that cannot fall."""
        return self.indicator.unit == SHARE and not self.is_signed

    @property
    def counted(self) -> Term | None:
        """The denominator that the program counts."""
        return None if self.denominator else self.indicator.denominator

    def is_for(self, place: Place) -> bool:
        """Whether this place is asked: some indicators are of some units alone."""
        return is_of(self.indicator, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form. `start` is the level that fills in; every level above adds up."""

    key: str
    label: str
    english: str
    way: Way
    start: Level
    lead: str
    evidence: str
    names: tuple[str, ...]
    span: Span = Span.QUARTER
    confirmed: bool = False
    version: int = 1
    valid_from: date = date.min
    valid_to: date = date.max
    signed: frozenset[str] = frozenset()
    integers: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[Level, ...]:
        """From the level that fills in up to the city."""
        return ORDER[ORDER.index(self.start) :]

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_to

    def items(self, day: date) -> tuple[Item, ...]:
        """Its lines on a day: what has come to be computed is no longer asked."""
        held = {row.key: row for row in load_indicators() if row.is_in_force(day)}
        return tuple(_item(self, held[name]) for name in self.names if name in held and is_asked(held[name]))

    def items_for(self, place: Place, day: date) -> tuple[Item, ...]:
        return tuple(item for item in self.items(day) if item.is_for(place))

    def places(self, level: Level, day: date) -> tuple[Place, ...]:
        """Who is asked at a level: whoever has a line."""
        found = (place for place in load_places(day).values() if place.level is level)
        return tuple(place for place in found if self.items_for(place, day))


def is_asked(indicator: Indicator) -> bool:
    """Whether units count something of it."""
    return indicator.is_both or any(term.reported for term in indicator.terms)


@cache
def load_forms() -> tuple[Form, ...]:
    """The shipped forms. Raises UnableToReadForm."""
    text = resources.files("chongyang.reporting").joinpath("data", "forms.yaml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def read(told: Mapping[str, Any]) -> tuple[Form, ...]:
    """The forms of a parsed file, checked. Raises UnableToReadForm."""
    shared = {
        "signed": frozenset(told["signed"]),
        "integers": frozenset(told["integers"]),
        "units": told["units"],
    }
    found = tuple(_form(row, shared) for row in told["forms"])
    for name, why in _faults(found):
        raise UnableToReadForm(f"{name}: {why}")
    return found


def get_form(key: str) -> Form:
    """KeyError where there is none."""
    return {form.key: form for form in load_forms()}[key]


def forms_of(period: Period) -> tuple[Form, ...]:
    """The forms of a period: in force on its last day, of its length, with something to ask."""
    day = period.days.last
    held = (form for form in load_forms() if form.span is period.span and form.is_in_force(day))
    return tuple(form for form in held if form.items(day))


def periods_of(quarter: Period) -> tuple[Period, ...]:
    """What is asked after a quarter: the quarter, and after the fourth the year."""
    return (quarter, Period(quarter.year)) if quarter.quarter == 4 else (quarter,)


@cache
def line_of(lead: str) -> frozenset[str]:
    """A lead unit and whoever took over from it."""
    held = {row.key: row for row in load_organisations()}
    found, waiting = {lead}, [lead]
    while waiting:
        after = {one.key for one in held[waiting.pop()].successors} - found
        found |= after
        waiting += after
    return frozenset(found)


def _form(row: Mapping[str, Any], shared: Mapping[str, Any]) -> Form:
    words = dict(row)
    try:
        return Form(
            way=Way.of(words.pop("way")),
            start=Level.of(words.pop("from")),
            span=Span.of(words.pop("span", Span.QUARTER)),
            names=tuple(words.pop("items")),
            **words,
            **shared,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToReadForm(f"{row.get('key')}: {fault}") from fault


def _item(form: Form, row: Indicator) -> Item:
    """Of a ratio its parts are counted: their unit is not that of the ratio."""
    unit = form.units.get(row.key) or (PIECES if row.denominator else row.unit)
    return Item(row, unit, unit in form.integers, row.key in form.signed)


def _faults(forms: tuple[Form, ...]) -> Iterator[tuple[str, str]]:
    organisations = {row.key for row in load_organisations()}
    for form in forms:
        if form.lead not in organisations:
            yield form.key, f"{form.lead}: no such organisation"
        for level in form.levels:
            if (form.way, level) not in load_ways().chains:
                yield form.key, f"the way {form.way} has no level {level}"
    yield from _faults_of_names(forms)


def _faults_of_names(forms: tuple[Form, ...]) -> Iterator[tuple[str, str]]:
    known = {row.key: row for row in load_indicators()}
    seen: set[str] = set()
    for form in forms:
        for name in form.names:
            if name not in known:
                yield form.key, f"{name}: no such indicator"
            elif known[name].span is not form.span:
                yield form.key, f"{name}: another length of period"
            if name in seen:
                yield form.key, f"{name}: is asked twice"
            seen.add(name)
