"""What an indicator is: numerator, denominator, unit, places, period, direction, source. Shipped as data.

A term is the key of a measure (`core.measuring`), `@key` for the value of another indicator, or the words of
what a unit counts and reports. An indicator with a reported term is reported; one that has both kinds of
numerator shows the difference. Definitions have days: the one in force on the last day of a period counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from typing import Any

from chongyang.core.measuring import get_measure
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.indicators.enums import Direction, Level, Source, Span
from chongyang.policy.rules.promises import Target, load_targets

REFERENCE = "@"
JUDGED = ("milestone", "basically")
FOR_EACH = ("每个", "每项")
TIMES = {"%": 100, "‰": 1000}


class UnableToReadIndicator(ValueError):
    """A definition contradicts itself, its targets or its measures; the message names it."""


@dataclass(frozen=True, slots=True)
class Term:
    """What is counted: a measure, another indicator, or what a unit reports. `of` is the whole that a unit
    reports with its part, where what the program counts is not the one that it divides by. What is reported
    has its words in English too.
    """

    measure: str = ""
    indicator: str = ""
    reported: str = ""
    english: str = ""
    of: str = ""
    of_english: str = ""

    @property
    def source(self) -> Source:
        return Source.REPORTED if self.reported else Source.COMPUTED


@dataclass(frozen=True, slots=True)
class Each:
    """The target is for each place of a level: above it, the share of places that have `at_least` is told."""

    level: Level
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One definition. `reported` is the numerator that units report beside a computed one. Of a share the
    numerator is a part of the denominator, unless it `may_exceed` it (growth). One that is `known_by` one of
    its measures is not known before the city has a row of that: until then what is reported counts.
    """

    key: str
    label: str
    english: str
    unit: str
    numerator: Term
    denominator: Term | None = None
    reported: Term | None = None
    times: int = 1
    decimals: int = 0
    direction: Direction = Direction.UP
    levels: tuple[Level, ...] = (Level.CITY, Level.UNIT, Level.STREET)
    span: Span = Span.QUARTER
    each: Each | None = None
    within: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    clause: str = ""
    says: str = ""
    says_english: str = ""
    confirmed: bool = True
    may_exceed: bool = False
    known_by: str = ""
    version: int = 1
    valid_from: date = date.min
    valid_to: date = date.max

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term in (self.numerator, self.denominator) if term)

    @property
    def source(self) -> Source:
        """Computed where every term is, else reported."""
        reported = any(term.source is Source.REPORTED for term in self.terms)
        return Source.REPORTED if reported else Source.COMPUTED

    @property
    def is_both(self) -> bool:
        """Whether a unit reports beside what is computed, and the difference is shown."""
        return self.reported is not None

    @property
    def asked(self) -> Term:
        """What units report as numerator; without words where they report none."""
        return self.reported or self.numerator

    @property
    def asked_whole(self) -> Term:
        """What units report as denominator; without words where the program counts it, or none is needed."""
        if self.reported:
            return Term(reported=self.reported.of, english=self.reported.of_english)
        return self.denominator or Term()

    @property
    def reported_whole(self) -> str:
        return self.asked_whole.reported

    @property
    def is_part(self) -> bool:
        """Whether a numerator above its denominator is a mistake."""
        return self.unit in TIMES and self.denominator is not None and not self.may_exceed

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_to


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    """The definitions, each after those it rests on. Raises UnableToReadIndicator."""
    found = [_indicator(row) for row in rows]
    _check_days(found)
    return tuple(_in_order(found))


@cache
def shipped() -> tuple[Indicator, ...]:
    """The definitions before they are checked against the measures: rooms above may still register theirs."""
    text = (files("chongyang.indicators") / "data" / "indicators.yaml").read_text(encoding="utf-8")
    return read(read_yaml(text)["indicators"])


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """What this room ships, checked against the targets of the plans and the measures of the rooms."""
    found = shipped()
    for indicator in found:
        check_against(indicator, load_targets())
    return found


def in_force(day: date) -> tuple[Indicator, ...]:
    """The definitions of a day."""
    return tuple(row for row in load_indicators() if row.is_in_force(day))


