"""Items against the plans: nothing left out, nothing invented, nothing that the text does not name."""

import re

import pytest

from chongyang.duties.rules import items
from chongyang.duties.rules.items import UnableToReadItem, load_items, read
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_targets

PLAN = next(document for document in load_documents() if document.key == "2018-34")
ROW = """
document: 2018-34
items:
- {{id: a, clause: {clause}, what: 甲, english: a, quote: "{quote}", evidence: [{evidence}]{more}}}
"""


def one(clause="3.1.1", quote="全市新增居家社区养老服务设施150个", evidence="figure", more=""):
    text = ROW.format(clause=clause, quote=quote, evidence=evidence, more=more)
    return read(text, PLAN, load_targets())[0]


def test_every_task_and_safeguard_has_an_item():
    assert items.unanswered(load_documents(), load_items()) == []
    assert sum(clause.kind == "task" for clause in PLAN.clauses) == 32
    assert sum(clause.kind == "safeguard" for clause in PLAN.clauses) == 6


def test_a_clause_without_an_item_would_be_told():
    kept = [item for item in load_items() if item.clause != "2018-34/3.8.5"]
    assert items.unanswered([PLAN], kept) == ["2018-34/3.8.5"]


def test_every_target_of_both_plans_is_under_an_item():
    assert items.uncovered(load_targets(), load_items()) == []


@pytest.mark.parametrize("item", load_items(), ids=lambda item: item.key)
def test_no_quote_and_no_owner_is_invented(item):
    document = next(one for one in load_documents() if one.key == item.document)
    clause = document.clause(item.clause)
    words = re.sub(r"\s", "", clause.heading + clause.text)
    assert re.sub(r"\s", "", item.quote) in words
    assert re.sub(r"\s", "", item.owner_quote) in words
    assert item.each or item.owner_quote or item.owners == clause.lead
    assert not item.each or "县" in item.quote or "街道" in item.quote


def test_three_parks_have_no_owner_and_say_so():
    park = [item for item in load_items() if item.clause.startswith("2018-34/3.5.")]
    assert len(park) == 6
    assert not any(item.is_owned for item in park)
    assert all(item.co_owners for item in park)


def test_the_plan_of_2014_names_no_units_but_three_by_its_words():
    old = [item for item in load_items() if item.document == "2014-25"]
    assert [item.key for item in old if item.owners] == ["2014-25:lead.follow", "2014-25:check.inspect"]
    assert not any(item.co_owners for item in old)


def test_a_day_is_that_of_the_targets_and_says_when_it_is_inferred():
    held = {item.key: item for item in load_items()}
    assert str(held["2018-34:facilities.new_2018"].by) == "2018-12-31"
    assert not held["2018-34:facilities.new_2018"].by_is_inferred
    assert str(held["2018-34:facilities.land"].by) == "2020-12-31"
    assert held["2018-34:facilities.land"].by_is_inferred
    assert [str(one.by) for one in held["2018-34:platform.registration"].milestones] == [
        "2018-12-31",
        "2020-12-31",
    ]


def test_owners_come_from_the_clause_in_their_order():
    held = {item.key: item for item in load_items()}
    assert held["2018-34:tcm.rooms"].owners == ("city.health-family-planning", "city.civil-affairs")
    assert held["2018-34:facilities.new_2018"].owners == ("city.civil-affairs",)
    assert "city.planning" in held["2018-34:facilities.new_2018"].co_owners


def test_what_each_county_does_has_the_lead_unit_as_its_guide():
    item = next(item for item in load_items() if item.key == "2018-34:purchase.rules")
    assert item.each
    assert item.owners == ()
    assert "city.finance" in item.co_owners


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"quote": "全市新增居家社区养老服务设施1500个"}, "引文不在条款里"),
        ({"clause": "3.9.9"}, "没有这个条款"),
        ({"quote": ""}, "缺少引文"),
        ({"more": ", targets: [beds.nowhere]"}, "没有这个目标"),
        ({"more": ", targets: [registration.2018]"}, "不在本条款里"),
        ({"evidence": "song"}, "佐证种类"),
        ({"more": ", owner: [city.finance]"}, "点名"),
        ({"more": ", owner: [city.nobody], owner_quote: 全市新增"}, "没有这个单位"),
        ({"more": ", owner: [city.finance], owner_quote: 财政局牵头"}, "引文不在条款里"),
    ],
)
def test_what_the_plan_does_not_say_is_refused(words, why):
    assert one().key == "2018-34:a"
    with pytest.raises(UnableToReadItem, match=why):
        one(**words)


def test_a_key_stands_once():
    text = ROW.format(clause="3.1.1", quote="全市新增居家社区养老服务设施150个", evidence="figure", more="")
    row = text.splitlines()[-1]
    with pytest.raises(UnableToReadItem, match="重复"):
        read(text + row, PLAN, load_targets())
