"""A call keyed in at the seat: kept once, and an answered incident where somebody needs help."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Incident
from chongyang.hotline import operations as hotline
from tests import factories


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


def test_a_call_keyed_in_is_an_answered_incident(elder, seat):
    with enter(seat):
        call = hotline.take_call(
            caller="0371-63949110",
            began_at=now() - timedelta(seconds=8),
            purpose="emergency",
            person=elder.id,
            scope=seat,
            now=now(),
        )
        chain = {step.link.value: step for step in queries.response_chain(seat, call.incident_id)}
    assert call.incident.state == "acknowledged"
    assert chain["answered"].how == "call_answered"
    assert chain["identified"].how == "caller_named"


def test_a_call_sent_twice_is_one_call_and_one_incident(elder, seat):
    words = {"caller": "", "began_at": now(), "purpose": "emergency", "scope": seat}
    with enter(seat):
        first, second = (hotline.take_call(now=now(), **words) for _ in range(2))
    assert first.id == second.id
    assert Incident.objects.count() == 1


def test_a_call_with_a_phone_that_is_none_says_so(seat, db):
    with enter(seat), pytest.raises(hotline.UnableToTakeCall) as refused:
        hotline.take_call(caller="12", began_at=now(), purpose="emergency", scope=seat, now=now())
    assert set(refused.value.faults) == {"caller"}


def test_an_unknown_caller_is_identified_later(elder, seat):
    with enter(seat):
        call = hotline.take_call(
            caller="", began_at=now(), purpose="emergency", scope=seat, now=now(), note="无声电话"
        )
        row = emergency.identify(incident=call.incident_id, person=elder.id, scope=seat, now=now())
    assert (row.person, row.area) == (elder.id, elder.area)
