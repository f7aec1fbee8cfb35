"""Checks of values: a part above its whole, a report far from what is counted. Neither is hidden."""

from pathlib import Path

from chongyang.core.integrity import Check, Severity, load_numbers
from chongyang.core.words import N_
from chongyang.indicators.rules.definitions import shipped

NUMBERS = load_numbers(Path(__file__).resolve().parent / "data" / "integrity.yaml")
DESK, OPENS = "indicator_value", "id"
PARTS = ", ".join(f"'{row.key}'" for row in shipped() if row.is_part)
AREA = """CASE WHEN v.level = 'street' THEN v.place::bigint
    ELSE coalesce((SELECT u.intervals[1][1] FROM territory_reportingunit u WHERE u.key = v.place),
        410100000000) END"""
"""A value lies where its place begins; the city's, and that of a unit of a former tree, at the city's."""
COUNTS = "v.replaced_at IS NULL"

CHECKS = (
    Check(
        "indicators.part_above_whole",
        N_("分子大于分母"),
        N_("部分不会多于整体：登记或填报有误，或两边的口径不同。核对源头的行；数字照原样显示。"),
        Severity.SERIOUS,
        f"SELECT v.id, {AREA} AS area, NULL::uuid AS person FROM indicators_value v"
        f" WHERE {COUNTS} AND v.numerator > v.denominator AND v.indicator IN ({PARTS})",
        DESK,
        OPENS,
        source="2018-34/4.6",
    ),
    Check(
        "indicators.reported_far_from_computed",
        N_("填报数与计算数相差较大"),
        N_("同一个数，单位填报的和程序数出来的相差超过规定的比例。请填报单位核对，或补齐名录。"),
        Severity.SERIOUS,
        f"SELECT v.id, {AREA} AS area, NULL::uuid AS person FROM indicators_value v"
        " JOIN indicators_value c ON c.indicator = v.indicator AND c.place = v.place AND c.period = v.period"
        f" AND c.source = 'computed' AND c.replaced_at IS NULL WHERE {COUNTS} AND v.source = 'reported'"
        " AND abs(v.value - c.value) * 100 > greatest(abs(c.value), 1) * %(beside_percent)s",
        DESK,
        OPENS,
        source="2018-34/4.6",
        numbers=NUMBERS,
    ),
)
