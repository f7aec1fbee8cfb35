"""The way of one alarm through the operations: every step, every refusal, nothing doubled, nothing lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chongyang.alerting import operations as alerting
from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep, fire_due_timers
from chongyang.core.scopes import Actor
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.rules.chain import ChainLink
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories

DEVICE = Actor(kind="device", label="CY-T-1")


def press(elder, *, kind="sos", reference=None, at=None):
    at = at or now()
    return emergency.receive(
        kind=kind,
        source="device",
        subject_key=f"device:{elder.id}",
        area=elder.area,
        person=elder.id,
        device=uuid4(),
        reference=reference or uuid4(),
        said_at=at - timedelta(seconds=2),
        received_at=at,
        by=DEVICE,
    )


@pytest.fixture
def elder(db):
    elder = factories.make_elder()
    factories.make_contact(elder)
    return elder


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def responder(db):
    return factories.make_responder()


def responder_scope(responder):
    return factories.scope_of(factories.account_of(responder))


def sent(elder, seat, responder):
    """An incident up to the offer."""
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.triage(incident=incident.id, answers={"cannot_rise": True}, scope=seat, now=now())
        [dispatch] = emergency.offer(incident=incident.id, responders=[responder.id], scope=seat, now=now())
    return incident, dispatch


def test_from_the_press_to_the_close_every_link_is_written(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    scope = responder_scope(responder)
    with enter(scope):
        emergency.accept(dispatch=dispatch.id, scope=scope, now=now())
    scope = responder_scope(responder)
    with enter(scope):
        assert queries.access_incident(scope, incident.id)
        emergency.depart(dispatch=dispatch.id, scope=scope, now=now())
        emergency.arrive(dispatch=dispatch.id, scope=scope, now=now())
        emergency.finish(dispatch=dispatch.id, outcome="solved", note="扶起，无外伤", scope=scope, now=now())
    with enter(seat):
        closed = emergency.close(incident=incident.id, scope=seat, now=now())
        chain = queries.response_chain(seat, incident.id)
    assert [step.link for step in chain if step.at] == list(ChainLink)
    assert (closed.state, closed.outcome, closed.level) == ("closed", "solved", "P1")
    assert all(step.actor and step.how for step in chain)
    assert queries.seconds_to_door(since=now() - timedelta(hours=1))
    after = responder_scope(responder)
    with enter(after), pytest.raises(queries.NotFound):
        queries.access_incident(after, incident.id)


def test_fifty_presses_are_one_incident(elder):
    incidents = {press(elder).id for _ in range(50)}
    assert len(incidents) == 1
    assert Incident.objects.get().origins.count() == 50


def test_the_same_report_twice_is_one_origin(elder):
    reference = uuid4()
    first, second = press(elder, reference=reference), press(elder, reference=reference)
    assert first.id == second.id
    assert first.origins.count() == 1


def test_the_database_refuses_a_second_open_incident_of_a_kind(elder):
    incident = press(elder)
    incident.pk, incident.number = uuid4(), "E-double"
    with pytest.raises(IntegrityError, match="incident_open_once"), transaction.atomic():
        incident.save(force_insert=True)


def test_acknowledging_twice_tells_who_has_it(elder, seat):
    incident = press(elder)
    other = factories.scope_of(factories.make_operator())
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
    with enter(other), pytest.raises(UnableToStep) as refused:
        emergency.acknowledge(incident=incident.id, scope=other, now=now())
    assert refused.value.done_at is not None
    assert Incident.objects.get().taken_by == seat.actor.account


def test_closing_without_an_outcome_is_refused_and_nothing_changes(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        with pytest.raises(emergency.UnableToClose) as refused:
            emergency.close(incident=incident.id, scope=seat, now=now())
    assert set(refused.value.faults) == {"outcome"}
    assert Incident.objects.get().closed_at is None


def test_a_false_alarm_needs_its_reason(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        with pytest.raises(emergency.UnableToClose) as refused:
            emergency.close(incident=incident.id, outcome="false_alarm", scope=seat, now=now())
        assert set(refused.value.faults) == {"false_reason"}
        emergency.close(
            incident=incident.id, outcome="false_alarm", false_reason="mistake", scope=seat, now=now()
        )
    assert Incident.objects.get().state == "closed"


def test_a_press_after_it_was_dealt_with_opens_it_again(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.resolve(incident=incident.id, outcome="solved", scope=seat, now=now())
    again = press(elder)
    assert (again.id, again.state) == (incident.id, "acknowledged")


def test_after_the_close_a_press_is_a_new_incident(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.close(incident=incident.id, outcome="solved", scope=seat, now=now())
    assert press(elder).id != incident.id


def test_nobody_answers_the_call_back_means_danger_to_life(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        emergency.record_attempt(
            incident=incident.id, target="elder", result="no_answer", scope=seat, now=now()
        )
        emergency.record_attempt(
            incident=incident.id, target="120", result="handed_over", scope=seat, now=now()
        )
        row = emergency.triage(incident=incident.id, answers={}, scope=seat, now=now())
    assert row.level == "P0"
    assert [attempt.target for attempt in queries.list_attempts(seat, incident.id)] == ["elder", "120"]


def test_an_unanswered_incident_calls_for_the_shift_lead_and_is_never_forgotten(elder):
    began = now() - timedelta(minutes=2)
    incident = press(elder, at=began)
    while alerting.take_due_steps(now=now()):
        pass
    while outbox.deliver_due(now=now()):
        pass
    actions = set(Event.objects.filter(subject=incident.id).values_list("kind", flat=True))
    wanted = {"overflow", "alert_shift_lead", "flag_call_back"}
    assert {f"emergency.incident.{action}" for action in wanted} <= actions


def test_an_offer_nobody_takes_goes_to_the_next_nearest(elder, seat, responder):
    second = factories.make_responder(longitude=113.69)
    incident, dispatch = sent(elder, seat, responder)
    while fire_due_timers(now=now() + timedelta(minutes=4)):
        pass
    states = dict(Dispatch.objects.filter(incident=incident).values_list("responder", "state"))
    assert states[responder.id] == "expired"
    assert states[second.id] == "offered"
    assert dispatch.id


def test_who_refuses_says_why_and_the_incident_goes_on(elder, seat, responder):
    _, dispatch = sent(elder, seat, responder)
    scope = responder_scope(responder)
    with enter(scope):
        with pytest.raises(UnableToStep):
            emergency.refuse(dispatch=dispatch.id, reason=" ", scope=scope, now=now())
        emergency.refuse(dispatch=dispatch.id, reason="正在送医", scope=scope, now=now())
    assert Incident.objects.get().state == "dispatching"
    assert Dispatch.objects.get().refusal == "正在送医"


def test_the_second_to_accept_is_too_late_and_told(elder, seat, responder):
    second = factories.make_responder()
    incident, dispatch = sent(elder, seat, responder)
    with enter(seat):
        [other] = emergency.offer(incident=incident.id, responders=[second.id], scope=seat, now=now())
    for who, which in ((responder, dispatch), (second, other)):
        scope = responder_scope(who)
        with enter(scope):
            if which is dispatch:
                emergency.accept(dispatch=which.id, scope=scope, now=now())
            else:
                with pytest.raises(UnableToStep):
                    emergency.accept(dispatch=which.id, scope=scope, now=now())


def test_a_responder_of_another_place_sees_nothing(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    stranger = responder_scope(factories.make_responder(area=factories.ZHONGYUAN))
    with enter(stranger):
        with pytest.raises(queries.NotFound):
            emergency.accept(dispatch=dispatch.id, scope=stranger, now=now())
        assert queries.list_own_dispatches(stranger) == []
        assert not Incident.objects.filter(id=incident.id).exists()


def test_before_accepting_the_responder_cannot_open_the_file(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    scope = responder_scope(responder)
    with enter(scope):
        assert [row.id for row in queries.list_own_dispatches(scope)] == [dispatch.id]
        assert not Incident.objects.filter(id=incident.id).exists()


def test_a_street_clerk_may_not_answer_alarms(elder):
    incident = press(elder)
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK))
    with enter(clerk), pytest.raises(NotAllowed):
        emergency.acknowledge(incident=incident.id, scope=clerk, now=now())


def test_two_incidents_of_one_need_are_joined_and_parted_again(elder, seat):
    pressed, fell = press(elder), press(elder, kind="fall")
    with enter(seat):
        for incident in (pressed, fell):
            emergency.acknowledge(incident=incident.id, scope=seat, now=now())
        words = {"incident": fell.id, "scope": seat, "now": now()}
        merged = emergency.merge(into=pressed.id, reason="同一次跌倒", **words)
        assert (merged.state, merged.merged_into_id, merged.outcome) == ("merged", pressed.id, "duplicate")
        parted = emergency.unmerge(reason="并错了", **words)
    assert (parted.state, parted.merged_into_id, parted.closed_at, parted.outcome) == (
        "acknowledged",
        None,
        None,
        "",
    )
