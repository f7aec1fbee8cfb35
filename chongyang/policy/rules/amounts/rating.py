"""The award for a home's star rating: 三(二)3 of 2018-34."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.steps import Step, amount, condition, value
from chongyang.policy.rules.engine.values import Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

STARS = (1, 2, 3, 4, 5)


def star_award(v: Values) -> Iterator[Step]:
    """50,000, 70,000, 100,000, 200,000, 300,000 yuan for one to five stars.

    After a better rating the difference is paid, or the whole; the same rating again pays once, or each time.
    Where a higher star gives less than was paid before, nothing is due, and nothing is owed back.
    """
    star, before = pl.col("star"), pl.col("star_awarded_before").fill_null(0)
    yield condition("is_rated", N_("星级评定结果为一至五星"), star.is_in(STARS))
    if v.choice("star.repeat") == "once":
        yield condition("is_better", N_("高于已获奖补的星级"), star > before)
    yield value("for_star", N_("本星级奖补（分）"), _of_star(v, star))
    if v.choice("star.upgrade") == "difference":
        better = star > before
        yield value(
            "paid_before", N_("已获奖补（分）"), pl.when(better).then(_of_star(v, before)).otherwise(0)
        )
    else:
        yield value("paid_before", N_("已获奖补（分）"), pl.lit(0, dtype=pl.Int64))
    due = pl.col("for_star") - pl.col("paid_before").fill_null(0)
    yield amount(N_("星级奖补"), due.clip(lower_bound=0), v.parameter("star.1").payers)


def _of_star(v: Values, star: pl.Expr) -> pl.Expr:
    expr: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for count in STARS:
        expr = pl.when(star == count).then(v.fen(f"star.{count}").cast(pl.Int64)).otherwise(expr)
    return expr
