"""An incident and its chain: begun with the press, ended by whoever takes it, begun again when it comes
back.
"""

from datetime import timedelta

import pytest

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Delivery, Run
from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Step
from chongyang.emergency import operations as emergency
from chongyang.emergency.operations.escalating import CHAIN
from chongyang.territory.enums import Role
from tests import factories
from tests.emergency.test_way_of_an_alarm import press, responder, responder_scope, seat, sent

pytestmark = pytest.mark.usefixtures("db")
__all__ = ["responder", "seat"]


@pytest.fixture
def elder(db):
    alerting.load_chains(now=now())
    return factories.make_elder()


def run_of(incident):
    return Run.objects.filter(subject=incident.id).order_by("-started_at", "-id").first()


def go_on(at):
    while alerting.take_due_steps(now=at):
        pass
    while outbox.deliver_due(now=at):
        pass


def steps_of(incident):
    rows = Step.objects.filter(case=incident.id, how="chain").order_by("number")
    return list(rows.values_list("action", flat=True))


def test_a_press_begins_the_chain_and_its_steps_stand_with_the_incident(elder):
    at = now()
    incident = press(elder, at=at)
    assert (run_of(incident).state, run_of(incident).version.chain.code) == ("running", CHAIN)
    go_on(at + timedelta(seconds=61))
    assert steps_of(incident) == ["overflow", "alert_shift_lead", "flag_call_back"]
    go_on(at + timedelta(seconds=92))
    assert steps_of(incident)[3:] == ["alert_shift_lead"]


def test_a_step_that_is_told_twice_is_written_once(elder):
    at = now()
    incident = press(elder, at=at)
    go_on(at + timedelta(seconds=16))
    go_on(at + timedelta(seconds=17))
    assert steps_of(incident) == ["overflow"]


def test_a_second_press_begins_no_second_chain(elder):
    incident = press(elder)
    press(elder)
    assert Run.objects.filter(subject=incident.id).count() == 1


def test_taking_it_ends_the_chain(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
    run = run_of(incident)
    assert (run.state, run.acknowledged_by) == ("acknowledged", seat.actor.account)
    go_on(now() + timedelta(minutes=5))
    assert steps_of(incident) == []
    assert not Delivery.objects.exists()


def test_what_the_chain_did_before_somebody_answered_is_not_written_after_it(elder, seat):
    at = now()
    incident = press(elder, at=at)
    while alerting.take_due_steps(now=at + timedelta(seconds=16)):
        pass
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.triage(incident=incident.id, answers={}, scope=seat, now=now())
    go_on(at + timedelta(seconds=17))
    assert steps_of(incident) == []


def test_a_call_that_comes_again_is_escalated_again_until_a_seat_acts(elder, seat):
    """peers.md row 6: re-open rules explicit (OnCall 2622)."""
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.resolve(incident=incident.id, outcome="solved", scope=seat, now=now())
    at = now()
    press(elder, at=at)
    assert run_of(incident).state == "running"
    go_on(at + timedelta(seconds=31))
    assert steps_of(incident) == ["overflow", "alert_shift_lead"]
    with enter(seat):
        emergency.record_attempt(
            incident=incident.id, target="elder", result="answered", scope=seat, now=now()
        )
    assert run_of(incident).state == "acknowledged"
    assert Run.objects.filter(subject=incident.id).count() == 2


def test_a_seat_that_opens_it_again_is_at_it(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.close(incident=incident.id, outcome="solved", scope=seat, now=now())
        assert not Run.objects.filter(subject=incident.id, state="running").exists()
        emergency.reopen(incident=incident.id, reason="老人再次来电", scope=seat, now=now())
    assert run_of(incident).state == "acknowledged"


def test_an_incident_that_is_merged_is_not_escalated_on(elder, seat):
    pressed, fell = press(elder), press(elder, kind="fall")
    with enter(seat):
        emergency.acknowledge(incident=pressed.id, scope=seat, now=now())
        emergency.merge(incident=fell.id, into=pressed.id, reason="同一次", scope=seat, now=now())
    assert run_of(fell).state != "running"


def test_a_call_that_a_seat_takes_is_not_escalated(elder, seat):
    with enter(seat):
        from chongyang.hotline import operations as hotline

        call = hotline.take_call(
            caller="", began_at=now(), purpose="emergency", person=elder.id, scope=seat, now=now()
        )
    assert Run.objects.get(subject=call.incident_id).state == "acknowledged"


def test_a_seat_of_the_new_area_ends_the_chain_that_began_in_another(elder):
    """An unknown caller's run lies in the city's area; whoever she turns out to be, taking it ends it."""
    incident = press(elder)
    Run.objects.filter(subject=incident.id).update(area=410999999999)
    county = factories.scope_of(factories.make_account(Role.OPERATOR, None, "410105"))
    with enter(county):
        emergency.acknowledge(incident=incident.id, scope=county, now=now())
    assert run_of(incident).state == "acknowledged"


def test_a_responders_step_is_no_answer_of_the_line(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    alerting.start(
        chain=CHAIN,
        subject_key=f"incident:{incident.id}",
        subject=incident.id,
        area=incident.area,
        by=seat.actor,
        now=now(),
    )
    scope = responder_scope(responder)
    with enter(scope):
        emergency.accept(dispatch=dispatch.id, scope=scope, now=now())
    assert run_of(incident).state == "running"
