"""The demo's orders: every state that a desk shows, and a second run changes nothing."""

from datetime import timedelta

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.orders.models import Order, Plan
from chongyang.purchase.models import VoucherAccount
from chongyang.workshop import accounts
from chongyang.workshop.orders import make_orders
from chongyang.workshop.services import make_services
from tests import factories
from tests.purchase.people import account

STATES = {"offered", "accepted", "withdrawn", "expired", "done", "confirmed", "disputed", "verified"}


def test_orders_in_every_state_and_once(db):
    accounts.make_demo_accounts(now=now())
    make_services(now())
    month = timezone.localdate(now()).replace(day=1)
    for _ in range(3):
        account(90_000, person=factories.make_elder().id, month=month)
    VoucherAccount.objects.update(valid_to=month + timedelta(days=90))
    made = make_orders(now())
    assert made["orders"] == Order.objects.count()
    assert set(Order.objects.values_list("state", flat=True)) >= STATES
    assert Plan.objects.count() == made["plans"] >= 2
    assert make_orders(now()) == {}
