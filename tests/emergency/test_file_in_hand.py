"""Who reads the elder's file on the way: from accepting to the end of the journey, and no longer."""

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.hotline import operations as hotline
from chongyang.registry import queries as registry
from chongyang.territory.models import Grant
from tests import factories
from tests.emergency.test_way_of_an_alarm import press, responder_scope, sent

ELSEWHERE = {"area": factories.ZHONGYUAN, "name": "王桂芝"}


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def responder(db):
    return factories.make_responder()


def accepted(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    goes(responder, emergency.accept, dispatch)
    return incident, dispatch


def goes(responder, operation, dispatch, **words):
    scope = responder_scope(responder)
    with enter(scope):
        return operation(dispatch=dispatch.id, scope=scope, now=now(), **words)


def does(seat, operation, **words):
    with enter(seat):
        return operation(scope=seat, now=now(), **words)


def reads(responder, elder):
    scope = responder_scope(responder)
    with enter(scope):
        try:
            return bool(registry.access_elder(scope, elder.id))
        except registry.NotFound:
            return False


def sees(responder, incident):
    scope = responder_scope(responder)
    with enter(scope):
        try:
            return bool(queries.access_incident(scope, incident.id))
        except queries.NotFound:
            return False


def test_what_the_seat_takes_back_closes_the_file_and_frees_the_incident(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    assert reads(responder, elder)
    does(seat, emergency.withdraw, dispatch=dispatch.id)
    assert not reads(responder, elder)
    assert not sees(responder, incident)
    assert Incident.objects.get().state == "dispatching"


def test_a_mere_offer_to_another_does_not_keep_an_incident_assigned(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    second = factories.make_responder()
    does(seat, emergency.offer, incident=incident.id, responders=[second.id])
    goes(responder, emergency.give_back, dispatch, reason="车坏了")
    assert Incident.objects.get().state == "dispatching"
    assert not reads(responder, elder)


def test_who_is_on_the_way_to_somebody_unknown_sees_who_it_is_as_soon_as_it_is_known(elder, seat, responder):
    call = does(seat, hotline.take_call, caller="", began_at=now(), purpose="emergency", note="无声")
    incident = call.incident
    does(seat, emergency.triage, incident=incident.id, answers={"cannot_rise": True})
    [dispatch] = does(seat, emergency.offer, incident=incident.id, responders=[responder.id])
    goes(responder, emergency.accept, dispatch)
    assert sees(responder, incident)
    does(seat, emergency.identify, incident=incident.id, person=elder.id)
    assert sees(responder, incident)
    assert reads(responder, elder)


def test_a_corrected_person_is_another_file_also_in_another_county(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    other = factories.make_elder(**ELSEWHERE)
    does(seat, emergency.identify, incident=incident.id, person=other.id)
    assert sees(responder, incident)
    assert reads(responder, other)
    assert not reads(responder, elder)
    goes(responder, emergency.arrive, dispatch)
    goes(responder, emergency.finish, dispatch, outcome="solved", note="")
    assert not reads(responder, other)
    assert not Grant.objects.filter(valid_to=None).exists()


def test_who_only_was_asked_opens_nothing_when_the_person_becomes_known(elder, seat, responder):
    incident, _ = sent(elder, seat, responder)
    other = factories.make_elder(**ELSEWHERE)
    does(seat, emergency.identify, incident=incident.id, person=other.id)
    assert not reads(responder, other)


def test_a_double_is_identified_as_the_person_that_it_is(elder, seat):
    double = factories.make_elder(name="陈秀蘭", same_as=elder)
    call = does(seat, hotline.take_call, caller="", began_at=now(), purpose="emergency")
    row = does(seat, emergency.identify, incident=call.incident_id, person=double.id)
    assert row.person == elder.id


def test_an_offer_beside_somebody_on_the_way_can_be_refused(elder, seat, responder):
    incident, _ = accepted(elder, seat, responder)
    second = factories.make_responder()
    [beside] = does(seat, emergency.offer, incident=incident.id, responders=[second.id])
    goes(second, emergency.refuse, beside, reason="太远")
    assert Dispatch.objects.get(id=beside.id).state == "refused"
    assert Incident.objects.get().state == "assigned"


def test_nobody_accepts_what_is_already_dealt_with(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    does(seat, emergency.resolve, incident=incident.id, outcome="solved")
    with pytest.raises(UnableToStep):
        goes(responder, emergency.accept, dispatch)
    assert not reads(responder, elder)


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_is_merged_into_itself_or_into_what_is_over(elder, seat, ended):
    pressed, fell = press(elder), press(elder, kind="fall")
    does(seat, emergency.acknowledge, incident=fell.id)
    if ended:
        does(seat, emergency.close, incident=fell.id, outcome="solved")
    into = fell if ended else pressed
    with pytest.raises(UnableToStep):
        does(seat, emergency.merge, incident=pressed.id, into=into.id, reason="同一件")
    assert Incident.objects.get(id=pressed.id).closed_at is None


def test_what_is_merged_calls_back_whoever_is_on_the_way(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    does(seat, emergency.resolve, incident=incident.id, outcome="solved")
    does(seat, emergency.reopen, incident=incident.id, reason="仍需处置")
    other = press(elder, kind="fall")
    does(seat, emergency.merge, incident=incident.id, into=other.id, reason="同一件")
    assert Dispatch.objects.get(id=dispatch.id).state == "withdrawn"
    assert not reads(responder, elder)
