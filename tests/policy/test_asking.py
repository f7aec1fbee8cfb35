"""One question to one programme: which inputs are asked, what a form may say, the answer step by step."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.policy.rules.asking import (
    explain,
    inputs_asked,
    last_day_in_force,
    parameters_of,
    read_inputs,
)
from chongyang.policy.rules.catalogue import programmes_of, unstated
from chongyang.policy.rules.engine.values import Decided
from chongyang.policy.rules.programmes import get_programme, load_programmes

DAY, AREA = date(2019, 6, 1), 410105001001


def test_only_the_inputs_of_the_reading_in_use_are_asked() -> None:
    programme = get_programme("bed_construction")
    assert set(inputs_asked(programme, Decided().values_on(DAY))) == {
        "is_public",
        "new_beds_filed",
        "converted_beds_filed",
    }
    used = Decided().values_on(DAY, {"bed.which_beds": "in_use", "bed.owners": "all"})
    assert set(inputs_asked(programme, used)) == {"new_beds_used", "converted_beds_used"}


def test_an_answer_walks_from_each_step_to_its_clause() -> None:
    programme, values = get_programme("community_facility"), Decided().values_on(DAY)
    told = explain(programme, {"is_up_to_standard": True, "floor_area_sqm": 350.0}, AREA, values)
    assert (told.answer, told.amount_fen, dict(told.parts)) == ("yes", 15_000_000, {"city": 15_000_000})
    assert {row.clause for step in told.steps for row in step.parameters} == {"2018-34/3.1.1"}
    reaches = next(step for step in told.steps if step.name == "reaches_threshold")
    assert reaches.holds is True
    assert [row.id for row in reaches.parameters] == ["2018-34:community_facility.threshold_area"]


def test_what_is_unknown_is_named() -> None:
    told = explain(get_programme("star_award"), {}, AREA, Decided().values_on(DAY))
    assert (told.answer, told.missing, told.amount_fen) == ("probably", ("star",), None)


def test_after_the_plan_its_last_day_answers() -> None:
    programme = get_programme("star_award")
    assert last_day_in_force(programme, Decided(), date(2026, 11, 22)) == date(2020, 12, 31)
    assert last_day_in_force(programme, Decided(), DAY) == DAY
    assert last_day_in_force(programme, Decided(), date(2018, 1, 1)) is None
    lasting = Decided((("plan.after_period", "until_replaced", DAY, None),))
    assert last_day_in_force(programme, lasting, date(2026, 11, 22)) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "name", "text", "value"),
    [
        ("community_facility", "floor_area_sqm", "350.5", 350.5),
        ("community_facility", "floor_area_sqm", "１，２００", 1200.0),
        ("star_award", "star", "5", 5),
        ("platform", "level", "county", "county"),
        ("platform", "is_built", "no", False),
        ("university", "audited_building_fen", "1,000.50", 100050),
    ],
)
def test_a_form_is_read(code: str, name: str, text: str, value: object) -> None:
    programme = get_programme(code)
    assert read_inputs(programme.inputs, {name: text}) == ({name: value}, {})


@pytest.mark.parametrize(
    ("code", "name", "text"),
    [
        ("community_facility", "floor_area_sqm", "-1"),
        ("community_facility", "floor_area_sqm", "nan"),
        ("community_facility", "floor_area_sqm", "Infinity"),
        ("community_facility", "floor_area_sqm", "1e400"),
        ("community_facility", "floor_area_sqm", "9" * 400),
        ("community_facility", "floor_area_sqm", "三百"),
        ("community_facility", "is_up_to_standard", "maybe"),
        ("star_award", "star", "6"),
        ("star_award", "star", "2.5"),
        ("platform", "level", "city"),
        ("university", "audited_building_fen", "0.001"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(code: str, name: str, text: str) -> None:
    given_, faults = read_inputs(get_programme(code).inputs, {name: text})
    assert given_ == {}
    assert faults[name].sentence % faults[name].words


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    for programme in load_programmes():
        given_, _ = read_inputs(programme.inputs, dict.fromkeys(programme.inputs, text))
        assert set(given_) <= set(programme.inputs)


@pytest.mark.parametrize("programme", load_programmes(), ids=lambda programme: programme.code)
def test_every_programme_rests_on_parameters_and_answers_when_nothing_is_known(programme) -> None:
    assert programme.clause in {row.clause for row in parameters_of(programme.code)}
    day = last_day_in_force(programme, Decided(), date(2026, 1, 1))
    told = explain(programme, {}, AREA, Decided().values_on(day))
    assert told.answer == "probably"
    assert told.missing


def test_the_catalogue_has_what_the_text_leaves_without_a_sum() -> None:
    assert len(unstated()) >= 20
    assert programmes_of("2018-34/3.2.2") == ("bed_construction",)
