"""The subjects of each programme as columns: what the rule needs, and how many such subjects a year brings.

`year`, `county`, `weight_milli` (thousandths of such a subject expected in the year) and `months` stand
beside the inputs. What no table of the city holds is invented from `data/subjects.yaml`, which says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chongyang.core.later import Later
from chongyang.policy.rules.cases import column_type
from chongyang.policy.rules.programmes import Programme
from chongyang.scenarios.rules.facts import Facts, county_of, load_told, target
from chongyang.scenarios.rules.growth import MILLI, Growth, Shares

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

COMMUNITY = ("integrated_care_centre", "day_care_centre", "community_care_facility")
INTEGRATED = "integrated_care_centre"
HOMES = ("care_home", "social_welfare_institute", "rural_welfare_home")
PUBLIC = ("public",)
HUNDRED, FEN = 100, 100
MONTHS_OF_YEAR = 12
OURS = ("area", "county", "year", "weight_milli", "months", "is_stacked")
Maker = Callable[[Facts, Growth, dict[str, Any]], "pl.DataFrame"]


def subjects_of(programme: Programme, facts: Facts, growth: Growth) -> pl.DataFrame:
    """The rows for a programme's rule over all years, in an order that is always the same.

    A programme for which nobody wrote down yet where its subjects come from has none, and the page says so.
    """
    made = _made(programme, facts, growth)
    if made.is_empty():
        made = _frame([*programme.inputs, *OURS], [])
    for name, otherwise in (("months", 1), ("is_stacked", False)):
        if name not in made.columns:
            made = made.with_columns(pl.lit(otherwise).alias(name))
    inputs = {name: column_type(asked) for name, asked in programme.inputs.items()}
    made = made.select(
        *(pl.col(name).cast(kind, strict=False) for name, kind in inputs.items()),
        *(pl.col(name).cast(pl.Boolean if name == "is_stacked" else pl.Int64) for name in OURS),
    )
    return made.filter(pl.col("weight_milli") > 0).with_row_index("subject")


def _made(programme: Programme, facts: Facts, growth: Growth) -> pl.DataFrame:
    told = load_told()["programmes"].get(programme.code)
    if told is None or programme.code not in MAKERS:
        return _frame([*programme.inputs, *OURS], [])
    return MAKERS[programme.code](facts, growth, told)


def _shares(shares: Shares) -> pl.DataFrame:
    rows = [(county, year, share) for (county, year), share in sorted(shares.items())]
    schema = {"county": pl.Int64, "year": pl.Int64, "weight_milli": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _grown(places: pl.DataFrame, shares: Shares) -> pl.DataFrame:
    """Each place once a year, with the part of such a place that comes anew in its county."""
    return places.join(_shares(shares), on="county", how="inner", maintain_order="left_right")


def _community_facility(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """Some are extensions of one that was paid for already."""
    places = facts.places.filter(pl.col("kind").is_in(COMMUNITY))
    is_extended = pl.col("draw") < int(told["extended_percent"])
    before = pl.col("floor_area_sqm") * int(told["before_percent"]) // HUNDRED
    return _grown(places, growth.elders).with_columns(
        pl.lit(value=True).alias("is_up_to_standard"),
        pl.when(is_extended).then(before).otherwise(0.0).alias("floor_area_paid_before_sqm"),
    )


def _home_care(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """Elders of the groups at home, by county and year, at one invented standard."""
    part = int(told["of_ten_thousand"])
    rows = [
        (county, county, year, people[place + 1] * part * MILLI // 10_000, MONTHS_OF_YEAR, True, True, True)
        for county, people in sorted(growth.people.items())
        for place, year in enumerate(growth.years)
    ]
    names = ("area", "county", "year", "weight_milli", "months", "is_of_group", "is_at_home", "is_assessed")
    made = _frame(list(names), rows)
    return made.with_columns(pl.lit(int(told["yuan_a_month"]) * FEN).alias("document_amount_fen"))


def _homes(facts: Facts) -> pl.DataFrame:
    rows = facts.places.filter(pl.col("beds") > 0)
    return rows.with_columns(
        pl.col("owner_kind").is_in(PUBLIC).alias("is_public"),
        (pl.col("kind") == INTEGRATED).alias("is_stacked"),
    )


def _public_home(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """New beds as today's homes have them. Those that stand already are there for "all beds on file"."""
    homes = _homes(facts).filter(pl.col("is_public") & ~pl.col("is_stacked"))
    homes = homes.with_columns(pl.lit(value=True).alias("is_of_county"))
    filed = HUNDRED - int(told["built_not_filed_percent"])
    new = _grown(homes, growth.beds).with_columns(
        (pl.col("beds") * filed // HUNDRED).alias("new_filed_beds"),
        pl.col("beds").alias("new_built_beds"),
        (pl.col("beds") * filed // HUNDRED).alias("filed_beds"),
    )
    standing = homes.with_columns(
        pl.lit(0).alias("new_filed_beds"),
        pl.lit(0).alias("new_built_beds"),
        pl.col("beds").alias("filed_beds"),
        pl.lit(growth.years[0]).cast(pl.Int64).alias("year"),
        pl.lit(MILLI).cast(pl.Int64).alias("weight_milli"),
    )
    return pl.concat([new, standing], how="diagonal_relaxed")


def _bed_construction(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """Homes of all owners, so that "all new beds" is another reading; integrated centres only where beds and
    floor area may both be paid.
    """
    converted, used = int(told["converted_percent"]), int(told["used_percent"])
    grown = _grown(_homes(facts), _with_social_share(facts, growth, told))
    grown = grown.with_columns((pl.col("beds") * converted // HUNDRED).alias("converted_beds_filed"))
    grown = grown.with_columns((pl.col("beds") - pl.col("converted_beds_filed")).alias("new_beds_filed"))
    return grown.with_columns(
        (pl.col(f"{kind}_beds_filed") * used // HUNDRED).alias(f"{kind}_beds_used")
        for kind in ("new", "converted")
    )


def _with_social_share(facts: Facts, growth: Growth, told: dict[str, Any]) -> Shares:
    """At least 60 % of new beds are socially run (三(二)2): where less stand today, more of them come."""
    least = target(told["social_target"]) / HUNDRED
    homes = (
        _homes(facts)
        .group_by("county")
        .agg(pl.col("beds").sum(), pl.col("beds").filter(~pl.col("is_public")).sum().alias("social"))
    )
    held = {county: social / beds for county, beds, social in homes.iter_rows() if beds and social}
    return {
        (county, year): round(share * max(1.0, least / held[county])) if county in held else share
        for (county, year), share in growth.beds.items()
    }


def _star_award(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """A third of the homes is rated each year; stars are drawn, some were rated one lower or the same."""
    homes = facts.places.filter(pl.col("kind").is_in(HOMES))
    star: pl.Expr = pl.lit(1)
    beyond = 0
    for count, percent in sorted(told["stars_percent"].items()):
        star = pl.when(pl.col("draw") >= beyond).then(int(count)).otherwise(star)
        beyond += int(percent)
    again = (pl.col("draw") * 37 + 11) % HUNDRED
    up, same = int(told["upgrades_percent"]), int(told["repeats_percent"])
    homes = homes.with_columns(star.alias("star"))
    before = pl.when(again < up).then(pl.col("star") - 1).when(again < up + same).then(pl.col("star"))
    homes = homes.with_columns(before.otherwise(0).alias("star_awarded_before"))
    rated = {key: MILLI * int(told["rated_percent"]) // HUNDRED for key in growth.elders}
    return _grown(homes, rated)


def _medical_bed(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """One invented medical institution a county, with new beds by its elders."""
    rows = []
    for county in facts.counties:
        people = growth.people.get(county, [0])
        for place, year in enumerate(growth.years):
            hospice, nursing = (
                people[min(place + 1, len(people) - 1)] * int(told[f"{kind}_beds_of_ten_thousand"]) // 10_000
                for kind in ("hospice", "nursing")
            )
            rows.append((county, county, year, MILLI, True, hospice, nursing))
    names = ("area", "county", "year", "weight_milli")
    return _frame([*names, "is_medical_institution", "new_hospice_beds", "new_medical_nursing_beds"], rows)


def _frame(names: list[str], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows as columns; without rows the columns stand, so that a rule finds them."""
    if rows:
        return pl.DataFrame(rows, schema=names, orient="row")
    return pl.DataFrame(schema=dict.fromkeys(names, pl.Int64))


def _spread_over(facts: Facts, growth: Growth, each: list[tuple[int, dict[str, Any]]]) -> pl.DataFrame:
    """Each (area, inputs) once, evenly over the first years."""
    rows = [
        {"area": area, "county": county_of(area), "year": year, "weight_milli": share, **told}
        for area, told in each
        for year, share in growth.spread().items()
    ]
    return pl.DataFrame(rows)


def _platform(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    built = {"is_built": True, "is_in_use": True}
    counties = [(area, {"level": "county", **built}) for area in facts.counties]
    return _spread_over(
        facts, growth, counties + [(area, {"level": "street", **built}) for area in facts.streets]
    )


def _smart_unit(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """Two streets a county, the second of which counts under one reading; enterprises and institutions by
    the city's target in the counties that come first.
    """
    each: list[tuple[int, dict[str, Any]]] = []
    for county in facts.counties:
        streets = [street for street in facts.streets if county_of(street) == county]
        for place, street in enumerate(streets[: int(told["streets_each"])]):
            each.append((street, _smart("street", place)))
    for kind in ("enterprise", "institution"):
        wanted = round(target(told[f"{kind}_target"]))
        each += [(county, _smart(kind, 0)) for county in _turns(facts.counties, wanted)]
    return _spread_over(facts, growth, each)


def _turns(counties: tuple[int, ...], wanted: int) -> list[int]:
    """So many units of the whole city, one a county by turns; a part of the city has its part of them."""
    share = wanted * len(counties) // ALL_COUNTIES or (1 if counties and wanted else 0)
    return [counties[place % len(counties)] for place in range(share)] if counties else []


ALL_COUNTIES = 15
"""County-level codes of the city in the statistical tree: twelve legal counties and three zones."""


def _smart(kind: str, before: int) -> dict[str, Any]:
    return {"kind": kind, "is_designated": True, "awarded_in_county": before}


def _leading_operator(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """As many chains as the target names, of sizes in turn."""
    sizes = told["chain_facilities"]
    counties = _turns(facts.counties, round(target(told["target"])))
    each = [
        (county, {"facilities_run": sizes[place % len(sizes)], "is_designated": True})
        for place, county in enumerate(counties)
    ]
    return _spread_over(facts, growth, each)


def _building(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """One project a county at an invented cost."""
    cost = {
        "audited_building_fen": int(told["building_yuan"]) * FEN,
        "land_fen": int(told["land_yuan"]) * FEN,
        "equipment_fen": int(told["equipment_yuan"]) * FEN,
    }
    each = [(county, {"is_of_county": True, "is_finished": True, **cost}) for county in facts.counties]
    return _spread_over(facts, growth, each)


def _carers(facts: Facts, growth: Growth, told: dict[str, Any]) -> pl.DataFrame:
    """Carers by the residents of each home, in classes of service; as many more as there are elders."""
    homes = facts.places.filter(pl.col("residents") > 0)
    percents = sorted((int(months), int(part)) for months, part in told["months_percent"].items())
    classes = pl.DataFrame(percents, schema={"months_in_city": pl.Int64, "part": pl.Int64}, orient="row")
    carers = pl.col("residents") * MILLI // int(told["residents_of_a_carer"])
    rows = _grown(homes, growth.level).join(classes, how="cross", maintain_order="left_right")
    return rows.with_columns(
        (carers * pl.col("weight_milli") // MILLI * pl.col("part") // HUNDRED).alias("weight_milli"),
        (pl.col("months_in_city") * int(told["here_percent"]) // HUNDRED).alias("months_here"),
        (pl.col("months_in_city") * int(told["all_percent"]) // HUNDRED).alias("months_in_all"),
        pl.lit(value=True).alias("is_registered"),
        pl.lit(value=True).alias("is_at_post"),
        pl.lit(MONTHS_OF_YEAR).cast(pl.Int64).alias("months"),
    )


MAKERS: dict[str, Maker] = {
    "community_facility": _community_facility,
    "leading_operator": _leading_operator,
    "public_home": _public_home,
    "bed_construction": _bed_construction,
    "star_award": _star_award,
    "medical_bed": _medical_bed,
    "platform": _platform,
    "smart_unit": _smart_unit,
    "university": _building,
    "activity_centre": _building,
    "carer_post_allowance": _carers,
    "home_care_purchase": _home_care,
}
