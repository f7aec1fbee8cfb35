"""Two files taken for one are parted: a planned payment may go to the other person, a paid one stays."""

from datetime import timedelta

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.treasury.models import PaymentOrder
from chongyang.treasury.operations import parting
from tests import factories
from tests.treasury.people import Four, confirm_account_of, fund_budget, order, payee_told


def test_a_planned_payment_goes_to_the_other_person(db):
    fund_budget()
    survivor, other = factories.make_elder(), factories.make_elder()
    row = order(payee_told(survivor.id))
    (item,) = parting.orders_since([survivor.id], now() - timedelta(hours=1))
    assert (item.row, item.fixed) == (row.id, False)
    parting.give_order(row=row.id, person=other.id, area=other.area, by=SYSTEM, now=now())
    moved = PaymentOrder.objects.select_related("payee").get(id=row.id)
    assert (moved.person, moved.payee.person) == (other.id, other.id)


def test_a_payment_on_its_way_stays(db):
    fund_budget()
    survivor = factories.make_elder()
    confirm_account_of(order(payee_told(survivor.id)))
    Four.of().released()
    (item,) = parting.orders_since([survivor.id], now() - timedelta(hours=1))
    assert item.fixed
