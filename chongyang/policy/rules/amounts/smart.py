"""Information platforms, smart streets, enterprises and institutions: 三(四)1 and 三(四)3 of 2018-34."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.steps import Step, amount, condition
from chongyang.policy.rules.engine.values import Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

LEVELS = ("county", "street")
KINDS = ("street", "enterprise", "institution")


def platform(v: Values) -> Iterator[Step]:
    """300,000 yuan for a county's platform, 150,000 for a street's, once it is built and in use."""
    v.parameter("platform.condition")
    yield condition("is_built", N_("已建成"), pl.col("is_built"))
    yield condition("is_in_use", N_("已投入使用"), pl.col("is_in_use"))
    yield condition("has_level", N_("县级或街道级平台"), pl.col("level").is_in(LEVELS))
    yield amount(N_("建设奖补"), _by(v, "level", "platform", LEVELS), v.parameter("platform.county").payers)


def smart_unit(v: Values) -> Iterator[Step]:
    """500,000 yuan for a smart street or community, 300,000 for a smart enterprise or institution."""
    yield condition("is_kind", N_("智慧街道（社区）、企业或机构"), pl.col("kind").is_in(KINDS))
    yield condition("is_designated", N_("已认定"), pl.col("is_designated"))
    if v.choice("smart.once") == "one_per_county":
        first = (pl.col("kind") != "street") | (pl.col("awarded_in_county") == 0)
        yield condition("is_first", N_("本县（市、区）首个"), first)
    yield amount(N_("奖补"), _by(v, "kind", "smart", KINDS), v.parameter("smart.street").payers)


def _by(v: Values, column: str, name: str, kinds: tuple[str, ...]) -> pl.Expr:
    expr: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for kind in kinds:
        expr = pl.when(pl.col(column) == kind).then(v.fen(f"{name}.{kind}").cast(pl.Int64)).otherwise(expr)
    return expr
