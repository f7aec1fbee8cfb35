"""Beds: county public homes, new and converted, hospice and medical nursing (三(二)1–2, 三(三)1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.steps import Step, amount, condition, value
from chongyang.policy.rules.engine.values import Values

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

WHOLE = 100


def public_home(v: Values) -> Iterator[Step]:
    """60,000 yuan a bed from the city for public homes of a county; the city's own homes have none of it."""
    v.parameter("public_home.condition")
    yield condition("is_public", N_("公办"), pl.col("is_public"))
    yield condition("is_of_county", N_("县（市、区）举办"), pl.col("is_of_county"))
    columns = {"new_filed": "new_filed_beds", "built": "new_built_beds", "all_filed": "filed_beds"}
    counted = columns[v.choice("public_home.which_beds")]
    yield value("counted_beds", N_("计入床位"), pl.col(counted))
    yield condition("has_beds", N_("有计入的床位"), pl.col("counted_beds") > 0)
    due = v.fen("public_home.per_bed") * pl.col("counted_beds")
    yield amount(N_("建设奖补"), due, v.parameter("public_home.per_bed").payers)


def bed_construction(v: Values) -> Iterator[Step]:
    """9,000 yuan a new bed and 6,000 a converted one, from city and county in equal parts."""
    if v.choice("bed.owners") == "social_only":
        yield condition("is_social", N_("社会力量兴办"), ~pl.col("is_public"))
    v.parameter("bed.condition")
    new, converted = _counted(v)
    yield value("new_counted", N_("计入的新建床位"), pl.col(new))
    yield value("converted_counted", N_("计入的改造床位"), pl.col(converted))
    yield condition("has_beds", N_("有新增床位"), pl.col("new_counted") + pl.col("converted_counted") > 0)
    yield value("for_new", N_("新建床位补贴（分）"), v.fen("bed.new") * pl.col("new_counted"))
    yield value(
        "for_converted", N_("改造床位补贴（分）"), v.fen("bed.converted") * pl.col("converted_counted")
    )
    due = pl.col("for_new") + pl.col("for_converted")
    yield amount(N_("建设补贴"), due, _split(v, "bed.split", v.parameter("bed.new").payers))


def _counted(v: Values) -> tuple[str, str]:
    reading = {"filed": "filed", "in_use": "used"}[v.choice("bed.which_beds")]
    return f"new_beds_{reading}", f"converted_beds_{reading}"


def medical_bed(v: Values) -> Iterator[Step]:
    """9,000 yuan a bed newly set up by a medical institution for hospice or medical nursing care."""
    v.parameter("medical_bed.condition")
    yield condition("is_medical", N_("医疗机构"), pl.col("is_medical_institution"))
    beds = pl.col("new_hospice_beds") + pl.col("new_medical_nursing_beds")
    yield value("new_beds", N_("新增设床位"), beds)
    yield condition("has_beds", N_("有新增设床位"), pl.col("new_beds") > 0)
    due = v.fen("medical_bed.new") * pl.col("new_beds")
    yield amount(N_("建设补贴"), due, _split(v, "medical_bed.split", v.parameter("medical_bed.new").payers))


def _split(v: Values, reading: str, payers: Mapping[str, int]) -> dict[str, int]:
    """1:1 splits the total, or each level pays the whole."""
    if v.choice(reading) == "each_pays_all":
        return dict.fromkeys(payers, WHOLE)
    return dict(payers)
