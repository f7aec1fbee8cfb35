"""Orders placed while two files were taken for one person's go to whom they belong."""

from datetime import timedelta

from chongyang.core.models import Case
from chongyang.core.scopes import SYSTEM
from chongyang.orders.models import Order, Plan
from chongyang.orders.operations import parting
from tests import factories
from tests.orders.people import NOW, offered_by, order_for, walk
from tests.orders.test_plans import begin
from tests.purchase.people import account, sums


def test_an_open_order_is_held_of_the_other_s_quota_and_a_done_one_stays(db):
    one, other = factories.make_elder(), factories.make_elder()
    ours, theirs = account(person=one.id), account(person=other.id)
    offered_by()
    going, done = order_for(one.id), walk(order_for(one.id), "accept", "start", "finish")
    found = {item.row: item.fixed for item in parting.orders_since([one.id], NOW - timedelta(days=1))}
    assert found == {going.id: False, done.id: True}
    parting.give_order(row=going.id, person=other.id, area=other.area, by=SYSTEM, now=NOW)
    after = Order.objects.get(id=going.id)
    assert (after.person, after.covered_fen, after.account) == (other.id, 8_000, theirs.id)
    assert Case.objects.get(id=going.id).person == other.id
    assert (sums(ours)[1], sums(theirs)[1]) == (8_000, 8_000)


def test_a_plan_goes_with_her(db):
    one, other = factories.make_elder(), factories.make_elder()
    offered_by()
    plan = begin(one.id)
    assert [item.row for item in parting.plans_since([one.id], NOW - timedelta(days=1))] == [plan.id]
    parting.give_plan(row=plan.id, person=other.id, area=other.area, by=SYSTEM, now=NOW)
    assert Plan.objects.get().person == other.id
