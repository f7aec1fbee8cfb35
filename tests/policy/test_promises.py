"""The figures of the plans: each rests on words of its clause, and no figure of the text is left out."""

import json
import re
from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import call_command

from chongyang.policy.rules import promises
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import UnableToReadPromise, check_words, read

NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+(?=[个项家条名所张级区里大])|所有|全部|各县")
SAID_ELSEWHERE = {  # passages with a number that promise nothing of their own, and why
    "党的十九大": "name of a congress",
    "四区:嵩山": "part of the layout, with its members",
    "建设一所面向社会": "the same promise as 3.2.1",
    "市、县(市、区)两级在制定": "two levels of plans",
    "全市每千名老人拥有养老床位达到40张": "the same promise as 2.3.p7",
    "二级以上": "a class of hospitals",
    "“两级平台”和": "the shape of the platform, promised at the end of the clause",
    "“三级网络”。在市级": "the shape of the platform, promised at the end of the clause",
    "线上线下(O2O)": "a name",
    "每个县(市、区)建成一个智慧化养老街道或社区": "the same promise as 2.3.p6",
    "三大主导产业": "a list of industries",
    "三大关联产业": "a list of industries",
    "四大配套产业": "a list of industries",
    "基本建成3-5个特色突出": "the same promise as 2.3.p4",
    "三级办学网络": "a shape, its members are promised beside it",
    "所有投资者": "a principle",
    "岗前培训率达到98%以上": "the same promise as 2.3.p9",
    "一条龙": "an idiom",
    "各县（市、区）每个乡镇": "whose towns",
    "引导各县（市、区）完善": "an encouragement",
    "责任单位、各县（市、区）": "who is inspected",
}


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _quotes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in (*promises.load_parameters(), *promises.load_targets(), *promises.load_standards()):
        found[row.clause].add(_tight(row.quote))
    return found


def _covered(text: str, quotes: set[str]) -> set[int]:
    places = set()
    for quote in quotes:
        for found in re.finditer(re.escape(quote), text):
            places.update(range(*found.span()))
    return places


def _open_numbers() -> list[str]:
    """Every number of the targets, tasks and safeguards that stands in no quote, with the words around it."""
    left, quotes = [], _quotes()
    for document in load_documents():
        for clause in document.clauses:
            if clause.id.partition("/")[2].startswith(("0", "end", "1")):
                continue
            text = _tight(clause.heading + clause.text)
            covered = _covered(text, quotes[clause.id])
            for found in NUMBER.finditer(text):
                is_year = len(found.group()) == 4 and text[found.end() : found.end() + 1] == "年"
                if found.start() not in covered and not is_year:
                    left.append(f"{clause.id} {text[max(0, found.start() - 24) : found.end() + 24]}")
    return left


def test_no_number_of_the_plans_is_left_out() -> None:
    unexplained = [line for line in _open_numbers() if not any(words in line for words in SAID_ELSEWHERE)]
    assert unexplained == []


def test_every_exception_still_stands_in_the_text() -> None:
    lines = "\n".join(_open_numbers())
    assert [words for words in SAID_ELSEWHERE if words not in lines] == []


@pytest.mark.parametrize(
    ("name", "value", "unit", "payers"),
    [
        ("community_facility.base_amount", 100_000, "元/个", {"city": 100}),
        ("community_facility.cap", 1_000_000, "元/个", {"city": 100}),
        ("public_home.per_bed", 60_000, "元/张", {"city": 100}),
        ("bed.new", 9_000, "元/张", {"city": 50, "county": 50}),
        ("bed.converted", 6_000, "元/张", {"city": 50, "county": 50}),
        ("star.5", 300_000, "元/家", {"city": 100}),
        ("platform.street", 150_000, "元/个", {"city": 100}),
        ("carer.post_allowance.2", 150, "元/月", {}),
        ("lottery.elder_care_share", 60, "%", {}),
    ],
)
def test_amounts_of_the_plan_of_2018(name: str, value: int, unit: str, payers: dict[str, int]) -> None:
    row = next(row for row in promises.load_parameters() if row.id == f"2018-34:{name}")
    assert (row.value, row.unit, dict(row.payers)) == (value, unit, payers)


