"""Parameters, targets and standards of a clause as the page shows them: figures with their words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.lights import light_of
from chongyang.policy import queries as policy
from chongyang.policy.rules import promises
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.promises import Parameter, Standard, Target
from chongyang.policy.rules.units import Unit, load_units
from chongyang.web.parts.figures import figure_of, in_words
from chongyang.web.parts.lights import TONES, words_of
from chongyang.web.parts.trends import Trend, small_trend

Measured = Mapping[str, Indicator]
Courses = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Now:
    """The city's newest value of a target with its light, its period and its course."""

    indicator: str
    words: str
    light: str
    tone: str
    period: str
    spark: Trend | None


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what, its figure in words, and what else a reader asks about it.

    `is_english`: `what` is translated, so that the Chinese quote is shown beside it. `answers` are who leads.
    """

    what: str
    figure: str
    kind: str
    payers: str = ""
    by: date | None = None
    by_inferred: date | None = None
    also: tuple[str, ...] = ()
    choices: tuple[tuple[str, bool], ...] = ()
    quote: str = ""
    id: str = ""
    now: Now | None = None
    is_english: bool = False
    answers: tuple[Unit, ...] = ()


def promised(clause: str, on: date) -> dict[str, list[Line]]:
    """What a clause promises in figures, for its page; readings as the city chose them by that day."""
    parameters, targets, standards = promises.promises_of(clause)
    chosen = policy.get_decided().values_on(on).choices
    return {
        "parameters": [_parameter(row, chosen) for row in parameters],
        "targets": _targets(targets, clause, on),
        "standards": [_standard(row) for row in standards],
    }


def targets_beside(on: date) -> dict[str, list[Line]]:
    """The targets of every clause that has some, for a whole document: one statement for all values."""
    measured, courses = _measured(on)
    found: dict[str, list[Line]] = {}
    for target in promises.load_targets():
        for clause in (target.clause, *target.also):
            found.setdefault(clause, []).append(_measured_line(target, clause, on, measured, courses))
    return found


def _parameter(row: Parameter, chosen: Mapping[str, str]) -> Line:
    in_use = chosen.get(short_name(row), row.default)
    return Line(
        what=gettext(row.what),
        figure=gettext("未写明") if row.kind == "not_stated" else figure_of(row.value, row.unit),
        kind=promises.PARAMETER_KINDS[row.kind],
        payers=_payers(row),
        choices=tuple((gettext(words), code == in_use) for code, words in row.alternatives.items()),
        quote=row.quote,
        id=row.id,
    )


def _payers(row: Parameter) -> str:
    parts = [f"{gettext(promises.PAYERS[level])} {part}%" for level, part in row.payers.items()]
    return " · ".join(parts)


def _targets(targets: Iterable[Target], clause: str, on: date) -> list[Line]:
    """Each target with the city's newest value and its light, where an indicator has one."""
    measured, courses = _measured(on, [target.id for target in targets])
    return [_measured_line(target, clause, on, measured, courses) for target in targets]


def _measured(on: date, targets: Collection[str] | None = None) -> tuple[Measured, Courses]:
    """The indicators of these targets, or of all, and the city's values of their newest periods."""
    rows = in_force(on)
    found = {name: row for row in rows for name in row.targets if targets is None or name in targets}
    return found, indicators.courses_of_city(sorted({row.key for row in found.values()})) if found else {}


def _measured_line(target: Target, clause: str, on: date, measured: Measured, courses: Courses) -> Line:
    found = measured.get(target.id)
    course = courses.get(found.key, []) if found else []
    now = _now(found, target, course, on) if found and course else None
    return replace(_target(target, clause), now=now)


def _now(indicator: Indicator, target: Target, course: Sequence[Any], on: date) -> Now:
    newest = course[-1]
    light = light_of(indicator, target, Level.CITY, newest.value, on)
    words = words_of(indicator, Level.CITY, newest.value)
    spark = small_trend(indicator, course)
    return Now(indicator.key, words, light.label, TONES[light], newest.period, spark)


def _target(row: Target, clause: str) -> Line:
    what = in_words(row)
    return Line(
        what=_of_each(what, row.per),
        figure=figure_of(row.value, row.unit, row.value_to),
        kind=promises.OPERATORS[row.operator],
        by=row.by,
        by_inferred=None if row.by else row.by_inferred,
        also=tuple(name for name in (row.clause, *row.also) if name != clause),
        quote=row.quote,
        is_english=what == row.english,
        answers=_answers((row.clause, *row.also)),
    )


def _of_each(what: str, per: str) -> str:
    return gettext("%(what)s（%(per)s）") % {"what": what, "per": gettext(per)} if per else what


def _answers(clauses: Iterable[str]) -> tuple[Unit, ...]:
    """Who leads the clauses of a promise, each once, in the published order."""
    held = {row.id: row for document in load_documents() for row in document.clauses}
    keys = dict.fromkeys(key for name in clauses for key in held[name].lead)
    return tuple(load_units()[key] for key in keys)


def _standard(row: Standard) -> Line:
    what = in_words(row)
    operator = promises.OPERATORS[row.operator]
    figure = figure_of(row.value, row.unit)
    return Line(what, figure, operator, quote=row.quote, is_english=what == row.english)
