"""The monthly sample at the ends of months: 28 to 31 days, over the turn of a year, by the city's clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chongyang.hotline.models import CallAudit
from chongyang.hotline.operations import audits
from tests import factories
from tests.hotline.test_shifts_and_audits import call_of

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS = [(2026, 2, 28), (2028, 2, 29), (2026, 4, 30), (2026, 12, 31), (2027, 1, 31)]


@pytest.fixture
def seats(db):
    return [factories.scope_of(factories.make_operator()).actor.account for _ in range(2)]


@pytest.mark.parametrize(("year", "month", "days"), MONTHS)
def test_two_calls_a_seat_of_this_month_alone_on_the_first_of_the_next(seats, year, month, days):
    first = datetime(year, month, 1, tzinfo=ZONE)
    last = datetime(year, month, days, 23, 59, 59, tzinfo=ZONE)
    for seat in seats:
        before = call_of(seat, "emergency", first - timedelta(seconds=1))
        held = [call_of(seat, "consultation", first), call_of(seat, "emergency", last)]
        after = call_of(seat, "emergency", last + timedelta(seconds=1))
        assert {before.id, after.id}.isdisjoint(one.id for one in held)
    assert audits.draw_last_month(now=last + timedelta(hours=4)) == 4
    assert audits.draw_last_month(now=last + timedelta(days=1)) == 0
    drawn = list(CallAudit.objects.select_related("call"))
    assert {row.month for row in drawn} == {date(year, month, 1)}
    assert {first <= row.call.began_at <= last for row in drawn} == {True}
    for seat in seats:
        own = [row for row in drawn if row.call.account == seat]
        assert len(own) == 2
        assert {row.call.purpose for row in own} == {"consultation", "emergency"}


def test_a_year_of_months_draws_two_a_seat_each(seats):
    [seat, _] = seats
    day = datetime(2026, 1, 15, 10, tzinfo=ZONE)
    for turn in range(12):
        at = day.replace(month=turn + 1)
        for minutes in range(5):
            call_of(seat, "emergency" if minutes == 0 else "consultation", at + timedelta(minutes=minutes))
        following = (at.replace(day=28) + timedelta(days=6)).replace(day=1, hour=4)
        assert audits.draw_last_month(now=following) == 2, at
    assert CallAudit.objects.count() == 24
    assert CallAudit.objects.filter(call__purpose="emergency").count() == 12
