"""Messages out: at least once, with growing pauses, dead at last, sent again by hand, one worker each."""

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from chongyang.core import events, outbox
from chongyang.core.access import enter
from chongyang.core.models import OutboxMessage
from chongyang.core.operations.housekeeping import purge_delivered
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AREA = 410105001001


@pytest.fixture(autouse=True)
def _own_registers(monkeypatch):
    monkeypatch.setattr(outbox, "_deliverers", {})
    monkeypatch.setattr(events, "_handlers", defaultdict(dict))


def send(key="1", destination="post"):
    outbox.send(destination=destination, key=key, payload={"key": key}, area=AREA, now=NOW)


def the_message() -> OutboxMessage:
    with enter(system_scope("test")):
        return OutboxMessage.objects.get()


def test_a_due_message_is_delivered_once_and_the_same_key_is_one_message(db):
    taken = []
    outbox.delivers("post")(lambda payload: taken.append(payload["key"]))
    for key in ("1", "1", "2"):
        send(key)
    assert outbox.deliver_due(now=NOW) == 2
    assert outbox.deliver_due(now=NOW + timedelta(days=1)) == 0
    assert sorted(taken) == ["1", "2"]


def test_failures_pause_longer_and_longer_until_the_message_is_dead(db):
    def refuse(_):
        raise outbox.UnableToDeliver("line busy")

    outbox.delivers("post")(refuse)
    send()
    moment, pauses = NOW, []
    while the_message().state == "waiting":
        assert outbox.deliver_due(now=moment) == 1
        assert outbox.deliver_due(now=moment) == 0
        pauses.append(the_message().due_at - moment)
        moment = the_message().due_at
    assert tuple(pauses[:-1]) == outbox.PAUSES
    assert the_message().last_error == "line busy"
    assert outbox.deliver_due(now=moment + timedelta(days=9)) == 0


def test_what_an_error_says_is_kept_to_itself_but_for_a_refusal_in_words(db):
    outbox.delivers("post")(lambda payload: payload["张三 13800001234"])
    send()
    outbox.deliver_due(now=NOW)
    assert the_message().last_error == "KeyError"


def test_nobody_delivers_to_it_counts_as_a_failed_attempt(db):
    send()
    assert outbox.deliver_due(now=NOW) == 1
    assert (the_message().attempts, the_message().state) == (1, "waiting")


def test_a_deliverer_that_fails_leaves_no_rows_behind(db):
    def half(_):
        send("other", "elsewhere")
        raise ValueError

    outbox.delivers("post")(half)
    send()
    outbox.deliver_due(now=NOW, limit=1)
    assert the_message().destination == "post"


def test_a_dead_message_is_sent_again_by_who_reaches_it(db):
    send()
    OutboxMessage.objects.update(state="dead", attempts=8)
    near = Scope((interval_of("410105"),), Actor("person", "shift_lead"))
    far = Scope((interval_of("410102"),), Actor("person", "shift_lead"))
    with enter(far):
        assert outbox.list_dead(far) == []
        with pytest.raises(outbox.UnableToResend):
            outbox.resend(message=the_message().id, scope=far, now=NOW)
    with enter(near):
        [dead] = outbox.list_dead(near)
        outbox.resend(message=dead.id, scope=near, now=NOW)
        with pytest.raises(outbox.UnableToResend):
            outbox.resend(message=dead.id, scope=near, now=NOW)
    assert (the_message().state, the_message().attempts) == ("waiting", 0)


def test_a_worker_that_dies_after_delivery_delivers_again(committed, monkeypatch):
    taken = []
    outbox.delivers("post")(lambda payload: taken.append(payload["key"]))
    with enter(system_scope("test")):
        send()
    saved = OutboxMessage.save

    def die(*_, **__):
        raise SystemExit

    monkeypatch.setattr(OutboxMessage, "save", die)
    with pytest.raises(SystemExit):
        outbox.deliver_due(now=NOW)
    monkeypatch.setattr(OutboxMessage, "save", saved)
    assert outbox.deliver_due(now=NOW) == 1
    assert taken == ["1", "1"]


def test_two_workers_share_the_messages_and_neither_waits(committed):
    both, taken = threading.Barrier(2), []

    def slow(payload):
        both.wait(120)  # each worker holds a message of its own
        taken.append(payload["key"])

    outbox.delivers("post")(slow)
    with enter(system_scope("test")):
        send("1")
        send("2")

    def work():
        outbox.deliver_due(now=NOW, limit=1)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(taken) == ["1", "2"]


def test_delivered_messages_are_purged_after_their_days_and_no_others(db):
    outbox.delivers("post")(lambda _: None)
    send("old")
    outbox.deliver_due(now=NOW)
    send("waiting")
    assert purge_delivered(now=NOW + timedelta(days=1)) == 0
    assert purge_delivered(now=NOW + timedelta(days=40)) == 1
    assert the_message().key == "waiting"


def test_an_event_reaches_each_of_its_handlers_once_and_only_its_own(db):
    told = []
    events.handles("test.row.made", "test.one")(lambda event: told.append(("one", event.subject_type)))
    events.handles("test.row.made", "test.two")(lambda event: told.append(("two", event.subject_type)))
    events.handles("test.row.gone", "test.three")(lambda event: told.append(("three", "")))
    events.record("test.row.made", by=SYSTEM, now=NOW, area=AREA, subject_type="row")
    assert told == []
    assert outbox.deliver_due(now=NOW) == 2
    assert sorted(told) == [("one", "row"), ("two", "row")]


def test_one_failing_handler_does_not_hold_up_the_other(db):
    told: list[str] = []
    events.handles("test.row.made", "test.bad")(lambda event: told[9])
    events.handles("test.row.made", "test.good")(lambda event: told.append(event.kind))
    events.record("test.row.made", by=SYSTEM, now=NOW, area=AREA, subject_type="row")
    assert outbox.deliver_due(now=NOW) == 2
    assert told == ["test.row.made"]
    assert outbox.deliver_due(now=NOW + timedelta(seconds=1)) == 1
