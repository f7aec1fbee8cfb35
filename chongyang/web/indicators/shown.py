"""Indicators as the pages show them: number, target, light; small numbers of people are covered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.measuring import Measure, get_measure
from chongyang.indicators.enums import Level, Source
from chongyang.indicators.queries import Beside, Former
from chongyang.indicators.rules import definitions, places, small
from chongyang.indicators.rules.definitions import Each, Indicator, Term, clauses_of, load_indicators
from chongyang.indicators.rules.lights import Light, goal_of, is_own_goal, light_of, worst
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.territory.rules.reference import changes_of_tree
from chongyang.web.parts.figures import in_words
from chongyang.web.parts.lights import TONES, goal_words, words_of
from chongyang.web.parts.trends import Trend, large_trend, small_trend


@dataclass(frozen=True, slots=True)
class Goal:
    """A target beside a value. `goal` is the number to reach at this level, in words."""

    target: Target
    words: str
    by: date
    light: Light

    @property
    def what(self) -> str:
        """What the plan promises, in the reader's language."""
        return in_words(self.target)


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
    spark: Trend | None = None
    reported: str = ""
    difference: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.light]

    @property
    def name(self) -> str:
        """The place in the reader's language."""
        return name_of(self.place)

    @property
    def says(self) -> str:
        """What exactly is counted, or why it can only be reported, in the reader's language."""
        return self.indicator.says_english if get_language() == "en" else self.indicator.says

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


def line_of(
    indicator: Indicator,
    place: Place,
    value: Any,
    today: date,
    *,
    hidden: bool = False,
    course: Sequence[Any] = (),
    beside: Beside | None = None,
) -> Line:
    """`value` is the row that counts, or None where nothing was computed or reported."""
    number = value.value if value and not hidden else None
    goals = tuple(_goals(indicator, place.level, number, today))
    text = gettext("不显示") if hidden else words_of(indicator, place.level, number)
    light = worst(goal.light for goal in goals)
    spark = None if hidden else small_trend(indicator, course)
    line = Line(indicator, label_of(indicator), place, value, text, goals, light, spark)
    return _with_beside(line, beside) if beside and not hidden else line


def _with_beside(line: Line, beside: Beside) -> Line:
    """What units reported, and how far it is from what was counted."""
    if not beside.reported:
        return line
    level = line.place.level
    reported = words_of(line.indicator, level, beside.reported.value)
    return replace(line, reported=reported, difference=more_or_less(line.indicator, level, beside.difference))


def more_or_less(indicator: Indicator, level: Level, difference: Decimal | None) -> str:
    """+3.2, −1, 0; nothing where it is not known."""
    if difference is None:
        return ""
    words = words_of(indicator, level, abs(difference))
    return words if not difference else f"{'+' if difference > 0 else '−'}{words}"


def groups_of(lines: Iterable[Line]) -> list[Group]:
    """By the first clause of each, in the order of the plans, the newer one first."""
    by_clause: dict[str, list[Line]] = {}
    for line in lines:
        by_clause.setdefault(clauses_of(line.indicator, load_targets())[0], []).append(line)
    return [_group(clause, tuple(by_clause[clause])) for clause in _in_order(by_clause)]


def hidden_of(indicator: Indicator, values: Mapping[str, Any], *, covers: bool) -> frozenset[str]:
    """The keys of places whose number of people is too small to be shown to this reader."""
    return (
        small.hidden_of(indicator, {key: row.numerator for key, row in values.items()})
        if covers
        else frozenset()
    )


def terms_of(indicator: Indicator, value: Any) -> list[tuple[str, str, bool, str]]:
    """(numerator or denominator, words, whether rows lie behind it, the number of a value)."""
    parts = (("numerator", indicator.numerator), ("denominator", indicator.denominator))
    return [
        (
            part,
            words_of_term(term),
            isinstance(get_measure(term.measure), Measure),
            _number(getattr(value, part, None)),
        )
        for part, term in parts
        if term
    ]


def _number(told: Decimal | None) -> str:
    """With its thousands apart, without zeros that say nothing."""
    return "" if told is None else f"{told.normalize():,f}"


def words_of_term(term: Term) -> str:
    if term.reported:
        return term.english if get_language() == "en" else term.reported
    if term.indicator:
        found = next(row for row in load_indicators() if row.key == term.indicator)
        return label_of(found)
    measure = get_measure(term.measure)
    return gettext(measure.label) if measure else term.measure


