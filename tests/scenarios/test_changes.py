"""What a scenario may change, and what is refused with a sentence."""

from datetime import date
from typing import Any

import pytest

from chongyang.core.scopes import interval_of
from chongyang.policy.rules.engine.values import Decided
from chongyang.scenarios.rules.changes import (
    UnableToSimulate,
    apply_changes,
    choices_of,
    fund_of,
    read_changes,
)

DAY = date(2019, 12, 31)


def changed(*rows: dict[str, Any], year: int = 2019) -> Any:
    changes = read_changes(list(rows))
    return apply_changes(Decided().values_on(date(year, 12, 31), choices_of(changes, year)), changes)


def test_each_kind_of_change_is_applied() -> None:
    values = changed(
        {"parameter": "bed.new", "value": 12000},
        {"parameter": "bed.split", "choice": "each_pays_all"},
        {"parameter": "star.5", "payers": {"city": 60, "county": 40}},
        {"overlay": "bed.converted", "area": "410105", "value": 8000, "payer": "county"},
    )
    assert values.held["bed.new"].value == 12000
    assert values.choice("bed.split") == "each_pays_all"
    assert dict(values.held["star.1"].payers) == {"city": 60, "county": 40}  # who pays is said once a clause
    assert [row.value for row in values.overlays_of("bed.converted")] == [8000]


def test_a_share_of_the_city_is_the_payers_parts() -> None:
    values = changed({"parameter": "bed.city_share", "value": 70})
    assert dict(values.held["bed.new"].payers) == {"city": 70, "county": 30}


def test_a_change_begins_with_its_year() -> None:
    row = {"parameter": "bed.new", "value": 12000, "from": 2020}
    assert changed(row).held["bed.new"].value == 9000
    assert changed(row, year=2020).held["bed.new"].value == 12000


def test_the_fund_of_a_programme_changes_from_its_year() -> None:
    changes = read_changes([{"programme": "star_award", "fund": "lottery", "from": 2020}])
    assert [fund_of("star_award", "general_budget", changes, year) for year in (2019, 2020)] == [
        "general_budget",
        "lottery",
    ]


def test_what_is_kept_reads_back_to_the_same() -> None:
    rows = [
        {"parameter": "bed.new", "value": 12000, "from": 2020},
        {"parameter": "star.1", "value": 0},
        {"parameter": "bed.city_share", "value": 70},
        {"parameter": "bed.split", "choice": "each_pays_all"},
        {"overlay": "bed.new", "area": "410105001", "value": 10000, "payer": "street"},
        {"programme": "star_award", "fund": "lottery"},
    ]
    changes = read_changes(rows)
    assert read_changes([change.as_data() for change in changes]) == changes


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("bed.new", "列表"),
        ([None], "看不懂"),
        ([{"parameter": "bed.new"}], "看不懂"),
        ([{"parameter": "bed.new", "value": 1, "choice": "x"}], "看不懂"),
        ([{"parameter": "gift", "value": 1}], "没有这个参数"),
        ([{"parameter": ["bed.new"], "value": 1}], "没有这个参数"),
        ([{"parameter": "bed.new", "value": -1}], "数值"),
        ([{"parameter": "bed.new", "value": 1e30}], "数值"),
        ([{"parameter": "bed.new", "value": float("nan")}], "数值"),
        ([{"parameter": "bed.new", "value": 0.001}], "数值"),
        ([{"parameter": "bed.new", "value": True}], "数值"),
        ([{"parameter": "bed.new", "value": "9"}], "数值"),
        ([{"parameter": "fund.special", "value": 9}], "没有数值"),
        ([{"parameter": "university.share", "value": 101}], "0到100"),
        ([{"parameter": "community_facility.step_area", "value": 0}], "级距"),
        ([{"parameter": "bed.split", "choice": "province"}], "口径"),
        ([{"parameter": "bed.new", "payers": {"city": 50}}], "合计100"),
        ([{"parameter": "bed.new", "payers": {"city": 150, "county": -50}}], "合计100"),
        ([{"parameter": "bed.new", "payers": {"province": 100}}], "合计100"),
        ([{"parameter": "carer.post_allowance.1", "payers": {"city": 100}}], "负担的口径"),
        ([{"overlay": "bed.new", "area": "410105", "value": 8000, "payer": "county"}], "只能提高"),
        ([{"overlay": "bed.new", "area": "４１０１０５", "value": 10000, "payer": "county"}], "地区"),
        ([{"overlay": "bed.new", "area": "410102", "value": 10000, "payer": "county"}], "管理范围"),
        ([{"overlay": "university.share", "area": "410105", "value": 40, "payer": "county"}], "只有金额"),
        ([{"overlay": "bed.new", "area": "410105", "value": 10000, "payer": "province"}], "合计100"),
        ([{"programme": "gift", "fund": "lottery"}], "没有这个项目"),
        ([{"programme": [], "fund": "lottery"}], "没有这个项目"),
        ([{"programme": "star_award", "fund": {}}], "资金来源"),
        ([{"overlay": "bed.new", "area": "410105", "value": 10000, "payer": []}], "合计100"),
        ([{"parameter": "bed.new", "payers": [1]}], "合计100"),
        ([{"parameter": "bed.new", "value": 1, "from": []}], "起始年份"),
        ([{"programme": "star_award", "fund": "gold"}], "资金来源"),
        ([{"parameter": "bed.new", "value": 1, "from": 1}], "起始年份"),
        ([{"parameter": "bed.new", "value": 1}] * 41, "四十"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(told: object, why: str) -> None:
    with pytest.raises(UnableToSimulate, match=why):
        read_changes(told, [interval_of("410105")])


def test_the_wrong_one_is_named_by_its_place() -> None:
    with pytest.raises(UnableToSimulate) as error:
        read_changes([{"parameter": "bed.new", "value": 1}, {"parameter": "gift", "value": 1}])
    assert error.value.place == 2
