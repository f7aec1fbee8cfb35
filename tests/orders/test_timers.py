"""Each state with a time limit acts when it is over: the next is asked, or somebody is told, once."""

from datetime import timedelta

import pytest

from chongyang.alerting.models import Run
from chongyang.core import outbox
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.orders import operations
from chongyang.orders.enums import Late
from chongyang.orders.models import Order
from chongyang.orders.operations import warning
from chongyang.orders.operations.warning import TOLD, kind_of
from chongyang.orders.rules.times import span
from chongyang.visits import operations as visits
from chongyang.visits.models import Missed
from tests import factories
from tests.orders.people import FROM, NOW, TO, offered_by, order_for, seat, step, walk

MINUTE = timedelta(minutes=1)


def told(order):
    kinds = Event.objects.filter(subject=order.id, kind__startswith="orders.late.")
    return list(kinds.order_by("seq").values_list("kind", flat=True))


def warned(order, at):
    """What is told at a moment, the same again a minute later."""
    for late in (at, at + MINUTE):
        warning.warn_late(now=late)
    return told(order)


def hear(at):
    outbox.deliver_due(now=at, only=["handler:alerting."])


@pytest.fixture
def elder(db):
    return factories.make_elder()


def test_an_offer_that_nobody_answers_goes_to_the_next_by_its_timer(elder):
    first, second = offered_by(9_000), offered_by(9_000)
    order = order_for(elder.id)
    asked = order.organisation
    cases.fire_due_timers(now=NOW + span("answer") + MINUTE)
    order.refresh_from_db()
    assert (order.state, {order.organisation, asked}) == (
        "offered",
        {first.organisation, second.organisation},
    )
    assert warning.warn_late(now=NOW + span("answer") + 2 * MINUTE) == 0


def test_what_everybody_refused_is_offered_to_one_who_comes_later_and_is_not_dearer(elder):
    offered_by(9_000)
    order = order_for(elder.id)
    step(order, "refuse", reason="人手不够")
    assert warning.ask_again(now=NOW + MINUTE) == 0
    assert Order.objects.get(id=order.id).state == "refused"
    offered_by(12_000)
    assert warning.ask_again(now=NOW + 2 * MINUTE) == 0
    assert Order.objects.get(id=order.id).state == "refused"
    cheap = offered_by(8_000)
    assert warning.ask_again(now=NOW + 3 * MINUTE) == 1
    row = Order.objects.get(id=order.id)
    assert (row.state, row.organisation, row.price_fen) == ("offered", cheap.organisation, 8_000)


@pytest.mark.parametrize("refused", [False, True])
def test_what_nobody_takes_is_told_to_the_desk_once_and_ends_with_its_window(elder, refused):
    if refused:
        offered_by()
    order = order_for(elder.id)
    if refused:
        step(order, "refuse", reason="人手不够")
    assert warned(order, NOW + MINUTE) == ["orders.late.untaken"]
    hear(NOW + 2 * MINUTE)
    assert Run.objects.filter(version__chain__code="order.waiting", subject=order.id).count() == 1
    operations.expire_due(now=TO + MINUTE)
    assert Order.objects.get(id=order.id).state == "expired"


def test_an_order_without_a_carer_is_told_to_its_provider_twelve_hours_before(elder):
    offered_by()
    order = walk(order_for(elder.id), "accept")
    assert warned(order, FROM - span("assign_before") - 2 * MINUTE) == []
    assert warned(order, FROM - span("assign_before") + MINUTE) == ["orders.late.unassigned"]
    hear(FROM)
    assert Run.objects.filter(version__chain__code="order.unassigned", subject=order.id).count() == 1


@pytest.mark.parametrize("steps", [("accept",), ("accept", "set_out")])
def test_a_visit_that_does_not_begin_is_watched(elder, steps):
    offered_by()
    order = walk(order_for(elder.id), *steps)
    visits.watch_missed(now=TO)
    assert Missed.objects.filter(order=order.id, told__gt=0).exists()


@pytest.mark.parametrize("last", [(), ("confirm",)])
def test_what_was_done_and_nobody_checked_is_told_after_three_days(elder, last):
    offered_by()
    order = walk(order_for(elder.id), "accept", "start", "finish", *last)
    assert warned(order, NOW + span("check") - 2 * MINUTE) == []
    assert warned(order, NOW + span("check") + MINUTE) == ["orders.late.unchecked"]


def test_a_dispute_is_told_at_once(elder):
    offered_by()
    order = walk(order_for(elder.id), "accept", "start", "finish")
    step(order, "dispute", seat(), reason="没有做完")
    assert warned(order, NOW + MINUTE) == ["orders.late.disputed"]


def test_every_way_of_being_late_has_who_acts():
    """A new one is added here with its job, or this fails."""
    elsewhere = {Late.MISSED, Late.UNANSWERED}
    assert set(TOLD) | elsewhere == set(Late)
    assert {kind_of(one) for one in TOLD} <= {kind for matter in _matters() for kind in matter.begins}


def _matters():
    from chongyang.alerting.rules.matters import all_matters

    return all_matters().values()
