"""The titles of the plans: each rests on words of the text, and what counts them has a title."""

import re

import pytest

from chongyang.designations.rules import titles as rules
from chongyang.designations.rules.titles import UnableToReadTitle, load_not_designated, load_titles, read
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.programmes import get_programme
from chongyang.policy.rules.promises import load_targets

CLAUSES = {clause.id: clause for document in load_documents() for clause in document.clauses}
COUNTING = {
    *("smart.streets", "smart.enterprises", "smart.institutions", "alliances.model", "bases.built"),
    *("groups.fostered", "operators.chains_2018", "operators.chains_2020", "products.leaders"),
    *("xingyang.backbone", "routes.fine", "training.bases", "hospice.per_county"),
    *("public_homes.per_county", "stars.all_institutions"),
}
"""Targets with a number that is reached by what somebody is chosen or acknowledged as; 2014 has one more."""
SHEETS = {"a": [{"key": "x", "label": "甲", "english": "A", "most": 100}]}
ROW = {
    "key": "a",
    "code": "AA",
    "label": "甲",
    "english": "A",
    "clause": "2018-34/3.4.3",
    "quote": "",
    "holders": ["street"],
    "flow": "city",
    "criteria": [],
    "sheet": "a",
    "least": 60,
    "years": 3,
    "review_months": 12,
}


def tight(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("title", load_titles(), ids=lambda one: one.key)
def test_a_title_rests_on_words_of_its_clause(title):
    text = tight(CLAUSES[title.clause].text)
    quotes = [title.quote, *(one.quote for one in title.criteria)]
    quotes += [title.most.quote] if title.most else []
    for quote in quotes:
        assert tight(quote) in text, quote
    assert title.english.isascii()


def test_every_target_that_counts_titles_has_its_title():
    counted = {target for one in load_titles() for target in one.targets}
    assert {f"2018-34:{name}" for name in COUNTING} | {"2014-25:pilot.per_town"} <= counted
    known = {row.id for row in load_targets()}
    assert counted <= known
    assert set(load_not_designated()) <= known
    assert not counted & set(load_not_designated())


def test_every_pilot_route_and_zone_that_the_text_names_is_counted_by_a_title():
    counted = {target for one in load_titles() for target in one.targets}
    named = {
        row.id
        for row in load_targets()
        if row.id.partition(":")[2].split(".")[0] in ("pilot", "route", "zone")
    }
    assert named - counted == {"2018-34:pilot.long_term_care_insurance"}


def test_targets_of_titles_are_computed_and_not_reported():
    counted = {target for one in load_titles() for target in one.targets}
    for row in load_indicators():
        if set(row.targets) & counted and row.key != "public_homes.per_county":
            assert row.numerator.measure.startswith("designations."), row.key


def test_an_award_that_follows_exists_and_asks_what_the_title_answers():
    for title in load_titles():
        if title.programme:
            assert set(title.inputs) <= set(get_programme(title.programme).inputs), title.key


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"holders": ["nobody"]}, "unknown holder"),
        ({"sheet": "b"}, "b"),
        ({"least": 101}, "points"),
        ({"needs": {"height": 3}}, "unknown need"),
        ({"most": {"level": "moon", "number": 1, "quote": ""}}, "quota"),
        ({"inputs": {"star": "grade"}}, "grade"),
        ({"code": "甲"}, "capitals"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(changes, said):
    with pytest.raises(UnableToReadTitle, match=said):
        read([ROW | changes], SHEETS)


def test_two_titles_of_one_code_are_refused():
    with pytest.raises(UnableToReadTitle, match="code"):
        read([ROW, ROW | {"key": "b"}], SHEETS)


def test_a_sheet_that_is_not_of_100_points_is_refused():
    with pytest.raises(UnableToReadTitle, match="100"):
        read([ROW], {"a": [{"key": "x", "label": "甲", "english": "A", "most": 90}]})


def test_an_unknown_title_is_told():
    with pytest.raises(rules.UnknownTitle):
        rules.get_title("nothing")
