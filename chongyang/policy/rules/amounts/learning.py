"""Universities for the elderly and activity centres by building cost: 三(七)1 and 三(七)3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.steps import Step, amount, condition, share_of, value
from chongyang.policy.rules.engine.values import Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")


def university(v: Values) -> Iterator[Step]:
    """30 % of what a county's university for the elderly really cost to build."""
    yield from _share_of_cost(v, "university")


def activity_centre(v: Values) -> Iterator[Step]:
    """30 % of what a county's activity centre really cost to build."""
    yield from _share_of_cost(v, "activity_centre")


def _share_of_cost(v: Values, name: str) -> Iterator[Step]:
    yield condition("is_of_county", N_("县（市、区）举办"), pl.col("is_of_county"))
    yield condition("is_finished", N_("已建成"), pl.col("is_finished"))
    cost = pl.col("audited_building_fen")
    more = {"with_land": pl.col("land_fen"), "with_equipment": pl.col("equipment_fen")}
    reading = v.choice(f"{name}.base")
    yield value("base_fen", N_("实际建设资金（分）"), cost + more[reading] if reading in more else cost)
    yield condition("has_cost", N_("有实际建设资金"), pl.col("base_fen") > 0)
    part = share_of(pl.col("base_fen"), v.number(f"{name}.share"), v.choice("plan.rounding"))
    yield amount(N_("奖补"), part, v.parameter(f"{name}.share").payers)
