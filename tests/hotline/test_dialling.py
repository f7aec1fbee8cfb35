"""One click calls for a task: the call carries it, its outcome ends both; by hand where no exchange is."""

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call, CallBack, CallLine, CareTry
from chongyang.territory.enums import Role
from tests import factories
from tests.hotline.care import LATER, NINE, adopt, morning, say, seat, take
from tests.hotline.ringing import ring, tell


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def webhook(settings):
    settings.TELEPHONY = "webhook"


def dial(scope, reason, task, at=NINE):
    with enter(scope):
        return hotline.call_task(reason=reason, task=task, scope=scope, now=at)


def follow_up(elder):
    with enter(system_scope("test")):
        return hotline.open_follow_up(
            about="care_call", subject=elder.id, person=elder.id, area=elder.area, by=SYSTEM, now=NINE
        )


def complain(scope, elder, phone=""):
    form = hotline.ComplaintForm(came_by="call", against="carer", content="没有来", complainant_phone=phone)
    with enter(scope):
        return hotline.receive_complaint(form=form, scope=scope, now=NINE, person=elder.id)


@pytest.fixture
def care(elder):
    adopt()
    morning()
    scope = seat()
    return scope, take(scope)


def test_a_care_call_is_dialled_once_and_carries_its_task(care, elder, webhook):
    scope, row = care
    call = dial(scope, "care_call", row.id)
    assert dial(scope, "care_call", row.id).id == call.id
    assert (call.direction, call.reason, call.purpose, call.task) == ("out", "care_call", "care", row.id)
    assert (call.person, call.area, call.caller_number.plain) == (elder.id, elder.area, elder.phone.plain)
    [message] = OutboxMessage.objects.filter(destination="telephony.command")
    assert message.payload["command"] == "dial"
    assert elder.phone.plain not in str(message.payload)


def test_its_outcome_is_a_line_of_the_call_and_the_try_names_it(care):
    scope, row = care
    call = dial(scope, "care_call", row.id)
    say(scope, row, "well", LATER)
    call.refresh_from_db()
    assert (call.state, call.outcome, call.answered_at) == ("ended", "平安", LATER)
    assert CareTry.objects.get().call == call.id
    assert CallLine.objects.get(call=call).outcome == "平安"


def test_nobody_reached_by_hand_is_a_call_that_nobody_answered(care):
    scope, row = care
    call = dial(scope, "care_call", row.id)
    say(scope, row, "not_reached")
    call.refresh_from_db()
    assert (call.state, call.answered_at) == ("abandoned", None)
    assert not CallBack.objects.exists()


def test_with_an_exchange_its_own_moments_stand(care, webhook):
    scope, row = care
    call = dial(scope, "care_call", row.id)
    say(scope, row, "well")
    call.refresh_from_db()
    assert (call.ended_at, call.outcome) == (None, "平安")


def test_only_who_took_the_care_call_dials_it(care):
    _, row = care
    with pytest.raises(hotline.UnableToTalk):
        dial(seat(), "care_call", row.id)


def test_a_colleague_who_dials_the_same_follow_up_is_told_who_does(elder):
    one, other, row = seat(), seat(), follow_up(elder)
    dial(one, "follow_up", row.id)
    with pytest.raises(hotline.UnableToTalk) as told:
        dial(other, "follow_up", row.id)
    assert told.value.account == one.actor.account


def test_each_try_of_a_follow_up_is_a_call_of_its_own(elder):
    scope, row = seat(), follow_up(elder)
    first = dial(scope, "follow_up", row.id)
    with enter(scope):
        hotline.record_try(follow_up=row.id, number=1, result="busy", scope=scope, now=NINE)
    second = dial(scope, "follow_up", row.id, LATER)
    with enter(scope):
        hotline.complete_follow_up(follow_up=row.id, is_safe=True, scope=scope, now=LATER)
    states = dict(Call.objects.filter(task=row.id).values_list("id", "state"))
    assert states == {first.id: "abandoned", second.id: "ended"}
    with pytest.raises(hotline.UnableToTalk):
        dial(scope, "follow_up", row.id, LATER)


def test_a_complaint_calls_who_complained(elder):
    scope = seat()
    row = complain(scope, elder, "13803710077")
    call = dial(scope, "complaint", row.id)
    assert (call.caller_number.plain, call.purpose) == ("13803710077", "complaint")
    other = complain(scope, elder)
    assert dial(scope, "complaint", other.id).caller_number.plain == elder.phone.plain


def test_an_outsider_dials_nothing(elder):
    row = follow_up(elder)
    outsider = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102"))
    with pytest.raises(Exception, match="may not"):
        dial(outsider, "follow_up", row.id)
    assert not Call.objects.exists()


def test_keying_in_a_call_for_her_makes_good_what_she_left_open(elder):
    missed = ring("13803719999", ago=90)
    tell(missed.provider_call, "hang_up")
    CallBack.objects.update(person=elder.id)
    scope = seat()
    said = {"caller": "13803710001", "purpose": "consultation", "began_at": now(), "now": now()}
    with enter(scope):
        hotline.take_call(person=elder.id, scope=scope, **said)
    assert CallBack.objects.get().result == "called_again"


def test_reaching_her_for_a_task_makes_good_what_she_left_open(elder):
    missed = ring("13803719999", ago=90)
    tell(missed.provider_call, "hang_up")
    CallBack.objects.update(person=elder.id)
    scope, row = seat(), follow_up(elder)
    dial(scope, "follow_up", row.id, now())
    with enter(scope):
        hotline.complete_follow_up(follow_up=row.id, is_safe=True, scope=scope, now=now())
    assert CallBack.objects.get().result == "reached"
