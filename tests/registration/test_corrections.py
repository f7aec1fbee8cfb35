"""A correction that a person asks for is a change request, and its decision is her answer."""

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.privacy import operations as privacy
from chongyang.privacy.models import RightsRequest
from chongyang.privacy.operations import UnableToHandle
from chongyang.privacy.queries import NotFound
from chongyang.registration import operations
from chongyang.registration.operations import ChangeForm
from chongyang.registry.models import Elder
from tests.registration.people import JINSHUI_STREET, ZHONGYUAN_STREET, clerk, elder_of, reviewer

pytestmark = pytest.mark.django_db
NAME = ChangeForm({"name": "陈秀岚"}, reason="户口簿写的是岚", evidence="household_book")
NOTE = ChangeForm({"access_note": "按两次门铃"}, reason="本人要求")


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


@pytest.fixture
def elder(db):
    return elder_of(area=410105001001)


@pytest.fixture
def street(db):
    return clerk(JINSHUI_STREET)


def asked(elder, scope, kind="correction"):
    form = privacy.RequestForm(kind=kind, text="名字写错了，应是岚", asker="elder", channel="counter")
    with enter(scope):
        return privacy.ask_right(person=elder.id, form=form, scope=scope, now=now())


def carry(right, scope, form=NAME):
    with enter(scope):
        return operations.carry_correction(right=right.id, form=form, **said(scope))


def decide(change, scope, how="approve", **more):
    with enter(scope):
        if how == "approve":
            more["seen"] = Elder.objects.get(id=change.person).version
        getattr(operations, f"{how}_change")(request=change.id, **more, **said(scope))


def test_the_decision_of_the_change_is_the_answer(elder, street):
    right = asked(elder, street)
    change = carry(right, street)
    right.refresh_from_db()
    assert (right.state, right.reference) == ("working", change.id)
    decide(change, reviewer(), answer="已按户口簿更正")
    right.refresh_from_db()
    assert (right.state, right.outcome, right.answer.plain) == ("answered", "granted", "已按户口簿更正")
    assert Elder.objects.get(id=elder.id).name == "陈秀岚"
    assert "陈秀岚" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_a_refusal_says_why(elder, street):
    right = asked(elder, street)
    decide(carry(right, street), reviewer(), "refuse", reason="户口簿上是兰")
    right.refresh_from_db()
    assert (right.outcome, right.answer.plain) == ("refused", "户口簿上是兰")


def test_of_two_changes_the_last_to_end_answers(elder, street):
    right = asked(elder, street)
    first, second = carry(right, street), carry(right, street, NOTE)
    decide(first, reviewer(), "refuse", reason="户口簿上是兰")
    right.refresh_from_db()
    assert right.state == "working"
    decide(second, reviewer())
    right.refresh_from_db()
    assert (right.state, right.outcome) == ("answered", "partly")


def test_nobody_answers_by_hand_while_a_change_is_open_and_may_when_it_is_withdrawn(elder, street):
    right = asked(elder, street)
    change = carry(right, street)
    told = {"request": right.id, "outcome": "granted", "answer": "", "scope": street, "now": now()}
    with enter(street), pytest.raises(UnableToHandle):
        privacy.answer_request(**told)
    decide(change, street, "withdraw")
    with enter(street):
        privacy.answer_request(**told)
    assert RightsRequest.objects.get().state == "answered"


def test_only_a_correction_that_is_open_and_within_reach(elder, street):
    with pytest.raises(UnableToHandle):
        carry(asked(elder, street, "copy"), street)
    right = asked(elder, street)
    with pytest.raises(NotFound):
        carry(right, clerk(ZHONGYUAN_STREET))
    with enter(street):
        privacy.answer_request(
            request=right.id, outcome="refused", answer="没有依据", scope=street, now=now()
        )
    with pytest.raises(UnableToHandle):
        carry(right, street)


def test_who_asked_for_the_change_does_not_decide_it(elder, street):
    change = carry(asked(elder, street), street, NOTE)
    with pytest.raises(operations.UnableToDecide), enter(street):
        operations.approve_change(request=change.id, seen=-1, **said(street))
