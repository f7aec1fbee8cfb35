"""The steps of a rule: conditions, values on the way, and the amount with its payers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.policy.rules.engine.values import Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

CONDITION, VALUE, AMOUNT = "condition", "value", "amount"
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One named step; `label` is Chinese source text. `payers` are parts of an amount in percent.

    A condition is a boolean column, an amount a column of whole fen. Parts over 100 % mean that each level
    pays the whole.
    """

    name: str
    label: str
    expr: pl.Expr
    kind: str
    payers: Mapping[str, int] = field(default_factory=dict)


Rule = Callable[[Values], Iterator[Step]]


@dataclass(frozen=True, slots=True)
class Traced:
    """A step with what it rests on: parameter ids, and the input columns that it needs."""

    step: Step
    rests_on: tuple[str, ...]
    needs: tuple[str, ...]


def condition(name: str, label: str, expr: pl.Expr) -> Step:
    """What must hold. An unknown input leaves it unknown, which is neither yes nor no."""
    return Step(name, label, expr, CONDITION)


def value(name: str, label: str, expr: pl.Expr) -> Step:
    """A value on the way, kept for the explanation."""
    return Step(name, label, expr, VALUE)


def amount(label: str, expr: pl.Expr, payers: Mapping[str, int]) -> Step:
    """The amount in fen and who pays which part; the last step of a rule."""
    return Step("amount_fen", label, expr.cast(pl.Int64), AMOUNT, dict(payers))


def share_of(money: pl.Expr, percent: pl.Expr, rounding: str) -> pl.Expr:
    """A part of a sum in fen, in whole numbers: `down` drops what is less than a fen, `half_up` rounds."""
    whole = money.cast(pl.Int64) * percent.cast(pl.Int64)
    return (whole + HUNDRED // 2 if rounding == "half_up" else whole) // HUNDRED


def trace(rule: Rule, values: Values) -> tuple[Traced, ...]:
    """The steps of a rule on a day, each with its parameters and, through earlier steps, its inputs."""
    values.drain()
    steps: list[Traced] = []
    known: dict[str, tuple[str, ...]] = {}
    for step in rule(values):
        roots = [root for name in step.expr.meta.root_names() for root in known.get(name, (name,))]
        needs = tuple(dict.fromkeys(roots))
        known[step.name] = needs
        steps.append(Traced(step, values.drain(), needs))
    return tuple(steps)
