"""Providers of services are counted by the days of their place on the list and of their offers."""

from datetime import date

import pytest

from tests.factories import ZHONGYUAN
from tests.indicators.drilling import by_unit, refuses_an_elder, rows_seen
from tests.services import made
from tests.workforce.made import organisation

pytestmark = pytest.mark.usefixtures("db")
Q1, Q2, Q3 = "2018Q1", "2018Q2", "2018Q3"
PROVIDERS, MEALS, BATHS = "services.providers", "services.meal_providers", "services.bath_providers"


def elsewhere(**told):
    return made.make_provider(organisation(area=ZHONGYUAN), **told)


def test_who_entered_later_or_left_since_was_on_the_list_in_its_days():
    made.make_provider(state="exited", leaves_on=date(2018, 7, 1), reason="停业")
    elsewhere(entered_on=date(2018, 4, 1))
    assert by_unit(PROVIDERS, Q1) == {"jinshui": 1}
    assert by_unit(PROVIDERS, Q2) == {"jinshui": 1, "zhongyuan": 1}
    assert by_unit(PROVIDERS, Q3) == {"zhongyuan": 1}


@pytest.mark.parametrize(
    ("key", "item", "other"), [(MEALS, "meal_delivery", "bath_help"), (BATHS, "bath_two", "meal_cooking")]
)
def test_who_offers_it_counts_while_the_offer_runs(key, item, other):
    here, there = made.make_provider(), elsewhere()
    made.make_offer(here, item, valid_to=date(2018, 7, 1))
    made.make_offer(there, item, valid_from=date(2018, 4, 1))
    made.make_offer(made.make_provider(), other)
    assert by_unit(key, Q1) == {"jinshui": 1}
    assert by_unit(key, Q2) == {"jinshui": 1, "zhongyuan": 1}
    assert by_unit(key, Q3) == {"zhongyuan": 1}
    assert rows_seen(key, Q2, "410105") == [str(here.id)]
    assert rows_seen(key, Q2, "410102") == [str(there.id)]


def test_two_offers_are_one_provider():
    row = made.make_provider()
    for item in ("meal_delivery", "meal_cooking", "bath_help"):
        made.make_offer(row, item)
    assert by_unit(MEALS, Q1) == by_unit(BATHS, Q1) == {"jinshui": 1}


def test_another_county_sees_no_row_and_an_elder_may_not_ask():
    row = made.make_provider()
    made.make_offer(row, "bath_help")
    made.make_offer(row, "meal_delivery")
    for key in (PROVIDERS, MEALS, BATHS):
        assert rows_seen(key, Q3, "410105") == [str(row.id)]
        assert rows_seen(key, Q3, "410103") == []
        refuses_an_elder(key, Q3)