def test_the_export_joins_by_document_number_and_clause() -> None:
    out = StringIO()
    call_command("export_plans", "--json", stdout=out)
    plans = json.loads(out.getvalue())
    clauses = {clause["id"] for document in plans["documents"] for clause in document["clauses"]}
    numbers = {document["number"] for document in plans["documents"]}
    for kind in ("parameters", "targets", "standards"):
        assert len({row["id"] for row in plans[kind]}) == len(plans[kind]) > 0
        assert {row["clause"] for row in plans[kind]} <= clauses
        assert {row["document"] for row in plans[kind]} == numbers


def test_a_promise_without_a_date_says_that_its_date_is_inferred() -> None:
    out = StringIO()
    call_command("export_plans", "--json", stdout=out)
    targets = {row["id"]: row for row in json.loads(out.getvalue())["targets"]}
    stated, inferred = targets["2018-34:registration.2018"], targets["2018-34:pilot.meals_and_bathing"]
    assert (stated["by"], stated["by_inferred"]) == ("2018-12-31", None)
    assert (inferred["by"], inferred["by_inferred"]) == (None, "2020-12-31")
    assert targets["2018-34:zone.songshan"]["lead"] == []
    assert targets["2018-34:beds.per_thousand"]["lead"] == ["市民政局"]


SAID = {1: "一", 4: "四", 8: "八", 10: "十", 100: "全所有", 1000: "千"}
"""Numbers that the plans say in words; 全 and 所有 are the whole hundred of a share."""


def test_every_value_stands_in_its_own_quote() -> None:
    for row in (*promises.load_targets(), *promises.load_standards()):
        for value in (row.value, getattr(row, "value_to", None)):
            if value is None:
                continue
            plain = f"{value:g}"
            in_words = any(sign in row.quote for sign in SAID.get(int(value), ""))
            assert plain in row.quote or in_words, (row.id, plain, row.quote)


def _clauses() -> dict[str, object]:
    return {clause.id: clause for document in load_documents() for clause in document.clauses}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"id": "a", "clause": "2018-34/9.9", "quote": "床位"}, "no clause"),
        ({"id": "a", "quote": "床位"}, "a clause is missing"),
        ({"id": "a", "clause": None, "quote": "床位"}, "a clause is missing"),
        ({"id": "a", "clause": "2018-34/3.2.2"}, "do not stand"),
        ({"id": "a", "clause": "2018-34/3.2.2", "quote": "每张床位7000元"}, "do not stand"),
        ({"id": "a", "clause": "2018-34/3.2.2", "quote": ""}, "do not stand"),
        ({"id": "taken", "clause": "2018-34/3.2.2", "quote": "新增"}, "twice"),
    ],
)
def test_an_invented_figure_is_refused(row: dict[str, str], why: str) -> None:
    with pytest.raises(UnableToReadPromise, match=why):
        check_words(row, _clauses(), {"taken"})


def test_an_unknown_field_is_refused_by_its_name() -> None:
    with pytest.raises(UnableToReadPromise, match="colour"):
        read(promises.Standard, {"id": "a", "colour": "red"})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "gift"}, "unknown kind"),
        ({"value": None}, "a number is missing"),
        ({"unit": ""}, "a unit is missing"),
        ({"payers": {"city": 50, "county": 40}}, "100 %"),
        ({"payers": {"province": 100}}, "unknown payer"),
        ({"valid_to": "before"}, "ends before"),
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(change: dict[str, object], why: str) -> None:
    row = next(row for row in promises.load_parameters() if row.id == "2018-34:bed.new")
    plain = {name: getattr(row, name) for name in row.__dataclass_fields__} | change
    if plain["valid_to"] == "before":
        plain["valid_to"] = plain["valid_from"]
    with pytest.raises(UnableToReadPromise, match=why):
        promises._parameter(plain, {"valid_from": row.valid_from, "valid_to": row.valid_to})
