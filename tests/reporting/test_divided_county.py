"""A county that is split or merged in mid-year reports as the tree of its period says."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chongyang.core.scopes import SYSTEM
from chongyang.indicators.operations.reported import Reported, UnableToKeepValue, keep_reported
from chongyang.indicators.rules.periods import Period
from chongyang.reporting.models import Return
from chongyang.reporting.operations.opening import open_returns
from chongyang.reporting.rules import reach
from chongyang.territory.enums import Role
from tests.factories import make_account, scope_of
from tests.indicators.trees import merged, split, tree_of

pytestmark = pytest.mark.usefixtures("db")
DAY = date(2018, 7, 1)
BEFORE, AFTER = Period.read("2018Q2"), Period.read("2018Q4")
NOW = datetime(2019, 1, 4, 2, tzinfo=UTC)
WEST = {"key": "jinxi", "code": "410185", "name": "金西区", "streets": [{"code": "410105001"}]}


def asked(period: Period) -> set[str]:
    open_returns(quarter=period, by=SYSTEM, now=NOW)
    return set(Return.objects.filter(period=str(period)).values_list("place", flat=True))


def test_a_new_county_is_asked_from_its_first_period_on(monkeypatch):
    with tree_of(monkeypatch, split(DAY, "jinshui", WEST)):
        assert ("jinxi" in asked(BEFORE), "jinxi" in asked(AFTER)) == (False, True)


def test_a_value_of_a_county_that_was_not_there_yet_is_refused(monkeypatch):
    told = [Reported("alliances.model", "jinxi", Decimal(1))]
    with tree_of(monkeypatch, split(DAY, "jinshui", WEST)):
        with pytest.raises(UnableToKeepValue):
            keep_reported(reported=told, period=BEFORE, by=SYSTEM, now=NOW)
        assert keep_reported(reported=told, period=AFTER, by=SYSTEM, now=NOW) == 1


def test_what_a_county_that_is_gone_filled_in_is_still_seen(monkeypatch):
    city = scope_of(make_account(Role.CITY_REVIEWER, None, "4101"))
    with tree_of(monkeypatch, merged(DAY, ("jinshui", "huiji"))):
        assert "huiji" in asked(BEFORE) - asked(AFTER)
        assert "huiji" in reach.places_in(city)
