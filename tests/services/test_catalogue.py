"""The catalogue is whole, and a file that contradicts itself is refused."""

from importlib import resources

import pytest
import yaml

from chongyang.policy.queries import get_clause
from chongyang.services.rules import catalogue

SIX = ["生活照料", "基础照护", "探访关爱", "健康管理", "委托代办", "精神慰藉"]
OWN = ["助餐", "助浴", "家政", "健康咨询", "代购", "缴费", "教育", "文体", "旅游"]
THINGS = ["辅具", "商品"]


def told():
    file = resources.files("chongyang.services").joinpath("data", "catalogue.yaml")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def test_the_six_national_kinds_and_the_plans_own_and_things_have_items():
    kinds = catalogue.kinds()
    assert [one.label for one in kinds.values()] == SIX + OWN + THINGS
    assert [one.reports_as for one in kinds.values() if one.is_national] == list(catalogue.NATIONAL)
    assert all(catalogue.items_of(key) for key in kinds)


def test_every_item_says_what_is_done_and_that_its_price_is_invented():
    for item in catalogue.items().values():
        assert item.label
        assert item.english
        assert item.minutes
        assert item.steps
        assert all(step.label and step.english for step in item.steps)
        assert 0 < item.price_from_fen <= item.price_to_fen
        assert not item.confirmed
        assert "演示数据" in item.source
    assert catalogue.item("bath_two").people == 2
    assert catalogue.item("bath_help").skills >= {"bathing", "health"}
    assert catalogue.item("day_trip").cancellation.free_hours == 72
    with pytest.raises(catalogue.UnknownItem):
        catalogue.item("nothing")


def test_every_clause_stands_in_the_plan(db):
    clauses = {one.clause for one in catalogue.items().values()}
    assert {"2018-34/3.1.4", "2018-34/3.4.3"} == clauses
    for clause in clauses:
        assert get_clause(clause)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "nothing"}, "unknown kind"),
        ({"unit": "week"}, "unknown unit"),
        ({"minutes": 0}, "minutes"),
        ({"people": 3}, "people"),
        ({"yuan": [60, 35]}, "price range"),
        ({"skills": ["flying"]}, "unknown skill"),
        ({"who_may": []}, "who may"),
        ({"steps": []}, "no step"),
        ({"cancellation": {"free_hours": 4, "fee_percent": 120}}, "a fee"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_name(change, why):
    document = told()
    document["items"]["morning_care"] |= change
    with pytest.raises(catalogue.UnableToReadCatalogue, match=f"morning_care: .*{why}"):
        catalogue.read(document)


def test_a_kind_without_an_item_and_a_seventh_national_kind_are_refused():
    document = told()
    del document["items"]["day_trip"]
    with pytest.raises(catalogue.UnableToReadCatalogue, match="travel: no item"):
        catalogue.read(document)
    document = told()
    document["kinds"]["travel"]["is_national"] = True
    with pytest.raises(catalogue.UnableToReadCatalogue, match="six national"):
        catalogue.read(document)
