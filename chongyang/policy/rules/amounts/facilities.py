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


NAME = "community_facility"


def community_facility(v: Values) -> Iterator[Step]:
    """200 ㎡ and more: 100,000 yuan, 50,000 for each further 100 ㎡, at most 1,000,000. After an extension
    what is more than was paid for the former area, or nothing.

    Areas are taken in hundredths of a square metre, so that 299.99 is not 300.
    """
    v.parameter(f"{NAME}.condition")
    yield condition("meets_standard", N_("符合标准"), pl.col("is_up_to_standard"))
    area, before = _hundredths("floor_area_sqm"), _hundredths("floor_area_paid_before_sqm").fill_null(0)
    threshold = v.number(f"{NAME}.threshold_area") * HUNDREDTHS
    yield condition("reaches_threshold", N_("达到起点面积"), area >= threshold)
    if v.choice(f"{NAME}.once") == "none":
        yield condition("is_first", N_("这处设施以前没有获过补贴"), before == 0)
    else:
        yield condition("is_larger", N_("大于以前已获补贴的面积"), area.is_null() | (area > before))
    v.parameter(f"{NAME}.threshold_area")
    yield value("area_beyond", N_("起点以上面积（百分之一平方米）"), (area - threshold).clip(lower_bound=0))
    beyond = _for_beyond(v, pl.col("area_beyond"))
    yield value("for_area_beyond", N_("超出起点面积部分的补贴（分）"), beyond)
    yield value("before_cap", N_("封顶前（分）"), v.fen(f"{NAME}.base_amount") + pl.col("for_area_beyond"))
    paid = v.fen(f"{NAME}.base_amount") + _for_beyond(v, before - threshold)
    paid = pl.min_horizontal(paid, v.fen(f"{NAME}.cap"))
    yield value("paid_before", N_("已获补贴（分）"), pl.when(before >= threshold).then(paid).otherwise(0))
    payers = v.parameter(f"{NAME}.base_amount").payers
    capped = pl.min_horizontal(pl.col("before_cap"), v.fen(f"{NAME}.cap")) - pl.col("paid_before")
    yield amount(N_("补贴金额"), _where(area.is_not_null(), capped), payers)


def _hundredths(name: str) -> pl.Expr:
    return (pl.col(name) * HUNDREDTHS).round().cast(pl.Int64)


def _for_beyond(v: Values, beyond: pl.Expr) -> pl.Expr:
    """What an area above the threshold gives, in fen."""
    each, step = v.fen(f"{NAME}.step_amount"), v.number(f"{NAME}.step_area") * HUNDREDTHS
    by_reading = {
        "whole_steps": each * (beyond // step),
        "begun_steps": each * ((beyond + step - 1) // step),
        "in_proportion": each * beyond // step,
    }
    return by_reading[v.choice(f"{NAME}.part_of_step")]


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
