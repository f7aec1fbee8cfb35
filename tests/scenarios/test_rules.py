"""A run decides both sides by the one engine; years, payers, gains and the forecast."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chongyang.policy.rules.engine.values import Decided
from chongyang.policy.rules.programmes import load_programmes
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.changes import read_changes
from chongyang.scenarios.rules.demography import a_year_later, forecast, load_rates
from chongyang.scenarios.rules.facts import Facts, load_told, places_frame
from chongyang.scenarios.rules.growth import growth_of
from chongyang.scenarios.rules.running import Asked, Outcome, basis_of, run
from chongyang.scenarios.rules.subjects import MAKERS, subjects_of

JINSHUI, ZHONGYUAN = 410105000000, 410102000000
YOUNG = (5000, 4000, 3000, 2000, 1000, 500, 100, 20)


def place(
    kind: str, owner: str, *, area: int = JINSHUI + 1001, size: float = 0, beds: int = 0
) -> tuple[Any, ...]:
    return (area, area // 1_000_000 * 1_000_000, kind, owner, size, beds, beds * 6 // 10, 2019, 50)


FACTS = Facts(
    places_frame(
        [
            place("care_home", "non_profit", beds=200),
            place("care_home", "company", area=ZHONGYUAN + 1001, beds=100),
            place("social_welfare_institute", "public", beds=300),
            place("integrated_care_centre", "company", size=450, beds=20),
            place("day_care_centre", "company", size=230),
        ]
    ),
    (ZHONGYUAN, JINSHUI),
    (ZHONGYUAN + 1000, JINSHUI + 1000, JINSHUI + 2000),
    {JINSHUI: YOUNG, ZHONGYUAN: YOUNG},
)


def ran(*rows: dict[str, Any], facts: Facts = FACTS, **asked: Any) -> Outcome:
    told: dict[str, Any] = {"first_year": 2019, "years": 2}
    return run(Asked(changes=read_changes(list(rows)), **(told | asked)), facts, Decided())


def more(found: Outcome) -> Mapping[str, int]:
    rows = tables.by(found.sums, lambda one: one.programme)
    return {row.key: row.more_fen for row in rows if row.more_fen}


def test_without_changes_both_sides_are_the_same_and_nobody_gains() -> None:
    found = ran()
    assert tables.total(found.sums).today_fen > 0
    assert more(found) == {}
    heads = tables.whole(found.effects)
    assert (heads.gains, heads.loses, heads.payees_today) == (0, 0, heads.payees_scenario)


def test_a_raise_costs_both_payers_their_parts_and_the_gain_is_the_difference() -> None:
    found = ran({"parameter": "bed.new", "value": 12000})
    assert set(more(found)) == {"bed_construction"}
    levels = {row.key: row.more_fen for row in tables.by(found.sums, lambda one: one.level)}
    assert levels["city"] == pytest.approx(levels["county"], abs=100)
    heads = tables.whole(found.effects)
    assert heads.gain_fen == pytest.approx(more(found)["bed_construction"], abs=100)
    assert heads.loses == 0 < heads.gains


def test_a_lower_cap_makes_losers_and_no_other_programme_moves() -> None:
    found = ran({"parameter": "community_facility.base_amount", "value": 50000})
    heads = tables.whole(found.effects)
    assert heads.gains == 0 < heads.loses
    assert set(more(found)) == {"community_facility"}


def test_a_change_from_a_later_year_leaves_the_first_alone() -> None:
    found = ran(
        {"parameter": "star.4", "value": 900000, "from": 2020},
        {"parameter": "star.3", "value": 900000, "from": 2020},
    )
    rows = {row.key: row.more_fen for row in tables.by(found.sums, lambda one: one.year)}
    assert rows[2019] == 0 < rows[2020]


def test_a_countys_raise_is_its_own_cost_and_its_neighbour_pays_nothing() -> None:
    found = ran({"overlay": "bed.new", "area": "410105", "value": 10000, "payer": "county"})
    rows = {row.key: row.more_fen for row in tables.by(found.sums, lambda one: (one.county, one.level))}
    assert {key for key, fen in rows.items() if fen} == {(JINSHUI, "county")}


def test_another_fund_takes_the_whole_programme() -> None:
    found = ran({"programme": "star_award", "fund": "lottery"})
    rows = {
        row.key: (row.today_fen, row.scenario_fen)
        for row in tables.by(found.sums, lambda one: (one.programme, one.fund))
    }
    old, new = rows["star_award", "general_budget"], rows["star_award", "lottery"]
    assert (old[1], new[0]) == (0, 0)
    assert old[0] == new[1] > 0


def test_beds_of_a_paid_facility_count_only_where_both_may_be_paid() -> None:
    found = ran({"parameter": "community_facility.stacking", "choice": "both"})
    assert set(more(found)) == {"bed_construction"}


def test_whether_an_extended_facility_is_paid_again_is_a_reading_that_costs() -> None:
    extended = replace(FACTS, places=FACTS.places.with_columns(pl.lit(5).cast(pl.Int64).alias("draw")))
    found = more(ran({"parameter": "community_facility.once", "choice": "none"}, facts=extended))
    assert set(found) == {"community_facility"}
    assert found["community_facility"] < 0


def test_home_care_is_counted_by_elders_and_months_from_the_countys_lottery_money() -> None:
    found = ran(programmes=("home_care_purchase",))
    assert {(one.level, one.fund) for one in found.sums} == {("county", "lottery")}
    first = min(one.year for one in found.effects)
    payees = sum(one.payees_today for one in found.effects if one.year == first)
    paid = sum(one.today_fen for one in found.sums if one.year == first)
    assert payees > 0
    assert paid == pytest.approx(payees * 12 * 20_000, rel=0.01)


def test_after_the_plans_period_nothing_is_paid_unless_it_goes_on() -> None:
    assert ran(first_year=2026, goes_on=False).sums == ()
    going = ran({"parameter": "plan.after_period", "choice": "ends"}, first_year=2026)
    assert tables.total(going.sums).today_fen > 0 == tables.total(going.sums).scenario_fen


def test_the_last_year_of_the_plan_pays_twelve_months_and_the_first_only_from_august() -> None:
    months = {}
    for year in (2018, 2020, 2021):
        found = ran(first_year=year, years=1, goes_on=False, programmes=("carer_post_allowance",))
        months[year] = tables.total(found.sums).today_fen
    assert months[2021] == 0
    assert months[2018] == pytest.approx(months[2020] * 5 / 12, rel=0.1)


def test_every_programme_that_ships_says_where_its_subjects_come_from() -> None:
    for programme in load_programmes():
        assert basis_of(programme.code)["basis"] in {"rows", "targets", "synthetic", "none"}
        assert basis_of(programme.code)["source"]
    counted = {code for code, told in load_told()["programmes"].items() if told["basis"] != "none"}
    assert set(MAKERS) == counted


def test_an_award_that_becomes_less_than_what_was_paid_before_is_nothing_and_never_negative() -> None:
    found = ran({"parameter": "star.3", "value": 1}, {"parameter": "star.4", "value": 1})
    assert min(one.scenario_fen for one in found.sums) >= 0


def test_the_same_facts_give_the_same_figures() -> None:
    assert ran().sums == ran().sums


def test_a_place_without_people_or_places_costs_nothing_and_breaks_nothing() -> None:
    empty = Facts(places_frame([]), (), (), {})
    assert ran(facts=empty).sums == ()
    only_county = replace(FACTS, elders={}, places=FACTS.places.head(0))
    assert tables.total(ran(facts=only_county).sums).today_fen > 0  # platforms and buildings need no elder


def test_an_unknown_floor_area_is_undecided_and_paid_by_nobody() -> None:
    unknown = FACTS.places.with_columns(pl.lit(None, dtype=pl.Float64).alias("floor_area_sqm"))
    found = ran(facts=replace(FACTS, places=unknown), programmes=("community_facility",))
    heads = tables.whole(found.effects)
    assert heads.undecided > 0 == heads.payees_today


def test_new_beds_follow_the_target_and_the_social_share() -> None:
    growth = growth_of(FACTS, (2019, 2020, 2021))
    held = 620  # beds in the two counties, for 31,240 elders: far under 40 in a thousand
    assert sum(growth.beds[JINSHUI, year] for year in (2019, 2020, 2021)) > 0
    people = growth.people[JINSHUI][-1]
    beds = 520 * (1000 + sum(growth.beds[JINSHUI, year] for year in (2019, 2020, 2021))) / 1000
    assert beds == pytest.approx(people * 40 / 1000, rel=0.02)
    assert held < 31240 * 40 / 1000


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1e6), min_size=8, max_size=8))
def test_nobody_appears_in_a_cohort_but_who_turns_sixty(counts: list[float]) -> None:
    rates = load_rates()
    later = a_year_later(tuple(counts), rates)
    entrants = counts[0] / rates.bands[0].years * rates.entrants_percent / 100
    assert sum(later) <= sum(counts) + entrants + 1e-6
    assert all(count >= 0 for count in later)


def test_the_forecast_begins_with_today() -> None:
    assert forecast({JINSHUI: YOUNG}, 3, load_rates())[JINSHUI][0] == sum(YOUNG)


@pytest.mark.parametrize("programme", load_programmes(), ids=lambda programme: programme.code)
def test_a_rule_finds_all_its_columns(programme: Any) -> None:
    made = subjects_of(programme, FACTS, growth_of(FACTS, (2019,)))
    assert set(programme.inputs) <= set(made.columns)
