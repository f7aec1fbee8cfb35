"""Papers of money: amounts in capitals, and what stands on the receipt of one payment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.clock import now
from chongyang.treasury import papers, queries
from chongyang.treasury.rules.capitals import DIGITS, PLACES, in_capitals
from tests.treasury.people import county_finance, fund_budget, order, part
from tests.treasury.test_recoveries import paid_order


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角整"),
        (107, "壹元零柒分"),
        (170, "壹元柒角整"),
        (30_000, "叁佰元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_200_000, "壹拾万贰仟元整"),
        (10_000_000_001, "壹亿元零壹分"),
        (100_000_500, "壹佰万零伍元整"),
    ],
)
def test_an_amount_in_the_capitals_of_a_voucher(fen, words):
    assert in_capitals(fen) == words


def read(words: str) -> int:
    """The amount again, by its own arithmetic."""
    yuan = group = digit = fen = 0
    for sign in words.replace("万亿", "兆"):
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in PLACES:
            group, digit = group + digit * 10 ** PLACES.index(sign), 0
        elif sign in "万亿兆":
            yuan += (group + digit) * 10 ** (4 * {"万": 1, "亿": 2, "兆": 3}[sign])
            group = digit = 0
        elif sign == "元":
            yuan, group, digit = yuan + group + digit, 0, 0
        elif sign in "角分":
            fen, digit = fen + digit * (10 if sign == "角" else 1), 0
    return yuan * 100 + fen


@given(st.integers(1, 10**13))
def test_what_is_written_in_capitals_reads_as_the_same_amount(fen):
    words = in_capitals(fen)
    assert read(words) == fen
    assert "零零" not in words


def test_the_receipt_names_payee_sum_clause_and_payers(db):
    fund_budget()
    row = paid_order()
    told = dict(papers.receipt_of(queries.get_receipt(county_finance(), row.id), at=now())["rows"])
    assert told["户名"] == "王护理"
    assert told["金额"] == "300.00 元（大写 叁佰元整）"
    assert told["依据"] == row.clause
    assert told["出资"] == f"县级 一般公共预算 {part().amount_fen // 100}.00 元"
    assert "****" in told["收款账号"]


def test_what_has_not_arrived_has_no_receipt(db):
    fund_budget()
    row = order()
    with pytest.raises(queries.NotFound):
        queries.get_receipt(county_finance(), row.id)
