"""What orders lead to: a bill for the own share, a fee for a late cancellation, nothing in a dispute."""

from types import SimpleNamespace

import pytest

from chongyang.checkout.models import Bill
from chongyang.checkout.operations import following
from chongyang.core.events import _handlers
from chongyang.orders.models import Order
from tests.settlement.people import AT, contracted, visit


@pytest.fixture
def order(db):
    return Order.objects.get(id=visit(contracted(), own=2_000).order)


def said(row):
    return SimpleNamespace(subject=row.id, at=AT)


def test_the_own_share_of_verified_help_is_billed_once(order):
    for _ in range(2):
        following.follow_verified(said(order))
    row = Bill.objects.get()
    assert (row.amount_fen, row.person, row.organisation) == (2_000, order.person, order.organisation)
    assert (row.kind, row.reference, row.state) == ("service", order.id, "open")


def test_help_that_the_voucher_covers_is_nobodys_bill(db):
    row = Order.objects.get(id=visit(contracted(), own=0).order)
    following.follow_verified(said(row))
    assert not Bill.objects.exists()


def test_a_late_cancellation_costs_its_fee(order):
    Order.objects.filter(id=order.id).update(fee_fen=500)
    following.follow_withdrawn(said(order))
    assert list(Bill.objects.values_list("kind", "amount_fen")) == [("cancellation", 500)]


def test_nobody_is_asked_to_pay_what_is_disputed_until_it_is_verified_again(order):
    following.follow_verified(said(order))
    following.follow_disputed(said(order))
    assert Bill.objects.get().state == "cancelled"
    following.follow_verified(said(order))
    assert Bill.objects.get().state == "open"


def test_each_step_of_an_order_has_its_handler():
    for action in ("verify", "withdraw", "dispute"):
        assert any(name.startswith("checkout.") for name in _handlers[f"orders.order.{action}"])
