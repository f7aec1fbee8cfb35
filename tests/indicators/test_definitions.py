"""Definitions: every numeric promise of both plans has one; what cannot hold is refused."""

from datetime import date

import pytest

from chongyang.indicators.enums import Source
from chongyang.indicators.rules.definitions import (
    UnableToReadIndicator,
    check_against,
    clauses_of,
    in_force,
    load_indicators,
    read,
)
from chongyang.indicators.rules.periods import Period
from chongyang.policy.rules.promises import load_targets

PROJECTS = {"2018-34:project.gongyi_eight_zones", "2018-34:approval.four_stages"}
"""Milestones of a named project or of the approval, whose number is part of their name."""
ROW = {"key": "a", "label": "甲", "english": "A", "unit": "人", "clause": "2018-34/3.4.1"}


def test_every_numeric_promise_of_the_plans_has_an_indicator():
    held = {name for row in load_indicators() for name in row.targets}
    numeric = {row.id for row in load_targets() if row.value is not None or row.operator == "all"}
    assert numeric - held == PROJECTS


def test_every_indicator_has_clauses_and_words_in_both_languages():
    for row in load_indicators():
        assert clauses_of(row, load_targets()), row.key
        assert row.label, row.key
        assert row.english.isascii(), row.key


def test_a_circle_is_refused_with_its_members():
    rows = [ROW | {"numerator": "@b"}, ROW | {"key": "b", "numerator": "@a"}]
    with pytest.raises(UnableToReadIndicator, match=r"成了环.*(a → b → a|b → a → b)"):
        read(rows)


def test_a_reference_to_nothing_is_refused():
    with pytest.raises(UnableToReadIndicator, match="没有这个指标"):
        read([ROW | {"numerator": "@nothing"}])


def test_two_versions_in_force_on_one_day_are_refused():
    first = ROW | {"numerator": "registry.living", "valid_to": date(2020, 1, 2)}
    second = ROW | {"numerator": "registry.living", "valid_from": date(2020, 1, 1), "version": 2}
    with pytest.raises(UnableToReadIndicator, match="有效期重叠"):
        read([first, second])


def test_what_rests_on_another_comes_after_it():
    found = read([ROW | {"numerator": "@b"}, ROW | {"key": "b", "numerator": "registry.living"}])
    assert [row.key for row in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"clause": ""}, "条款"),
        ({"targets": ["2018-34:nothing"]}, "没有这个目标"),
        ({"targets": ["2018-34:beds.new_2018"]}, "计量单位与目标不一致"),
        ({"numerator": "registry.nothing"}, "没有这项计数"),
        ({"known_by": "registry.registered"}, "没有这项计数"),
    ],
)
def test_a_definition_that_cannot_hold_is_refused(changes, said):
    (row,) = read([ROW | {"numerator": "registry.living"} | changes])
    with pytest.raises(UnableToReadIndicator, match=said):
        check_against(row, load_targets())


@pytest.mark.parametrize(
    ("name", "first", "until", "former"),
    [
        ("2018Q4", date(2018, 10, 1), date(2019, 1, 1), "2018Q3"),
        ("2019Q1", date(2019, 1, 1), date(2019, 4, 1), "2018Q4"),
        ("2018", date(2018, 1, 1), date(2019, 1, 1), "2017"),
    ],
)
def test_a_period_knows_its_days(name, first, until, former):
    period = Period.read(name)
    assert (period.days.first, period.days.until) == (first, until)
    assert str(period.former) == former
    assert str(period) == name
    assert Period.around(first, period.span) == period


@pytest.mark.parametrize("name", ["", "2018Q5", "18Q1", "2018-4", "2018Q4 ", "２０１８"])
def test_what_is_no_period_is_refused(name):
    with pytest.raises(ValueError, match="2018Q4"):
        Period.read(name)


def test_definitions_in_force_are_one_of_each_key():
    keys = [row.key for row in in_force(date(2018, 12, 31))]
    assert len(keys) == len(set(keys))


def test_a_share_whose_whole_is_in_no_row_is_reported_and_says_why():
    row = next(one for one in load_indicators() if one.key == "lottery.elder_care_share")
    assert row.source is Source.REPORTED
    assert not row.is_both
    assert "分母数不出来" in row.says


def test_what_can_only_be_reported_says_why_in_both_languages():
    for row in load_indicators():
        if row.source is Source.REPORTED:
            assert row.says.startswith("只能填报："), row.key
            assert row.says_english.startswith("Can only be reported: "), row.key


@pytest.mark.parametrize(
    "told",
    [
        {"numerator": "registry.living", "says": "按登记计。"},
        {"numerator": {"reported": "养老床位"}},
        {"numerator": "registry.living", "denominator": {"reported": "养老床位"}},
        {"numerator": "registry.living", "reported": {"reported": "养老床位"}},
        {
            "numerator": "registry.living",
            "reported": {"reported": "养老床位", "english": "Care beds", "of": "床位"},
        },
    ],
)
def test_a_sentence_in_one_language_alone_is_refused(told):
    (row,) = read([ROW | told])
    with pytest.raises(UnableToReadIndicator, match="中文和英文"):
        check_against(row, load_targets())


def test_the_english_of_what_is_reported_is_english():
    terms = [
        term for row in load_indicators() for term in (*row.terms, row.reported) if term and term.reported
    ]
    assert len(terms) > 70
    for words in (words for term in terms for words in (term.english, term.of_english)):
        assert words.isascii(), words


@pytest.mark.parametrize(
    ("room", "keys"),
    [
        ("workforce", ["carers.register", "carers.trained_before_work", "training.integrated_staff"]),
        ("purchase", ["purchase.county_rules"]),
        ("providers", ["centres.rural"]),
        (
            "activities",
            [
                "universities.per_county",
                "schools.street_share",
                "activity_centres.per_county",
                "venues.per_street",
            ],
        ),
        ("projects", ["projects.medical", "investment.sports", "investment.elder_care_total"]),
    ],
)
def test_what_a_room_holds_rows_of_is_counted_beside_what_is_reported(room, keys):
    held = {row.key: row for row in load_indicators()}
    for key in keys:
        row = held[key]
        assert row.numerator.measure.startswith(f"{room}."), key
        assert row.source is Source.COMPUTED, key
        assert row.is_both, key
        assert row.known_by.startswith(f"{room}."), key
        assert not row.confirmed, key
