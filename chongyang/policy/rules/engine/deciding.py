"""Deciding: yes, no, or probably with what is missing; the amount in fen and each payer's part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.policy.rules.engine.steps import AMOUNT, CONDITION, HUNDRED, Rule, Traced, trace
from chongyang.policy.rules.engine.values import AREA, Overlay, Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

YES, NO, PROBABLY = "yes", "no", "probably"
LEVELS = ("city", "county", "street")
KEEPS = (AREA,)


class UnableToDecide(ValueError):
    """The rows lack a column that the rule needs; the message names it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`rows` has the input and, beside it, a column for each step, `answer`, `missing` (names of inputs),
    `amount_fen` and `<payer>_fen`. Amounts are null unless the answer is yes. `steps` explain the columns.
    """

    rows: pl.DataFrame
    steps: tuple[Traced, ...]


def decide(rule: Rule, rows: pl.DataFrame, values: Values) -> Decision:
    """Apply a rule to rows as of the day of `values`; their order stays. Raises UnableToDecide."""
    steps = trace(rule, values)
    _check_columns(rows, steps)
    decided = _apply(rows.lazy(), steps)
    if raising := [row for name in sorted(_names(steps)) for row in values.overlays_of(name)]:
        decided = _with_overlays(decided, rows, trace(rule, values.without_overlays()), raising)
    return Decision(_with_names(decided.collect(), steps), steps)


def _names(steps: Iterable[Traced]) -> set[str]:
    return {name.partition(":")[2] for traced in steps for name in traced.rests_on}


def _check_columns(rows: pl.DataFrame, steps: Iterable[Traced]) -> None:
    lacking = {name for traced in steps for name in traced.needs} - set(rows.columns)
    if lacking:
        raise UnableToDecide(f"columns are missing: {', '.join(sorted(lacking))}")


def _apply(rows: pl.LazyFrame, steps: tuple[Traced, ...]) -> pl.LazyFrame:
    for traced in steps:
        rows = rows.with_columns(traced.step.expr.alias(traced.step.name))
    rows = rows.with_columns(_answer(steps).alias("answer"))
    rows = rows.with_columns(_missing(steps).alias("missing"))
    return _pay(rows, steps)


def _answer(steps: Iterable[Traced]) -> pl.Expr:
    """No, as soon as one condition fails; probably, while something that decides is unknown; else yes."""
    decisive = [traced.step for traced in steps if traced.step.kind in (CONDITION, AMOUNT)]
    conditions = [pl.col(step.name) for step in decisive if step.kind == CONDITION]
    failed = pl.any_horizontal(
        [(~held).fill_null(value=False) for held in conditions] or [pl.lit(value=False)]
    )
    unknown = pl.any_horizontal([pl.col(step.name).is_null() for step in decisive])
    return pl.when(failed).then(pl.lit(NO)).when(unknown).then(pl.lit(PROBABLY)).otherwise(pl.lit(YES))


def _waits(steps: Iterable[Traced]) -> dict[str, list[str]]:
    """For each input the deciding steps that may wait for it."""
    waits: dict[str, list[str]] = {}
    for traced in steps:
        if traced.step.kind in (CONDITION, AMOUNT):
            for name in traced.needs:
                waits.setdefault(name, []).append(traced.step.name)
    return waits


def _missing(steps: Iterable[Traced]) -> pl.Expr:
    """The unknown inputs of the steps that are unknown for it, only where the answer is `probably`.

    A bit for each input: a list of names for each of a million rows would take forty times as long as the
    rule itself.
    """
    asked, bits = pl.col("answer") == PROBABLY, pl.lit(0, dtype=pl.UInt32)
    for place, (name, held) in enumerate(_waits(steps).items()):
        unknown = pl.any_horizontal([pl.col(step).is_null() for step in held])
        bit = pl.lit(1 << place, dtype=pl.UInt32)
        bits = bits + pl.when(asked & pl.col(name).is_null() & unknown).then(bit).otherwise(0)
    return bits


def _with_names(decided: pl.DataFrame, steps: Iterable[Traced]) -> pl.DataFrame:
    """The bits of `missing` as lists of names; few different ones exist."""
    names, held = list(_waits(steps)), decided["missing"].unique().sort()
    told = [[name for place, name in enumerate(names) if bits >> place & 1] for bits in held.to_list()]
    lists = pl.Series("missing", told, dtype=pl.List(pl.String))
    return decided.with_columns(lists.gather(held.search_sorted(decided["missing"])))


def _pay(rows: pl.LazyFrame, steps: Iterable[Traced]) -> pl.LazyFrame:
    """Each payer's part; what does not divide falls to the last payer, so that the parts are the whole."""
    paying = next(traced.step for traced in steps if traced.step.kind == AMOUNT)
    due = pl.when(pl.col("answer") == YES).then(pl.col(paying.name))
    parts = {payer: due * percent // HUNDRED for payer, percent in paying.payers.items()}
    if parts and sum(paying.payers.values()) == HUNDRED:
        last = list(parts)[-1]
        parts[last] = due - sum((part for payer, part in parts.items() if payer != last), start=pl.lit(0))
    absent = pl.when(pl.col("answer") == YES).then(pl.lit(0, dtype=pl.Int64))
    columns = [parts.get(payer, absent).cast(pl.Int64).alias(f"{payer}_fen") for payer in LEVELS]
    rows = rows.with_columns(columns)
    whole = pl.sum_horizontal(*(f"{payer}_fen" for payer in LEVELS)) if parts else due
    return rows.with_columns(pl.when(pl.col("answer") == YES).then(whole).alias("amount_fen"))


def _with_overlays(
    raised: pl.LazyFrame, rows: pl.DataFrame, plain: tuple[Traced, ...], raising: list[Overlay]
) -> pl.LazyFrame:
    """The city's and the county's parts as without overlays; what is more falls to the overlay's payer.

    `raising` are the overlays of this rule's own parameters: what a street adds elsewhere is not its payment.
    """
    base = _apply(rows.lazy(), plain).select(
        *(pl.col(f"{payer}_fen").alias(f"base_{payer}_fen") for payer in LEVELS)
    )
    both = pl.concat([raised, base], how="horizontal")
    more = pl.col("amount_fen") - pl.sum_horizontal(*(f"base_{payer}_fen" for payer in LEVELS))
    narrowest = _narrowest(raising)
    parts = [
        (pl.col(f"base_{payer}_fen") + pl.when(narrowest == payer).then(more).otherwise(0)).alias(
            f"{payer}_fen"
        )
        for payer in LEVELS
    ]
    return both.with_columns(parts).drop(*(f"base_{payer}_fen" for payer in LEVELS))


def _narrowest(raising: list[Overlay]) -> pl.Expr:
    """The payer of the narrowest overlay around a row."""
    expr = pl.lit("")
    for row in sorted(raising, key=lambda row: (row.first - row.last, row.first)):
        expr = pl.when(pl.col(AREA).is_between(row.first, row.last)).then(pl.lit(row.payer)).otherwise(expr)
    return expr
