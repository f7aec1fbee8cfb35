"""Sheets, grades, plaques, months and holders."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.designations.rules import flows, holders, plaques, reviews, scores
from chongyang.designations.rules.titles import get_title, load_titles


def share_of(title, share):
    return {item.key: str(Decimal(item.most) * share / 100) for item in title.items}


@pytest.mark.parametrize(("share", "grade"), [(30, 0), (40, 1), (50, 2), (60, 3), (80, 4), (90, 5), (100, 5)])
def test_a_star_is_reached_by_its_share_of_every_part(share, grade):
    told = scores.read_points(get_title("star_home"), share_of(get_title("star_home"), share))
    assert told.grade == grade
    assert told.passes is bool(grade)


def test_one_weak_part_costs_the_star():
    title = get_title("star_home")
    points = share_of(title, 100) | {"surroundings": "4.8"}
    assert scores.read_points(title, points).grade == 1


def test_the_sum_passes_from_its_points_on():
    title = get_title("smart_street")
    just = {"platform": 20, "call": 25, "services": 20, "use": 15}
    assert scores.read_points(title, just).passes
    assert not scores.read_points(title, just | {"use": "14.9"}).passes


@pytest.mark.parametrize("wrong", ["", None, "x", "NaN", "-1", "26", "1.55", True, "1e999", "１２．５５"])
def test_points_that_are_none_are_refused(wrong):
    title = get_title("smart_street")
    with pytest.raises(scores.UnableToScore):
        scores.read_points(title, share_of(title, 100) | {"platform": wrong})


def test_a_line_that_the_sheet_has_not_is_refused():
    title = get_title("smart_street")
    with pytest.raises(scores.UnableToScore, match="没有这一项"):
        scores.read_points(title, share_of(title, 100) | {"beauty": "5"})


@given(st.sampled_from(load_titles()), st.data())
def test_more_points_never_make_a_lower_grade(title, data):
    points = {item.key: Decimal(data.draw(st.integers(0, item.most))) for item in title.items}
    more = {item.key: min(Decimal(item.most), points[item.key] + 1) for item in title.items}
    before, after = scores.score_of(title, points), scores.score_of(title, more)
    assert after.total >= before.total
    assert after.passes >= before.passes
    assert (after.grade or 0) >= (before.grade or 0)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_after_lies_in_the_month_that_many_later(day, months):
    later = reviews.months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or later.day < day.day


def test_the_end_of_february():
    assert reviews.months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert reviews.next_review(date(2024, 1, 31), 12, date(2024, 6, 1)) == date(2024, 6, 1)


def test_numbers_of_plaques():
    number = plaques.number_of("ZHJD", 2026, 7)
    assert number == "ZHJD-2026-007"
    assert plaques.serial_of(number) == 7
    assert plaques.is_number(number, "ZHJD")
    for wrong in ("ZHJD-2026-7", "ZHQY-2026-007", "ZHJD-1826-007", "ZHJD-2026-007 ", "ZHJD-２０２６-007"):
        assert not plaques.is_number(wrong, "ZHJD"), wrong


def test_one_holder_has_one_slot_however_it_is_written():
    assert holders.slot_of("enterprise", None, "测试 养老（集团）") == holders.slot_of(
        "enterprise", None, "测试养老(集团)"
    )
    assert holders.slot_of("street", 410105001000, "甲") == "street:410105001000"
    assert not holders.is_name("　")
    assert not holders.is_name("甲\n乙")


@pytest.mark.parametrize("name", list(flows.tables()))
def test_in_each_flow_every_person_acts_in_a_stage_of_its_own(name):
    table = flows.tables()[name]
    assert table.deciding
    assert all(action.stage for action in table.actions if action.roles)


def test_nobody_withdraws_who_proposed_or_heard():
    stages = {action.name: action.stage for action in reviews.table().actions}
    assert len({stages[name] for name in ("report", "propose_withdrawal", "hear", "withdraw", "speak")}) == 5


def test_a_flow_without_a_notice_is_refused():
    told = {
        "notice_workdays": 7,
        "complete_workdays": 10,
        "most_open": 20,
        "evidence": [],
        "evidence_more": [],
        "reviews": dict.fromkeys(
            ("visit_workdays", "decide_workdays", "hearing_workdays", "renews_days", "mend_most_days"), 1
        ),
        "flows": {"a": {"label": "甲", "stages": []}},
    }
    with pytest.raises(flows.UnableToReadFlow, match="exactly one"):
        flows.read(told)
