"""Community facilities by floor area, and leading chain operators: 三(一)1 and 三(一)2 of 2018-34."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.steps import Step, amount, condition, value
from chongyang.policy.rules.engine.values import FEN, Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

HUNDREDTHS = 100


def community_facility(v: Values) -> Iterator[Step]:
    """200 ㎡ and more: 100,000 yuan, 50,000 for each further 100 ㎡, at most 1,000,000.

    Areas are taken in hundredths of a square metre, so that 299.99 is not 300.
    """
    name = "community_facility"
    v.parameter(f"{name}.condition")
    yield condition("meets_standard", N_("符合标准"), pl.col("is_up_to_standard"))
    area = (pl.col("floor_area_sqm") * HUNDREDTHS).round().cast(pl.Int64)
    threshold = v.number(f"{name}.threshold_area") * HUNDREDTHS
    yield condition("reaches_threshold", N_("达到起点面积"), area >= threshold)
    v.parameter(f"{name}.threshold_area")
    yield value("area_beyond", N_("起点以上面积（百分之一平方米）"), (area - threshold).clip(lower_bound=0))
    step = v.number(f"{name}.step_area") * HUNDREDTHS
    grown = v.fen(f"{name}.step_amount") * pl.col("area_beyond")
    reading = v.choice(f"{name}.part_of_step")
    by_reading = {
        "whole_steps": v.fen(f"{name}.step_amount") * (pl.col("area_beyond") // step),
        "begun_steps": v.fen(f"{name}.step_amount") * ((pl.col("area_beyond") + step - 1) // step),
        "in_proportion": grown // step,
    }
    yield value("for_area_beyond", N_("超出起点面积部分的补贴（分）"), by_reading[reading])
    yield value("before_cap", N_("封顶前（分）"), v.fen(f"{name}.base_amount") + pl.col("for_area_beyond"))
    payers = v.parameter(f"{name}.base_amount").payers
    capped = pl.min_horizontal(pl.col("before_cap"), v.fen(f"{name}.cap"))
    yield amount(N_("补贴金额"), _where(area.is_not_null(), capped), payers)


def leading_operator(v: Values) -> Iterator[Step]:
    """300,000 to 600,000 yuan for a chain that leads; where between is an interpretation."""
    name = "leading_operator"
    runs = pl.col("facilities_run")
    least = int(v.choice(f"{name}.chain_facilities"))
    yield condition("is_chain", N_("连锁运营"), runs >= least)
    if v.choice(f"{name}.who_leads") == "designated":
        yield condition("leads", N_("经认定为领军"), pl.col("is_designated"))
    low, high = v.fen(f"{name}.minimum"), v.fen(f"{name}.maximum")
    each_more = int(v.setting(f"{name}.amount_rule", "each_more")) * FEN
    more = (runs - least).clip(lower_bound=0) * each_more
    by_reading = {
        "minimum": _where(runs.is_not_null(), low),
        "maximum": _where(runs.is_not_null(), high),
        "by_facilities": pl.min_horizontal(low + more, high),
    }
    payers = v.parameter(f"{name}.minimum").payers
    yield amount(N_("奖补金额"), by_reading[v.choice(f"{name}.amount_rule")], payers)


def _where(known: pl.Expr, expr: pl.Expr) -> pl.Expr:
    """The expression, unknown where its ground is unknown (a minimum over columns skips nulls)."""
    return pl.when(known).then(expr)
