"""Parameters, targets and standards of a clause as the page shows them: figures with their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.lights import light_of
from chongyang.policy import queries as policy
from chongyang.policy.rules import promises
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.promises import Parameter, Standard, Target
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.lights import TONES, words_of


@dataclass(frozen=True, slots=True)
class Now:
    """The city's newest value of a target, and its light."""

    indicator: str
    words: str
    light: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what, its figure in words, and what else a reader asks about it."""

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


def promised(clause: str, on: date) -> dict[str, list[Line]]:
    """What a clause promises in figures, for its page; readings as the city chose them by that day."""
    parameters, targets, standards = promises.promises_of(clause)
    chosen = policy.get_decided().values_on(on).choices
    return {
        "parameters": [_parameter(row, chosen) for row in parameters],
        "targets": _targets(targets, clause, on),
        "standards": [_standard(row) for row in standards],
    }


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
    measured = {name: row for row in in_force(on) for name in row.targets}
    held = indicators.newest_of_city(row.key for row in measured.values())
    lines = []
    for target in targets:
        found = measured.get(target.id)
        value = held.get(found.key) if found else None
        now = _now(found, target, value.value, on) if found and value else None
        lines.append(replace(_target(target, clause), now=now))
    return lines


def _now(indicator: Indicator, target: Target, number: Decimal | None, on: date) -> Now:
    light = light_of(indicator, target, Level.CITY, number, on)
    return Now(indicator.key, words_of(indicator, Level.CITY, number), light.label, TONES[light])


def _target(row: Target, clause: str) -> Line:
    return Line(
        what=f"{row.what}（{row.per}）" if row.per else row.what,
        figure=figure_of(row.value, row.unit, row.value_to),
        kind=promises.OPERATORS[row.operator],
        by=row.by,
        by_inferred=None if row.by else row.by_inferred,
        also=tuple(name for name in (row.clause, *row.also) if name != clause),
        quote=row.quote,
    )


def _standard(row: Standard) -> Line:
    return Line(row.what, figure_of(row.value, row.unit), promises.OPERATORS[row.operator], quote=row.quote)
