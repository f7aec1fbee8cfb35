"""What comes from a door when the world has moved on meanwhile: issue 8's bad input, as a phone brings it.

The other lines of that list have their tests in orders, purchase, services, scheduling, checkout and gateway.
"""

from datetime import timedelta

import pytest

from chongyang.core.clock import now as real_now
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.settlement import operations as settlement
from chongyang.settlement.models import Line
from chongyang.visits import operations
from chongyang.visits.models import Entry, Visit
from chongyang.visits.operations import Contested, Kept
from chongyang.workforce.models import Credential
from tests import factories
from tests.orders.people import FROM, offered_by, seat
from tests.purchase.people import account
from tests.visits.people import (
    MINUTE,
    assign,
    going,
    make_phone,
    picture,
    upload_all,
    visit_entries,
    whole_visit,
)

THREE_DAYS = timedelta(days=3)
BACK = FROM + THREE_DAYS
DAY = FROM.date()


def ends(phone, on, skill="bathing"):
    Credential.objects.filter(carer=phone.carer, skill=skill).update(valid_to=on)


@pytest.mark.parametrize("on", [DAY, DAY - timedelta(days=1)])
def test_a_certificate_that_ends_between_the_plan_and_the_door_is_not_paid_by_itself(db, on):
    order, phone = going()
    ends(phone, on)
    visit = whole_visit(order, phone)
    assert (visit.verdict, visit.marks) == ("below", ["uncertified"])
    assert "uncertified" in {reason["key"] for reason in visit.score_reasons}
    assert Order.objects.get(id=order.id).state == "confirmed"


@pytest.mark.parametrize("skill", ["bathing", "nothing that it needs"])
def test_on_its_last_day_it_counts_and_so_does_a_renewed_one(db, skill):
    order, phone = going()
    ends(phone, DAY + timedelta(days=1), skill)
    assert whole_visit(order, phone).verdict == "accepted"


def test_three_days_later_a_withdrawn_order_stays_so_and_nothing_is_paid(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    desk = seat()
    orders.withdraw(order=order.id, reason="changed_mind", scope=desk, by=desk.actor, now=FROM - 5 * MINUTE)
    told = phone.send(entries, BACK)
    assert {one.why for one in told} == {"withdrawn"}
    upload_all(phone, entries, BACK)
    operations.judge_waiting(now=BACK + timedelta(days=1))
    assert Visit.objects.get(order=order.id).verdict == "below"
    assert Order.objects.get(id=order.id).state == "withdrawn"
    assert Entry.objects.count() == len(entries)


def test_three_days_later_an_order_that_another_did_meanwhile_is_hers(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    other = make_phone(order.organisation)
    assign(order, other)
    done = whole_visit(order, other, photo=picture(4), sign=picture(5))
    assert done.verdict == "accepted"
    told = phone.send(entries, BACK)
    assert all(isinstance(one, Contested) for one in told)
    after = Visit.objects.get(order=order.id)
    assert (after.verdict, after.started_at, after.ended_at) == ("accepted", done.started_at, done.ended_at)
    assert Entry.objects.filter(account=phone.account.id).exclude(conflict="").count() == len(entries)


def test_a_visit_told_after_its_month_was_settled_comes_with_the_next_and_once(db):
    provider = offered_by()
    home = provider.organisation
    last = FROM.replace(day=30)
    elders = [factories.make_elder(), factories.make_elder(longitude=113.75)]
    for elder in elders:
        account(person=elder.id)
    early, first = going(elders[0], make_phone(home))
    late, second = going(elders[1], make_phone(home), at=last)
    whole_visit(early, first)
    entries = visit_entries(late, second, last, photo=picture(6), sign=picture(7))
    june, settled_on = last.date().replace(day=1), last + timedelta(days=2)
    settlement.settle_month(month=june, now=settled_on)
    assert set(Line.objects.values_list("order", flat=True)) == {early.id}
    back = last + THREE_DAYS
    assert all(isinstance(one, Kept) for one in second.send(entries, back))
    upload_all(second, entries, back, photo=picture(6), sign=picture(7))
    assert Visit.objects.get(order=late.id).verdict == "accepted"
    assert settlement.settle_month(month=june, now=back) == []
    settlement.settle_month(month=june.replace(month=7), now=settled_on + timedelta(days=31))
    assert set(Line.objects.values_list("order", flat=True)) == {early.id, late.id}
    assert settlement.settle_month(month=june.replace(month=7), now=real_now()) == []
