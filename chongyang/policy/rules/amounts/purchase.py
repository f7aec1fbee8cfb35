"""Home care bought by government for single persons: 三(一)3 of 2018-34, which states no amount."""

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

PAYERS = {"county": 100}
"""Counties issue their own rules (实施细则) and pay by them: usual practice, the plan names nobody."""


def home_care_purchase(v: Values) -> Iterator[Step]:
    """What the county's document gives a month; the plan itself names no sum, so without a document the
    answer stays open.
    """
    v.parameter("government_purchase.amount")
    yield condition("is_of_group", N_("属于购买服务的对象"), pl.col("is_of_group"))
    yield condition("is_at_home", N_("居家生活，没有入住机构"), pl.col("is_at_home"))
    yield condition("is_assessed", N_("经评估需要服务"), pl.col("is_assessed"))
    due = pl.col("document_amount_fen")
    yield condition("has_amount", N_("县（市、区）文件规定了标准"), due > 0)
    yield amount(N_("当月服务补贴"), due, PAYERS)
