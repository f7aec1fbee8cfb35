"""Schemes as data: what is refused, who is in a list, what a share and a rank are."""

from copy import deepcopy
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.yaml_files import read_yaml
from chongyang.supervision.enums import Kind, Listing, Missing
from chongyang.supervision.rules import scoring, shares
from chongyang.supervision.rules.schemes import (
    Item,
    Ranked,
    UnableToReadScheme,
    get_scheme,
    load_schemes,
    read,
)
from chongyang.supervision.rules.subjects import subjects_of

SHIPPED = files("chongyang.supervision") / "data" / "schemes" / "2018.yaml"


def told():
    return deepcopy(read_yaml(SHIPPED.read_text(encoding="utf-8")))


def items(row, listing="counties"):
    return row["lists"][listing]["items"]


def test_every_shipped_scheme_is_whole_and_says_what_is_not_confirmed():
    for scheme in load_schemes():
        assert scheme.source
        for ranked in scheme.lists:
            assert sum(item.most for item in ranked.items if item.is_weighed) == 100
    assert get_scheme(2018).confirmed is False
    assert get_scheme(1999) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: items(row)[0].update(most=16), "必须是 100"),
        (lambda row: items(row)[0].update(clause="2018-34/9.9"), "没有这一条款"),
        (lambda row: items(row)[0].update(targets=["2018-34:beds.new_2018"]), "全市总数"),
        (lambda row: items(row)[0].update(targets=["2018-34:nothing"]), "没有指标"),
        (lambda row: items(row)[0].update(targets=["2018-34:layout.formed"]), "没有指标"),
        (lambda row: items(row)[0].update(key="coverage"), "项目重复"),
        (lambda row: items(row)[0].pop("targets"), "要写明来源"),
        (lambda row: items(row)[-1].update(most=0), "大于零"),
        (lambda row: row.update(missing="guess"), "guess"),
        (lambda row: row.pop("judges"), "judges"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(change, said):
    row = told()
    change(row)
    with pytest.raises(UnableToReadScheme, match=said):
        read(row)


def test_sixteen_units_twelve_counties_and_the_departments_of_the_plan():
    scheme = get_scheme(2018)
    counties = scheme.of(Listing.COUNTIES)
    assert len(subjects_of(scheme, counties)) == 16
    assert len(subjects_of(scheme, Ranked(Listing.COUNTIES, "legal_counties", ()))) == 12
    departments = {one.key for one in subjects_of(scheme, scheme.of(Listing.DEPARTMENTS))}
    assert {"city.civil-affairs", "city.finance"} <= departments
    assert not any(key.startswith(("group.", "county.")) for key in departments)
    with pytest.raises(KeyError):
        subjects_of(scheme, Ranked(Listing.COUNTIES, "whoever", ()))


def item(kind=Kind.COMPUTED, most="10", key="a"):
    return Item(key=key, label="", english="", clause="", kind=kind, most=Decimal(most))


numbers = st.decimals(min_value=0, max_value=1000, places=3, allow_nan=False)


@given(numbers, numbers, st.sampled_from(["at_least", "more_than", "about", "at_most", "all"]))
def test_a_share_lies_between_nothing_and_all(value, goal, operator):
    assert 0 <= shares.reached(operator, value, goal) <= 1


@given(numbers, numbers)
def test_at_most_is_whole_where_it_is_kept(value, goal):
    share = shares.reached("at_most", value, goal)
    assert (share == 1) == (value <= goal)


@given(st.lists(st.one_of(st.none(), st.decimals(0, 100, places=2)), min_size=1, max_size=30))
def test_ranks_are_those_of_a_table(totals):
    held = {str(place): total for place, total in enumerate(totals)}
    ranks = scoring.ranks(held)
    for one, total in held.items():
        better = sum(other is not None and total is not None and other > total for other in held.values())
        assert ranks[one] == (None if total is None else better + 1)


@given(st.dictionaries(st.sampled_from("abcd"), st.one_of(st.none(), st.decimals(0, 25, places=2))))
def test_a_total_is_never_above_a_hundred_without_a_bonus(points):
    ranked = Ranked(Listing.COUNTIES, "", tuple(item(most="25", key=key) for key in "abcd"))
    total = scoring.total_of(points, ranked, get_scheme(2018))
    assert total.total is None or 0 <= total.total <= 100
    assert (total.total is None) == all(points.get(key) is None for key in "abcd")


def test_caps_hold_for_bonus_and_penalty():
    ranked = Ranked(
        Listing.COUNTIES,
        "",
        (item(most="100"), item(Kind.BONUS, "3", "b"), item(Kind.PENALTY, "5", "c")),
    )
    total = scoring.total_of({"a": Decimal(50), "b": Decimal(9), "c": Decimal(9)}, ranked, get_scheme(2018))
    assert [total.bonus, total.penalty, total.total] == [3, 5, 48]


def test_what_is_missing_counts_as_nothing_where_the_scheme_says_so():
    row = told() | {"missing": "zero"}
    scheme = read(row)
    assert scheme.missing is Missing.ZERO
    line = scoring.line_of_found(item(), shares.Found(None, {}), scheme)
    assert line.points == 0
    assert scoring.line_of_found(item(), shares.Found(None, {}), get_scheme(2018)).points is None
