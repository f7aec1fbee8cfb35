"""The counties' rules: what is read, what is refused, and money that adds up to the fen."""

from copy import deepcopy
from datetime import date
from fractions import Fraction
from importlib.resources import files
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.documents import load_documents
from chongyang.purchase.enums import Unit
from chongyang.purchase.rules import county, covering, shares
from chongyang.purchase.rules.covering import Asked, Standing
from chongyang.services.rules import catalogue
from tests.factories import JINSHUI

TOLD = read_yaml(
    (files("chongyang.purchase") / "data" / "rules" / "jinshui.yaml").read_text(encoding="utf-8")
)
RULES = sorted(county.load())
DAYS = st.dates(date(2018, 10, 1), date(2030, 1, 1))


@st.composite
def percents(draw):
    """Shares of one to four payers that come to 100, and who takes the remainder."""
    levels = draw(st.lists(st.sampled_from(sorted(shares.WIDTHS)), min_size=1, max_size=4, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(levels) - 1, max_size=len(levels) - 1)))
    told = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    return dict(zip(levels, told, strict=True)), draw(st.sampled_from(levels))


@given(amount=st.integers(0, 10**9), payers=percents())
def test_shares_add_up_to_the_fen_and_nobody_pays_less_than_nothing(amount, payers):
    told, remainder = payers
    parts = shares.split(amount, told, remainder)
    assert sum(parts.values()) == amount
    assert all(fen >= 0 for fen in parts.values())
    for level, percent in told.items():
        assert abs(parts[level] - Fraction(amount * percent, 100)) < (len(told) if level == remainder else 1)


@given(
    key=st.sampled_from(RULES),
    price=st.integers(0, 500_000),
    minutes=st.integers(1, 600),
    left=st.lists(st.integers(0, 3_000), max_size=4),
    share=st.fractions(0, 1),
    data=st.data(),
)
def test_what_is_covered_never_passes_the_quota_the_percent_or_the_price(
    key, price, minutes, left, share, data
):
    rule = county.rule_of(key)
    item = data.draw(st.sampled_from(sorted(rule.items)))
    accounts = [Standing(UUID(int=n + 1), rule, date(2019, 7, 1), many) for n, many in enumerate(left)]
    _, draws = covering.cover(accounts, Asked(item, JINSHUI, price, minutes))
    covered = sum(one.amount_fen for one in draws)
    assert 0 <= covered <= price * rule.items[item] // 100
    for one in draws:
        assert 0 < one.units <= left[one.account.int - 1]
        assert sum(part.amount_fen for part in one.parts) == one.amount_fen
        spent = covering.spend(one, rule, JINSHUI, share)
        assert 0 <= spent.units <= one.units
        assert 0 <= spent.amount_fen <= one.amount_fen
        assert sum(part.amount_fen for part in spent.parts) == spent.amount_fen
        assert rule.unit != Unit.FEN or (spent.units, one.units) == (spent.amount_fen, one.amount_fen)
    if rule.covers_whole and draws:
        assert covered == price * rule.items[item] // 100


@pytest.mark.parametrize("key", RULES)
def test_a_shipped_rule_says_that_it_is_a_demonstration(key):
    rule = county.rule_of(key)
    assert not rule.confirmed
    assert "演示数据" in rule.note
    assert rule.english
    assert rule.note_english
    assert all(one.english for one in rule.groups)
    assert rule.clause in {clause.id for document in load_documents() for clause in document.clauses}


@pytest.mark.parametrize("key", RULES)
def test_a_shipped_rule_pays_for_items_of_the_catalogue(key):
    assert set(county.rule_of(key).items) <= set(catalogue.items())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"payers": [{"level": "city", "percent": 99}]}, "do not come to 100"),
        ({"payers": [{"level": "moon", "percent": 100}]}, "an unknown payer"),
        ({"remainder": "community"}, "nobody takes the remainder"),
        ({"items": {}}, "covers nothing"),
        ({"items": {"bath_help": 101}}, "101 percent"),
        ({"period": "week"}, "unknown period"),
        ({"unit": "beans"}, "beans"),
        ({"areas": []}, "no area"),
        ({"areas": ["x"]}, "statistical code"),
        ({"valid_to": date(2018, 1, 1)}, "ends before it begins"),
        ({"groups": []}, "groups are missing"),
        ({"carry": {"months": 2, "within_quarter": True}}, "two ways"),
        ({"carry": {"months": 13}}, "too long"),
        ({"begins": "yesterday"}, "unknown beginning"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_its_name(change, why):
    with pytest.raises(county.UnableToReadRule, match=f"mine.*{why}"):
        county.read("mine", deepcopy(TOLD) | change)


def test_a_city_puts_rules_of_its_own_beside_and_over_ours(tmp_path):
    text = (files("chongyang.purchase") / "data" / "rules" / "jinshui.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("quota: 20000", "quota: 21000"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        text.replace("version: 1", "version: 2").replace("valid_from: 2018-10-01", "valid_from: 2020-01-01"),
        encoding="utf-8",
    )
    county.look_in(str(tmp_path))
    try:
        assert county.rule_of("jinshui.home_help@1").group("aged_alone").quota == 21_000
        jinshui = {
            day: [one.key for one in county.rules_on(day) if one.code == "jinshui.home_help"]
            for day in (date(2019, 6, 1), date(2020, 6, 1))
        }
        assert list(jinshui.values()) == [["jinshui.home_help@1"], ["jinshui.home_help@2"]]
    finally:
        county.look_in(None)
    with pytest.raises(county.UnknownRule):
        county.rule_of("jinshui.home_help@2")


@pytest.mark.parametrize(
    ("month", "until"),
    [(1, (2019, 4)), (2, (2019, 4)), (3, (2019, 4)), (4, (2019, 7)), (12, (2020, 1))],
)
def test_within_a_quarter_what_is_left_is_usable_until_it_ends(month, until):
    rule = county.rule_of("jinshui.home_help@1")
    assert county.usable_until(rule, date(2019, month, 1)) == date(until[0], until[1], 1)


@given(key=st.sampled_from(RULES), on=DAYS)
def test_a_day_lies_in_its_period_and_what_is_granted_is_usable_at_least_as_long(key, on):
    rule = county.rule_of(key)
    first = county.first_of(rule, on)
    end = county.months_after(first, rule.months)
    assert first <= on < end <= county.usable_until(rule, first)
    assert county.first_of(rule, first) == first