def _indicator(row: Mapping[str, Any]) -> Indicator:
    words = dict(row)
    try:
        each = words.pop("each", None)
        levels = tuple(Level.of(name) for name in words.pop("levels", list(Level)))
        return Indicator(
            numerator=_term(words.pop("numerator")),
            denominator=_term(words.pop("denominator", None)),
            reported=_term(words.pop("reported", None)),
            times=words.pop("times", TIMES.get(words["unit"], 1)),
            direction=Direction.of(words.pop("direction", Direction.UP)),
            span=Span.of(words.pop("span", Span.QUARTER)),
            each=Each(Level.of(each["level"]), each["at_least"]) if each else None,
            levels=levels,
            within=tuple(words.pop("within", ())),
            targets=tuple(words.pop("targets", ())),
            **words,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToReadIndicator(f"{row.get('key')}: {fault}") from fault


def _term(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return Term(**value)
    return Term(indicator=value[1:]) if value.startswith(REFERENCE) else Term(measure=value)


def _in_order(found: list[Indicator]) -> Iterator[Indicator]:
    """Raises UnableToReadIndicator for a circle or a reference to nothing."""
    by_key: dict[str, list[Indicator]] = {}
    for row in found:
        by_key.setdefault(row.key, []).append(row)
    rests_on = {
        key: {t.indicator for row in rows for t in row.terms if t.indicator} for key, rows in by_key.items()
    }
    try:
        order = list(TopologicalSorter(rests_on).static_order())
    except CycleError as circle:
        raise UnableToReadIndicator(N_("指标互相引用，成了环：") + " → ".join(circle.args[1])) from None
    for key in order:
        if key not in by_key:
            raise UnableToReadIndicator(f"@{key}: " + N_("没有这个指标。"))
        yield from by_key[key]


def _check_days(found: list[Indicator]) -> None:
    """No two versions of one indicator are in force on a day."""
    for row in found:
        for other in found:
            same = row.key == other.key and row is not other
            if same and row.valid_from < other.valid_to and other.valid_from < row.valid_to:
                raise UnableToReadIndicator(f"{row.key}: " + N_("两个版本的有效期重叠。"))


def check_against(indicator: Indicator, targets: Iterable[Target]) -> None:
    """Raises UnableToReadIndicator unless its targets, unit and measures are there and agree."""
    fault = next(_faults(indicator, {target.id: target for target in targets}), None)
    if fault:
        raise UnableToReadIndicator(f"{indicator.key}: {fault}")


def _faults(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[str]:
    if not indicator.targets and not indicator.clause:
        yield N_("指标要写明所依据的条款或目标。")
    for name in indicator.targets:
        if name not in targets:
            yield f"{name}: " + N_("没有这个目标。")
        elif _is_of_another_unit(indicator, targets[name]):
            yield f"{name}: " + N_("计量单位与目标不一致。")
    yield from _faults_of_words(indicator)
    if indicator.known_by and indicator.known_by not in {term.measure for term in indicator.terms}:
        yield f"{indicator.known_by}: " + N_("没有这项计数。")
    for term in indicator.terms:
        if term.measure and get_measure(term.measure) is None:
            yield f"{term.measure}: " + N_("没有这项计数。")


def _faults_of_words(indicator: Indicator) -> Iterator[str]:
    if indicator.reported and not indicator.reported.reported:
        yield N_("并列填报的分子要写明填报什么。")
    if bool(indicator.says) != bool(indicator.says_english):
        yield N_("说明要有中文和英文。")
    told = [term for term in (*indicator.terms, indicator.reported) if term]
    pairs = [pair for term in told for pair in ((term.reported, term.english), (term.of, term.of_english))]
    if any(bool(words) != bool(english) for words, english in pairs):
        yield N_("填报的内容要有中文和英文。")


def _is_of_another_unit(indicator: Indicator, target: Target) -> bool:
    """A circle's minutes and a number for each place are told as the share of places that have it."""
    is_told_as_share = indicator.each or target.operator in JUDGED or target.per.startswith(FOR_EACH)
    return not is_told_as_share and target.unit not in ("", indicator.unit)


FIELDS = (
    ("label", N_("名称")),
    ("numerator", N_("分子")),
    ("denominator", N_("分母")),
    ("reported", N_("并列填报")),
    ("unit", N_("单位")),
    ("times", N_("倍数")),
    ("decimals", N_("小数位")),
    ("direction", N_("方向")),
    ("levels", N_("层级")),
    ("span", N_("期间")),
    ("each", N_("每处应有")),
    ("within", N_("范围")),
    ("targets", N_("目标")),
    ("clause", N_("条款")),
    ("says", N_("说明")),
)
"""What a version may change, with its words."""


def versions_of(key: str) -> tuple[Indicator, ...]:
    """Every version of a definition, the oldest first."""
    return tuple(sorted((row for row in load_indicators() if row.key == key), key=lambda row: row.valid_from))


def changes_between(former: Indicator, later: Indicator) -> tuple[tuple[str, Any, Any], ...]:
    """(what, before, since) of everything that differs between two versions."""
    told = ((words, getattr(former, name), getattr(later, name)) for name, words in FIELDS)
    return tuple((words, before, since) for words, before, since in told if before != since)


def clauses_answered() -> tuple[str, ...]:
    """Every clause that an indicator answers to, before the measures are there."""
    found = (clause for row in shipped() for clause in clauses_of(row, load_targets()))
    return tuple(dict.fromkeys(found))


def clauses_of(indicator: Indicator, targets: Iterable[Target]) -> tuple[str, ...]:
    """The clauses that it answers to: of its targets with their other places, or its own."""
    own = [clause for row in targets if row.id in indicator.targets for clause in (row.clause, *row.also)]
    return tuple(dict.fromkeys([*own, *([indicator.clause] if indicator.clause else [])]))
