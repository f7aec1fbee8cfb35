"""The monthly post allowance of carers by years of service: 三(九)2 of 2018-34."""

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

MONTHS = 12
BANDS = (1, 2, 3)
WHO_PAYS = {"city": {"city": 100}, "county": {"county": 100}, "equal": {"city": 50, "county": 50}}


def carer_post_allowance(v: Values) -> Iterator[Step]:
    """100, 150 or 200 yuan a month. From which year, how years count and who pays are interpretations.

    Months of service are whole months on the first day of the month that is paid.
    """
    columns = {"registered_in_city": "months_in_city", "same_employer": "months_here", "any": "months_in_all"}
    yield condition("is_registered", N_("在人员库登记"), pl.col("is_registered"))
    yield condition("is_at_post", N_("当月在护理员岗位"), pl.col("is_at_post"))
    months = columns[v.choice("carer.post_allowance.service_years")]
    yield value("months_of_service", N_("从业月数"), pl.col(months))
    years = [int(part) for part in v.choice("carer.post_allowance.years").split("-")]
    yield condition("has_served", N_("达到第一档年限"), pl.col("months_of_service") >= years[0] * MONTHS)
    expr: pl.Expr = pl.lit(None, dtype=pl.Int64)
    for band, least in zip(BANDS, years, strict=True):
        due = v.fen(f"carer.post_allowance.{band}").cast(pl.Int64)
        expr = pl.when(pl.col("months_of_service") >= least * MONTHS).then(due).otherwise(expr)
    yield amount(N_("当月岗位补贴"), expr, WHO_PAYS[v.choice("carer.post_allowance.payer")])
