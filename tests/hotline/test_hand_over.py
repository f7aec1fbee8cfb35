"""交接班 as a whole: the promises of the next shift, and the incidents that pass to who accepts."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, Step
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident, Link
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import FollowUp, Order
from chongyang.hotline.rules.orders import OrderForm
from chongyang.hotline.rules.seats import shift_span
from tests import factories
from tests.hotline.care import adopt, morning
from tests.hotline.test_shifts_and_audits import does, on_shift, with_p0


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def other(db):
    return factories.scope_of(factories.make_operator())


def given_by(scope):
    return does(scope, hotline.give_hand_over)


def test_the_givers_incident_passes_with_a_step_and_an_event_and_the_chain_stays(seat, other):
    on_shift(seat)
    incident = with_p0(seat)
    links = list(Link.objects.filter(incident=incident).order_by("id").values_list("id", "link", "actor"))
    given = given_by(seat)
    does(other, hotline.accept_hand_over, hand_over=given.id)
    incident.refresh_from_db()
    assert incident.taken_by == other.actor.account
    step = Step.objects.get(case=incident.id, action="hand_over")
    assert (step.how, step.actor_account) == ("hand_over", other.actor.account)
    assert step.evidence["giver"] == str(seat.actor.account)
    assert Event.objects.filter(kind="emergency.incident.hand_over", subject=incident.id).count() == 1
    chain = Link.objects.filter(incident=incident).order_by("id").values_list("id", "link", "actor")
    assert list(chain) == links
    assert does(seat, hotline.end_shift).ended_at


def test_one_that_a_third_has_by_now_stays_with_the_third(seat, other):
    third = factories.scope_of(factories.make_operator())
    on_shift(seat)
    incident = with_p0(seat)
    given = given_by(seat)
    Incident.objects.filter(id=incident.id).update(taken_by=third.actor.account)
    does(other, hotline.accept_hand_over, hand_over=given.id)
    incident.refresh_from_db()
    assert incident.taken_by == third.actor.account
    assert not Step.objects.filter(case=incident.id, action="hand_over").exists()


def test_promises_of_the_next_shift_are_lines_and_later_ones_are_not(seat):
    elder = factories.make_elder()
    on_shift(seat)
    form = OrderForm(kind="help", title="上门", content="多日未见", other_number="ZZ-1")
    order = does(seat, hotline.write_order, form=form, direction="in")
    later = does(
        seat,
        hotline.write_order,
        form=OrderForm(kind="help", title="上门", content="不急", other_number="ZZ-2"),
        direction="in",
    )
    Order.objects.filter(id=order.id).update(due_at=now() + shift_span() / 2)
    Order.objects.filter(id=later.id).update(due_at=now() + shift_span() * 2)
    said = {"about": "care_call", "person": elder.id, "area": elder.area, "by": SYSTEM, "now": now()}
    with enter(system_scope("test")):
        due = hotline.open_follow_up(subject=elder.id, **said)
        hotline.open_follow_up(subject=order.id, **said)
    FollowUp.objects.filter(id=due.id).update(due_at=now() - timedelta(hours=1))
    adopt()
    morning(now())
    lines = [(line["kind"], line["key"]) for line in given_by(seat).lines]
    wanted = [("order", str(order.id)), ("follow_up", str(due.id)), ("care", "care")]
    assert [line for line in lines if line[0] in ("order", "follow_up", "care")] == wanted
