"""What may stand in a cell: the property that a read number is what was written, and every refusal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.reporting.rules import cells, forms
from chongyang.reporting.rules.cells import WrongCell

DAY = Period.read("2018Q4").days.last


def item(form: str, key: str, day=DAY):
    place = load_places()["city" if forms.get_form(form).start == "city" else "jinshui"]
    return {one.key: one for one in forms.get_form(form).items_for(place, day)}[key]


COUNT = ("civil_affairs", "operators.chains")
SHARE = ("training", "carers.trained_before_work")


@given(st.decimals(min_value=0, max_value=10**11, places=4))
def test_a_number_is_read_as_it_was_written(number):
    assert cells.read_number(str(number)) == number
    assert cells.read_number(cells.shown(number)) == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_nothing_or_refused(text):
    try:
        read = cells.read_number(text)
    except WrongCell:
        return
    assert read is None or read.is_finite()


@pytest.mark.parametrize(
    "told",
    [
        "十二",
        "12家",
        "1,200",
        "NaN",
        "1e400",
        "Infinity",
        "--1",
        "1.23456",
        float("nan"),
        float("inf"),
        True,
        [],
    ],
)
def test_what_is_no_plain_number_is_refused(told):
    with pytest.raises(WrongCell):
        cells.read_number(told)


def test_a_number_that_no_column_holds_is_refused():
    with pytest.raises(WrongCell, match="太大"):
        cells.read_number("1000000000000")


@pytest.mark.parametrize(
    ("where", "told", "why"),
    [
        (COUNT, ("-1", None), cells.NEGATIVE),
        (COUNT, ("1.5", None), cells.NOT_WHOLE),
        (COUNT, ("1", "2"), cells.NO_DENOMINATOR),
        (SHARE, ("3", "2"), cells.ABOVE),
        (SHARE, ("3", None), cells.DENOMINATOR_LACKS),
        (SHARE, (None, "3"), cells.NUMERATOR_LACKS),
        (SHARE, ("1", "-2"), cells.NEGATIVE),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(where, told, why):
    with pytest.raises(WrongCell) as refused:
        cells.read_figures(item(*where), *told)
    assert refused.value.reason == why


def test_an_empty_line_is_nothing_and_zero_is_a_number():
    assert cells.read_figures(item(*COUNT), "", None) is None
    assert cells.read_figures(item(*COUNT), "0").numerator == 0


def test_a_change_may_fall_and_is_no_part_of_a_whole():
    growth = item("growth", "industry.growth")
    assert cells.read_figures(growth, "-12.5", "640").numerator == Decimal("-12.5")
    assert cells.read_figures(growth, "800", "640").numerator == 800


def test_another_unit_is_refused():
    with pytest.raises(WrongCell) as refused:
        cells.check_unit(item("output", "industry.output"), "万元")
    assert refused.value.values == {"wanted": "亿元", "given": "万元"}
