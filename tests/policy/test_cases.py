"""The programmes' cases, readable beside their data, and the engine's promises."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.policy.rules.amounts import RULES
from chongyang.policy.rules.cases import Case, differences, load_cases, rows_of
from chongyang.policy.rules.engine.deciding import UnableToDecide, decide
from chongyang.policy.rules.engine.steps import trace
from chongyang.policy.rules.engine.values import NotANumber, NotInForce, values_on
from chongyang.policy.rules.programmes import (
    UnableToReadProgramme,
    UnknownProgramme,
    get_programme,
    load_programmes,
    read_programme,
)
from chongyang.policy.rules.promises import load_parameters

DAY = date(2019, 6, 1)
CASES = list(load_cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.programme}: {case.name}" for case in CASES])
def test_a_case_is_answered_as_written(case: Case) -> None:
    assert differences(case, get_programme(case.programme)) == []


def test_every_programme_has_ten_cases_and_every_rule_a_programme() -> None:
    counted = Counter(case.programme for case in CASES)
    assert {code for code, count in counted.items() if count < 10} == set()
    assert set(counted) == {programme.code for programme in load_programmes()}
    assert {programme.rule for programme in load_programmes()} == set(RULES)


def test_a_case_that_is_wrong_is_found() -> None:
    case = next(case for case in CASES if case.name == "正好300平方米")
    wrong = Case(programme=case.programme, name="x", day=case.day, given=case.given, expect={"yuan": 149_999})
    assert differences(wrong, get_programme(case.programme)) == ["yuan: 149999 expected, 150000 found"]


@pytest.mark.parametrize("programme", load_programmes(), ids=lambda programme: programme.code)
def test_a_programme_asks_for_all_that_its_rule_needs_under_every_reading(programme) -> None:
    needed: set[str] = set()
    for row in load_parameters():
        for code in row.alternatives or [""]:
            values = values_on(DAY, choices={row.id.partition(":")[2]: code} if code else {})
            needed |= {name for traced in trace(programme.function, values) for name in traced.needs}
    assert needed == set(programme.inputs)


@pytest.mark.parametrize("programme", load_programmes(), ids=lambda programme: programme.code)
def test_every_amount_walks_back_to_its_clause(programme) -> None:
    rested = [name for traced in trace(programme.function, values_on(DAY)) for name in traced.rests_on]
    clauses = {row.id: row.clause for row in load_parameters()}
    assert programme.clause in {clauses[name] for name in rested}


def test_before_and_after_the_plan_nothing_is_in_force() -> None:
    for day in (date(2018, 7, 29), date(2021, 1, 1)):
        with pytest.raises(NotInForce):
            trace(RULES["star_award"], values_on(day))
    lasting = values_on(date(2021, 1, 1), choices={"plan.after_period": "until_replaced"})
    assert trace(RULES["star_award"], lasting)


def test_an_alternative_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NotInForce, match="no alternative"):
        trace(RULES["bed_construction"], values_on(DAY, choices={"bed.split": "province"}))


def test_what_is_no_number_is_not_calculated_with() -> None:
    values = values_on(DAY)
    with pytest.raises(NotANumber):
        values.number("fund.special")
    with pytest.raises(NotANumber):
        values.fen("university.share")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnableToDecide, match="floor_area_sqm"):
        decide(RULES["community_facility"], pl.DataFrame({"is_up_to_standard": [True]}), values_on(DAY))


@given(st.lists(st.floats(0, 20_000), min_size=1, max_size=30))
def test_many_are_decided_as_one_by_one(areas: list[float]) -> None:
    programme, values = get_programme("community_facility"), values_on(DAY)
    each = [
        rows_of(programme, {"is_up_to_standard": True, "floor_area_sqm": area}, 410105001001)
        for area in areas
    ]
    together = decide(programme.function, pl.concat(each), values).rows["amount_fen"].to_list()
    assert together == [decide(programme.function, one, values).rows["amount_fen"][0] for one in each]


@given(st.floats(200, 20_000), st.floats(0, 500))
def test_a_larger_facility_never_gets_less_and_none_beyond_the_cap(area: float, more: float) -> None:
    programme = get_programme("community_facility")
    given_areas = ({"is_up_to_standard": True, "floor_area_sqm": size} for size in (area, area + more))
    rows = pl.concat([rows_of(programme, told, 410105001001) for told in given_areas])
    small, large = decide(programme.function, rows, values_on(DAY)).rows["amount_fen"].to_list()
    assert 10_000_000 <= small <= large <= 100_000_000


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_the_payers_parts_are_the_whole(new: int, converted: int) -> None:
    programme = get_programme("bed_construction")
    told = {"is_public": False, "new_beds_filed": new, "converted_beds_filed": converted}
    row = decide(programme.function, rows_of(programme, told, 410105001001), values_on(DAY)).rows.row(
        0, named=True
    )
    if row["answer"] == "yes":
        assert row["city_fen"] + row["county_fen"] + row["street_fen"] == row["amount_fen"]


@given(st.dates(date(2018, 7, 30), date(2020, 12, 31)))
def test_a_past_day_is_computed_to_the_same_bytes(day: date) -> None:
    programme = get_programme("carer_post_allowance")
    months = pl.DataFrame({"months_in_city": range(120)}).with_columns(
        pl.lit(value=True).alias("is_registered"), pl.lit(value=True).alias("is_at_post")
    )
    first, second = (decide(programme.function, months, values_on(day)).rows for _ in range(2))
    assert first.serialize() == second.serialize()


def test_a_programme_that_contradicts_itself_is_refused() -> None:
    good = {
        **dict.fromkeys(("code", "title", "clause", "flow", "applicant", "object", "recovery"), "x"),
        "rule": "star_award",
        "period": "once",
        "who": "organisation",
        "fund": "general_budget",
        "evidence": ["x"],
        "confirmed": False,
        "inputs": {"star": {"type": "number", "label": "星级"}},
    }
    assert read_programme(good).rule == "star_award"
    for change in (
        {"rule": "gift"},
        {"period": "day"},
        {"colour": "red"},
        {"inputs": {"a": {"type": "b", "label": ""}}},
        {"clause": ""},
        {"who": "anybody"},
        {"fund": "pocket"},
        {"funds": {"province": "lottery"}},
        {"object_by": ["moon"]},
        {"freezes": [{"since": DAY, "document": ""}]},
    ):
        with pytest.raises(UnableToReadProgramme):
            read_programme(good | change)
    with pytest.raises(UnknownProgramme):
        get_programme("gift")


def test_overlays_end_with_their_day() -> None:
    case = next(case for case in CASES if case.name.startswith("所在县把起点补贴"))
    raised = dict(case.overlays[0]) | {"valid_to": DAY}
    on_last = Case(**{**_plain(case), "overlays": (raised,), "day": DAY - timedelta(days=1)})
    after = Case(**{**_plain(case), "overlays": (raised,), "day": DAY, "expect": {"yuan": 150_000}})
    programme = get_programme(case.programme)
    assert differences(on_last, programme) == differences(after, programme) == []


def _plain(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__dataclass_fields__}