def facts_of(indicator: Indicator) -> list[tuple[str, str]]:
    """Unit, levels, length of a period, direction, source, where the definition is in force."""
    source = gettext("自动计算，单位另行填报，并列对照") if indicator.is_both else indicator.source.label
    levels = " · ".join(gettext(level.label) for level in indicator.levels)
    return [
        (gettext("计量单位"), gettext(indicator.unit)),
        (gettext("层级"), levels),
        (gettext("期间"), gettext(indicator.span.label)),
        (gettext("方向"), gettext(indicator.direction.label)),
        (gettext("来源"), gettext(source)),
        *([(gettext("并列填报"), words_of_term(indicator.reported))] if indicator.reported else []),
    ]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a definition: since when, and what changed against the one before."""

    number: int
    since: date | None
    changes: tuple[tuple[str, str, str], ...]
    is_shown: bool


def versions_of(indicator: Indicator) -> list[Version]:
    """The newest first."""
    held = definitions.versions_of(indicator.key)
    before: tuple[Indicator | None, ...] = (None, *held)
    found = [_version(former, row, row == indicator) for former, row in zip(before, held, strict=False)]
    return found[::-1]


def _version(former: Indicator | None, row: Indicator, is_shown: bool) -> Version:
    changes = definitions.changes_between(former, row) if former else ()
    told = tuple((gettext(words), _plain(was), _plain(is_)) for words, was, is_ in changes)
    return Version(row.version, None if row.valid_from == date.min else row.valid_from, told, is_shown)


def _plain(value: Any) -> str:
    """A field of a definition in words."""
    if isinstance(value, Term):
        return words_of_term(value)
    if isinstance(value, tuple):
        return "、".join(_plain(one) for one in value)
    if isinstance(value, Each):
        return f"{gettext(value.level.label)} ≥ {value.at_least}"
    label = getattr(value, "label", value)
    return "–" if label in (None, "") else gettext(str(label))


@dataclass(frozen=True, slots=True)
class Past:
    """One value that was found for a period: when, by whom, and how far from the one before."""

    value: Any
    text: str
    difference: str
    source: str


def past_of(indicator: Indicator, former: Former) -> Past:
    row = former.value
    level = Level.of(row.level)
    told = more_or_less(indicator, level, former.difference)
    return Past(row, words_of(indicator, level, row.value), told, gettext(Source.of(row.source).label))


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a place's number that stands: counted, reported or corrected; one of them counts."""

    value: Any
    source: str
    text: str
    counts: bool


def accounts_of(indicator: Indicator, history: Iterable[Former]) -> list[Account]:
    """Those that were not replaced; what is computed counts before what is reported (`queries.values`)."""
    rows = sorted((one.value for one in history if not one.value.replaced_at), key=lambda row: row.source)
    return [_account(indicator, row, counts=not place) for place, row in enumerate(rows)]


def _account(indicator: Indicator, row: Any, *, counts: bool) -> Account:
    source = gettext(Source.of(row.source).label)
    told = gettext("%(source)s，经更正") % {"source": source} if row.reason else source
    return Account(row, told, words_of(indicator, Level.of(row.level), row.value), counts)


def trend_of(line: Line, course: Sequence[Any]) -> Trend | None:
    """With the target's height where it has one number, and it is this place's own."""
    level = line.place.level
    targets = [goal.target for goal in line.goals if is_own_goal(line.indicator, goal.target, level)]
    goals = [goal_of(line.indicator, target, level) for target in targets]
    return large_trend(line.indicator, course, goals[-1] if goals else None)


def formers_of(place: Place, period: Period) -> list[tuple[date, str, str]]:
    """(day, key, name) of the units that held this unit's ground before the tree changed."""
    days = [day for day in changes_of_tree() if day <= period.days.last]
    return [(day, row.key, name_of(row)) for day in days for row in places.formers_of(place, day)]


def course_of(indicator: Indicator, values: Sequence[Any]) -> list[tuple[str, str]]:
    """(period, number) of the newest periods, the oldest first."""
    return [(row.period, words_of(indicator, Level.of(row.level), row.value)) for row in values]


def _goals(indicator: Indicator, level: Level, number: Decimal | None, today: date) -> Iterator[Goal]:
    for target in load_targets():
        if target.id in indicator.targets:
            light = light_of(indicator, target, level, number, today)
            words = goal_words(indicator, target, level)
            yield Goal(target, words, target.by or target.by_inferred, light)


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
