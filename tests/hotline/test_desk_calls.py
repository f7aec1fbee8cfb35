"""What seats do with calls: one wins, corrections are lines, recordings and listening-in are written down."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, OutboxMessage
from chongyang.emergency.models import Incident
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallLine, CallOpening
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.emergency.races import as_system, together
from tests.hotline.ringing import ring, tell


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def lead(db):
    return factories.scope_of(factories.make_account(Role.SHIFT_LEAD))


def answered(seat, **words):
    call = ring(ago=8, **words)
    with enter(seat):
        return hotline.answer_call(call=call.id, scope=seat, now=now())


def test_two_seats_answer_in_the_same_moment_one_wins_and_the_other_is_told(committed):
    seats = [as_system(lambda: factories.scope_of(factories.make_operator())) for _ in range(2)]
    call = as_system(ring)

    def answer(scope):
        with enter(scope):
            return hotline.answer_call(call=call.id, scope=scope, now=now())

    told = together(*[lambda scope=scope: answer(scope) for scope in seats])
    [lost] = [one for one in told if isinstance(one, hotline.UnableToTalk)]
    [won] = [one for one in told if isinstance(one, Call)]
    assert lost.account == won.account


def test_the_exchange_is_told_after_the_commit_and_hears_no_number(seat):
    answered(seat, number="13803710001")
    message = OutboxMessage.objects.get(destination=hotline.COMMANDS)
    assert message.payload["command"] == "answer"
    assert "13803710001" not in str(message.payload)


def test_a_call_given_up_a_moment_before_is_told(seat):
    call = ring(ago=5)
    tell(call.provider_call, "hang_up")
    with enter(seat), pytest.raises(hotline.UnableToTalk, match="挂断"):
        hotline.answer_call(call=call.id, scope=seat, now=now())


def test_an_emergency_on_the_line_is_one_incident_from_the_ring(seat):
    elder = factories.make_elder()
    call = answered(seat, number=elder.phone.plain)
    words = {"call": call.id, "purpose": "emergency", "person": elder.id, "scope": seat}
    with enter(seat):
        row = hotline.describe_call(now=now(), note="跌倒", **words)
        again = hotline.describe_call(now=now(), note="跌倒在厨房", why="补充地点", **words)
    assert Incident.objects.get().opened_at == call.began_at
    assert row.incident_id == again.incident_id
    assert Incident.objects.get().person == elder.id


def test_a_correction_is_a_new_line_with_its_reason(seat):
    call = answered(seat)
    words = {"call": call.id, "scope": seat}
    with enter(seat):
        hotline.describe_call(purpose="consultation", note="问补贴", now=now(), **words)
        with pytest.raises(hotline.UnableToTakeCall) as refused:
            hotline.describe_call(purpose="complaint", now=now(), **words)
        hotline.describe_call(purpose="complaint", why="听错了", now=now(), **words)
    assert set(refused.value.faults) == {"why"}
    assert list(CallLine.objects.order_by("at").values_list("purpose", "note", "why")) == [
        ("consultation", "问补贴", ""),
        ("complaint", "", "听错了"),
    ]


def test_another_seat_writes_nothing_on_my_call_and_the_lead_may(seat, lead):
    call = answered(seat)
    other = factories.scope_of(factories.make_operator())
    with enter(other), pytest.raises(hotline.UnableToTakeCall):
        hotline.describe_call(call=call.id, purpose="wrong", scope=other, now=now())
    with enter(lead):
        assert hotline.describe_call(call=call.id, purpose="wrong", scope=lead, now=now()).purpose == "wrong"


def test_satisfaction_by_key_press(seat):
    call = answered(seat)
    assert tell(call.provider_call, "rate", rating=2).satisfaction == 2
    assert tell(call.provider_call, "rate", rating=9).satisfaction == 2


def test_a_recording_is_opened_by_the_lead_with_a_reason_that_is_written(seat, lead):
    call = answered(seat)
    tell(call.provider_call, "record", recording="rec-77")
    with enter(seat), pytest.raises(hotline.UnableToTakeCall):
        hotline.open_recording(call=call.id, reason="听一下", scope=seat, now=now())
    with enter(lead):
        with pytest.raises(hotline.UnableToTakeCall):
            hotline.open_recording(call=call.id, reason=" ", scope=lead, now=now())
        assert hotline.open_recording(call=call.id, reason="投诉核查", scope=lead, now=now()) == "rec-77"
    event, opening = Event.objects.get(kind="hotline.recording.opened"), CallOpening.objects.get()
    assert (event.purpose, event.payload) == ("audit", {})
    assert (opening.kind, opening.why.plain) == ("recording", "投诉核查")


def test_listening_in_is_for_the_lead_and_says_why(seat, lead):
    call = answered(seat)
    with enter(seat), pytest.raises(NotAllowed):
        hotline.listen_in(call=call.id, reason="x", scope=seat, now=now())
    with enter(lead):
        with pytest.raises(hotline.UnableToTalk):
            hotline.listen_in(call=call.id, reason="", scope=lead, now=now())
        hotline.listen_in(call=call.id, reason="新人带教", scope=lead, now=now())
    event, opening = Event.objects.get(kind="hotline.call.listened"), CallOpening.objects.get()
    assert (event.purpose, event.payload) == ("audit", {})
    assert (opening.kind, opening.why.plain) == ("listening", "新人带教")
    assert OutboxMessage.objects.filter(payload__command="listen").count() == 1


def test_a_talk_of_three_is_with_the_three_lines_alone(seat):
    call = answered(seat)
    with enter(seat):
        hotline.bring_in(call=call.id, third="120", scope=seat, now=now())
        with pytest.raises(hotline.UnableToTalk):
            hotline.bring_in(call=call.id, third="13803710001", scope=seat, now=now())


def test_a_call_is_passed_on_to_who_is_signed_on(seat):
    call, other = answered(seat), factories.scope_of(factories.make_operator())
    with enter(seat), pytest.raises(hotline.UnableToTalk):
        hotline.transfer_call(call=call.id, to=other.actor.account, scope=seat, now=now())
    with enter(other):
        hotline.set_seat(doing="ready", scope=other, now=now())
    with enter(seat):
        row = hotline.transfer_call(call=call.id, to=other.actor.account, scope=seat, now=now())
    assert row.account == other.actor.account
    with enter(seat), pytest.raises(hotline.UnableToTalk):
        hotline.hang_up(call=call.id, scope=seat, now=now())


def test_who_does_not_answer_the_line_sees_no_call(seat):
    call = answered(seat)
    for role in (Role.STREET_CLERK, Role.GRID_WORKER, Role.SYSTEM_ADMIN, Role.FAMILY):
        scope = factories.scope_of(factories.make_account(role))
        with enter(scope), pytest.raises(NotAllowed):
            queries.access_call(scope, call.id)


def test_a_seat_of_another_county_reaches_no_call_of_this_one(seat):
    elder = factories.make_elder()
    call = ring(elder.phone.plain)
    scope = factories.scope_of(factories.make_account(Role.OPERATOR, None, "410122"))
    with enter(scope):
        assert queries.list_ringing(scope) == []
        with pytest.raises(queries.NotFound):
            hotline.answer_call(call=call.id, scope=scope, now=now())


def test_no_call_is_counted_twice_and_a_short_wait_speaks_for_nobody(seat, lead):
    from chongyang.hotline.rules.levels import sum_up

    call = answered(seat)
    with enter(seat):
        hotline.hang_up(call=call.id, scope=seat, now=now())
    for ago in (5, 100):
        lost = ring(ago=ago)
        tell(lost.provider_call, "hang_up", lost.began_at + timedelta(seconds=ago - 1))
    with enter(lead):
        first = now() - timedelta(days=1)
        [level] = sum_up(queries.count_through(lead, first, now()), by=lambda one: "").values()
    assert (level.offered, level.answered, level.abandoned) == (3, 1, 2)
    assert level.share_within(10) == 0.5
    assert level.share_within(180) == 1.0
