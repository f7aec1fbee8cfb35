"""Parameters as the rules see them on one day: numbers, choices, and what a county or street adds to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.policy.rules.promises import Number, Parameter, load_parameters

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

AREA = "area"
"""The column with the 12-digit area of a row, by which overlays find it."""
FEN = 100
MONEY = "元"
AFTER_PERIOD = "plan.after_period"


class NotInForce(LookupError):
    """No value of this parameter is valid on the day."""


class NotANumber(TypeError):
    """The parameter is a condition, a choice, or a programme without an amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What a county or street gives beyond the city's value, in its own areas and at its own cost.

    `payer` pays the difference; half-open dates; `document` says where the raise is published.
    """

    parameter: str
    first: int
    last: int
    value: Number
    payer: str
    valid_from: date
    valid_to: date | None = None
    document: str = ""

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def short_name(parameter: Parameter) -> str:
    """bed.new of 2018-34:bed.new; a later document may give the same name another value."""
    return parameter.id.partition(":")[2]


@dataclass(slots=True)
class Values:
    """The parameters in force on a day. It remembers which of them were asked for since the last `drain`."""

    on: date
    held: Mapping[str, Parameter]
    overlays: tuple[Overlay, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    _asked: list[str] = field(default_factory=list)

    def drain(self) -> tuple[str, ...]:
        """Ids of the parameters asked for since the last call, each once."""
        asked, self._asked = tuple(dict.fromkeys(self._asked)), []
        return asked

    def parameter(self, name: str) -> Parameter:
        """The parameter in force under this name. Raises NotInForce."""
        if name not in self.held:
            raise NotInForce(f"{name} on {self.on}")
        self._asked.append(self.held[name].id)
        return self.held[name]

    def choice(self, name: str) -> str:
        """The code of the interpretation in use: the city's choice, else the default."""
        held = self.parameter(name)
        chosen = self.choices.get(name, held.default)
        if chosen not in held.alternatives:
            raise NotInForce(f"{name} has no alternative {chosen!r}")
        return chosen

    def setting(self, name: str, key: str) -> Number:
        """A number that an alternative of an interpretation brings along."""
        return self.parameter(name).settings[key]

    def number(self, name: str) -> pl.Expr:
        """The value as published (yuan, square metres, percent), raised where an overlay stands."""
        return self._expr(name, lambda value: value)

    def fen(self, name: str) -> pl.Expr:
        """An amount in whole fen."""
        if not self.parameter(name).unit.startswith(MONEY):
            raise NotANumber(f"{name} is no money")
        return self._expr(name, lambda value: int(Decimal(str(value)) * FEN))

    def _expr(self, name: str, shown: Callable[[Number], Number]) -> pl.Expr:
        held = self.parameter(name)
        if isinstance(held.value, str) or held.value is None:
            raise NotANumber(f"{name} is {held.kind}")
        expr = pl.lit(shown(held.value))
        for overlay in self.overlays_of(name):
            inside = pl.col(AREA).is_between(overlay.first, overlay.last)
            expr = pl.when(inside).then(pl.lit(shown(overlay.value))).otherwise(expr)
        return expr

    def overlays_of(self, name: str) -> list[Overlay]:
        """Those in force, the widest area first, so that a street's stands over its county's."""
        rows = [row for row in self.overlays if row.parameter == name and row.is_valid(self.on)]
        return sorted(rows, key=lambda row: (row.first - row.last, row.first))

    def without_overlays(self) -> Values:
        """What the city gives, without what counties and streets add."""
        return Values(self.on, self.held, (), self.choices)


@dataclass(frozen=True, slots=True)
class Decided:
    """All that a city and its counties ever decided; choices as (parameter, alternative, from, to)."""

    choices: tuple[tuple[str, str, date, date | None], ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def values_on(self, on: date, choices: Mapping[str, str] | None = None) -> Values:
        """The values of a day; `choices` stand over what was decided."""
        held = {
            name: alternative
            for name, alternative, first, last in self.choices
            if first <= on and (last is None or on < last)
        }
        raises = [row for row in self.overlays if row.is_valid(on)]
        return values_on(on, overlays=raises, choices=held | dict(choices or {}))


def values_on(
    on: date,
    *,
    parameters: Iterable[Parameter] | None = None,
    overlays: Iterable[Overlay] = (),
    choices: Mapping[str, str] | None = None,
) -> Values:
    """The values in force on a day; of two documents with one name the later one counts."""
    chosen = dict(choices or {})
    rows = sorted(parameters if parameters is not None else load_parameters(), key=lambda row: row.valid_from)
    lasting = {
        row.document
        for row in rows
        if short_name(row) == AFTER_PERIOD and chosen.get(AFTER_PERIOD, row.default) != "ends"
    }
    held = {short_name(row): row for row in rows if _is_valid(row, on, row.document in lasting)}
    return Values(on, held, tuple(overlays), chosen)


def _is_valid(row: Parameter, on: date, lasts: bool) -> bool:
    return row.valid_from <= on and (lasts or row.valid_to is None or on < row.valid_to)
