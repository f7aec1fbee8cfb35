"""What the exchange tells: in order, out of order, twice; hidden numbers; calls that are given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.emergency.rules.defaults import all_defaults
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallBack, CallEvent, SeatTime
from chongyang.hotline.rules import calls as rules
from chongyang.hotline.rules import levels
from chongyang.registry.operations.tokens import write_tokens
from tests import factories
from tests.hotline.ringing import ring, tell


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    write_tokens(row)
    return row


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


def signed_on(scope, **words):
    with enter(scope):
        return hotline.set_seat(doing="ready", scope=scope, now=now(), **words)


START = now()
EVENTS = {
    "ring": START,
    "offer": START + timedelta(seconds=2),
    "answer": START + timedelta(seconds=9),
    "hang_up": START + timedelta(seconds=70),
}


@given(
    st.lists(st.sampled_from(sorted(EVENTS)), max_size=12).flatmap(
        lambda more: st.permutations([*EVENTS, *more])
    )
)
def test_events_in_any_order_and_repeated_give_the_same_call(kinds):
    first = rules.Moments(EVENTS[kinds[0]])
    call = rules.told_all(first, [(kind, EVENTS[kind]) for kind in kinds])
    assert call == rules.Moments(*EVENTS.values())
    assert rules.state_of(call) is rules.State.ENDED


def test_an_answer_told_before_its_ring_is_one_call_with_the_right_wait(seat, elder):
    signed_on(seat, extension="8001")
    start = now() - timedelta(seconds=30)
    tell("x", "answer", start + timedelta(seconds=6), seat="8001")
    call = tell("x", "ring", start, number=elder.phone.plain)
    assert Call.objects.count() == 1
    assert (call.state, call.wait_seconds, call.account) == ("talking", 6, seat.actor.account)
    assert call.person == elder.id


def test_a_second_hang_up_changes_nothing(db):
    start = now() - timedelta(seconds=60)
    ring(call="y", ago=60)
    tell("y", "answer", start + timedelta(seconds=5))
    first = tell("y", "hang_up", start + timedelta(seconds=40))
    again = tell("y", "hang_up", start + timedelta(seconds=50))
    assert (again.state, again.ended_at) == ("ended", first.ended_at)
    assert again.talk_seconds == 35


def test_who_hangs_up_before_the_answer_waits_to_be_called_back(seat, elder):
    call = ring(elder.phone.plain, ago=40)
    tell(call.provider_call, "hang_up")
    with enter(seat):
        [row] = queries.list_call_backs(seat)
    assert (row.call_id, row.person, row.call.state) == (call.id, elder.id, "abandoned")
    assert row.area == elder.area


def test_an_answer_told_late_takes_the_call_from_the_list(db):
    call = ring(ago=30)
    start = call.began_at
    tell(call.provider_call, "hang_up", start + timedelta(seconds=20))
    assert CallBack.objects.get().closed_at is None
    tell(call.provider_call, "answer", start + timedelta(seconds=4))
    assert CallBack.objects.get().result == "answered"
    assert Call.objects.get().state == "ended"


def test_who_calls_again_and_is_answered_needs_no_call_back(seat):
    first = ring("13803710009", ago=90)
    tell(first.provider_call, "hang_up", now() - timedelta(seconds=60))
    second = ring("13803710009", ago=5)
    with enter(seat):
        hotline.answer_call(call=second.id, scope=seat, now=now())
    assert CallBack.objects.get().result == "called_again"


def test_a_hidden_number_rings_and_is_listed_when_it_is_given_up(seat):
    call = ring("anonymous", ago=20)
    tell(call.provider_call, "hang_up")
    with enter(seat):
        assert [row.call_id for row in queries.list_call_backs(seat)] == [call.id]
        assert queries.who_may_call(seat, call) == []
        with pytest.raises(hotline.UnableToTalk):
            hotline.call_out(reason="call_back", answers=call.id, scope=seat, now=now())
        hotline.close_call_back(call=call.id, result="no_number", note="无号码", scope=seat, now=now())
        assert queries.list_call_backs(seat) == []


def test_not_reached_says_what_happens_next(seat):
    call = ring(ago=20)
    tell(call.provider_call, "hang_up")
    with enter(seat):
        with pytest.raises(hotline.UnableToCloseCallBack):
            hotline.close_call_back(call=call.id, result="not_reached", scope=seat, now=now())
        with pytest.raises(hotline.UnableToCloseCallBack):
            hotline.close_call_back(call=call.id, result="no_number", note="x", scope=seat, now=now())


def test_calling_back_reaches_her(seat):
    call = ring(ago=60)
    tell(call.provider_call, "hang_up")
    with enter(seat):
        out = hotline.call_out(reason="call_back", answers=call.id, scope=seat, now=now())
    assert CallBack.objects.get().tries == 1
    tell(out.provider_call, "answer")
    assert CallBack.objects.get().result == "reached"


def test_who_may_be_calling_by_own_number_by_contact_and_by_earlier_calls(seat, elder):
    other = factories.make_elder(name="王桂芝")
    contact = factories.make_contact(other, relation="daughter")
    number = contact.phone.plain
    with enter(seat):
        call = hotline.take_call(
            caller=number, began_at=now(), purpose="consultation", person=elder.id, scope=seat, now=now()
        )
        found = queries.who_may_call(seat, call)
    assert [(one.elder.id, one.how, one.relation) for one in found] == [
        (other.id, "contact", "daughter"),
        (elder.id, "before", ""),
    ]


def test_every_ready_seat_is_asked_where_the_exchange_names_none(seat):
    signed_on(seat, extension="8001")
    away = factories.scope_of(factories.make_operator())
    with enter(away):
        hotline.set_seat(doing="away", scope=away, now=now())
    assert [row.account for row in ring().offers.all()] == [seat.actor.account]


def test_two_hundred_calls_at_once_are_two_hundred_calls(db):
    for place in range(200):
        ring(f"138{place:08d}", call=f"many{place}")
    assert Call.objects.filter(state="ringing").count() == 200


def test_a_kept_event_is_kept_once_and_sealed(db):
    said = {"provider": "webhook", "event": "e1", "now": now()}
    assert hotline.keep_event(body="13803710001", **said)
    assert not hotline.keep_event(body="13803710001", **said)
    assert "13803710001" not in str(CallEvent.objects.values_list().get())


def test_an_event_from_another_year_is_refused_and_stays_kept(db):
    hotline.keep_event(provider="null", event="old", body="{}", now=now())
    told = hotline.Told(provider="null", event="old", call="z", kind="ring", at=now() - timedelta(days=400))
    assert not hotline.process(event="old", provider="null", told=told, fault="", now=now())
    assert (CallEvent.objects.get().state, CallEvent.objects.get().fault) == ("refused", "at")
    assert not Call.objects.exists()


def test_a_talk_makes_the_seat_talk_and_then_write_it_down(seat):
    signed_on(seat)
    call = ring(ago=3)
    with enter(seat):
        hotline.answer_call(call=call.id, scope=seat, now=now())
        assert queries.my_seat(seat).doing == "talking"
        with pytest.raises(hotline.UnableToChangeSeat):
            hotline.sign_off(scope=seat, now=now())
        hotline.hang_up(call=call.id, scope=seat, now=now())
        assert queries.my_seat(seat).doing == "wrap_up"
    assert SeatTime.objects.filter(ended_at=None).count() == 1


def test_the_words_of_the_targets_are_those_of_the_file():
    held = [all_defaults()[name] for name in levels.LIMITS]
    assert [word for one in held for word in (one.label, one.source)] == list(levels.WORDS_OF_TARGETS)
