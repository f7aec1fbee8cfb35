"""Messages out of the house: adapters, the vendor's receipts, the watcher. Sockets to this machine alone."""

import http.server
import json
import threading
import time
from datetime import timedelta

import pytest

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.models import Delivery
from chongyang.alerting.operations.delivering import Outgoing, UnableToSend
from chongyang.core import facts, heartbeats, outbox, ticking
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.gateway.messaging import registry, watching
from chongyang.gateway.messaging.contrib.null import NullAdapter
from chongyang.gateway.messaging.contrib.webhook import WebhookAdapter, sign
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import LEAD, OVERFLOW, begin, make_chain, make_channel, step, wait

SECRET = "s" * 32
MESSAGE = Outgoing("d:1", "sms", "13700000001", "有呼救", "alerting.incident")


class Platform(http.server.BaseHTTPRequestHandler):
    """A vendor on this machine: keeps what comes, answers what it is told to."""

    answers: list[int] = []
    taken: list[tuple[dict[str, str], bytes]] = []
    let_go = threading.Event()
    """Answers wait for it."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).taken.append((dict(self.headers), body))
        type(self).let_go.wait(60)
        self.send_response(type(self).answers.pop(0) if type(self).answers else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def platform(settings):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Platform.answers, Platform.taken = [], []
    Platform.let_go.set()
    settings.MESSAGE_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.WATCH_URL = f"http://127.0.0.1:{server.server_port}/watch"
    settings.MESSAGE_SECRET, settings.MESSAGE_TIMEOUT = SECRET, 30.0
    settings.MESSAGING = {"sms": "webhook", "voice": "null", "app": "null"}
    yield Platform
    Platform.let_go.set()
    server.shutdown()
    server.server_close()


def test_a_message_is_one_signed_post(platform):
    accepted = WebhookAdapter().send(MESSAGE)
    [(headers, body)] = platform.taken
    assert accepted.receipt == "", "taken by the platform is not delivered"
    assert headers["Idempotency-Key"] == "d:1"
    assert headers["X-Chongyang-Signature"] == sign(body, int(headers["X-Chongyang-Time"]), SECRET)
    assert json.loads(body) == {
        "key": "d:1",
        "channel": "sms",
        "to": "13700000001",
        "text": "有呼救",
        "template": "alerting.incident",
        "test": False,
    }


@pytest.mark.parametrize(
    ("status", "for_good"), [(400, True), (404, True), (429, False), (408, False), (503, False), (302, False)]
)
def test_what_the_platform_answers_decides_whether_it_is_tried_again(platform, status, for_good):
    platform.answers = [status]
    with pytest.raises(UnableToSend) as refused:
        WebhookAdapter().send(MESSAGE)
    assert (refused.value.code, refused.value.for_good) == (f"http_{status}", for_good)
    assert len(platform.taken) == 1, "a redirection is not followed: it would carry the number away"


def test_a_platform_that_hangs_is_left_while_it_hangs(platform, settings):
    settings.MESSAGE_TIMEOUT = 0.2
    platform.let_go.clear()
    with pytest.raises(UnableToSend) as refused:
        WebhookAdapter().send(MESSAGE)
    assert (refused.value.code, refused.value.for_good) == ("no_answer", False)


def test_what_is_wrong_with_the_settings_is_told(settings):
    settings.MESSAGING = {"sms": "webhook", "voice": "null", "app": "pigeon"}
    settings.MESSAGE_URL, settings.MESSAGE_SECRET = "http://sms.example.org/", "short"
    by_channel = dict(zip(("app", "sms", "voice"), registry.list_served(), strict=True))
    assert len(by_channel["sms"].faults) == 2
    assert (by_channel["voice"].adapter, by_channel["voice"].faults) == ("null", ())
    assert by_channel["app"].faults


def test_the_null_adapter_reaches_nobody_in_an_alarm_and_invents_answers_of_tests():
    assert NullAdapter().send(MESSAGE).receipt == ""
    said = set()
    for number in range(400):
        test = Outgoing(f"p:1:{number}", "sms", "13700000001", "测试", "alerting.test", is_test=True)
        try:
            said.add(NullAdapter().send(test).receipt)
        except UnableToSend as error:
            said.add(error.code)
    assert said == {"", "reached", "bad_address"}


@pytest.fixture
def sent(db, platform, settings):
    """An alarm that the worker's messaging thread sent through the platform."""
    settings.WHITENOISE_AUTOREFRESH = True
    lead = factories.make_account(Role.SHIFT_LEAD)
    make_channel(lead)
    make_chain(LEAD, wait(60), OVERFLOW)
    begin()
    step(now())
    ticking.all_ticks()["messaging"]()
    return Delivery.objects.get(channel="sms")


def post(client, told, *, secret=SECRET, at=None):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    at = int(time.time()) if at is None else at
    headers = {"X-Chongyang-Time": str(at), "X-Chongyang-Signature": sign(body, at, secret)}
    return client.post("/receipts/", body, content_type="application/json", headers=headers).status_code


def test_the_worker_sends_and_the_receipt_comes_back_signed(client, sent):
    assert (sent.sent_at is not None, sent.adapter, sent.reached_at) == (True, "webhook", None)
    assert post(client, {"key": sent.key, "state": "delivered"}) == 204
    assert post(client, {"key": sent.key, "state": "reached"}) == 204
    assert post(client, {"key": sent.key, "state": "reached"}) == 204
    sent.refresh_from_db()
    assert queries.runs.progress_of(sent) == "reached"


def test_receipts_of_strangers_and_nonsense_change_nothing(client, sent):
    told = {"key": sent.key, "state": "reached"}
    assert post(client, told, secret="t" * 32) == 401
    assert post(client, told, at=int(time.time()) - 400) == 401
    assert client.post("/receipts/", told, content_type="application/json").status_code == 401
    assert client.get("/receipts/").status_code == 405
    for wrong in (
        b"",
        b"[]",
        b"{",
        b'{"state":"reached","key":1}',
        b'{"state":"read","key":"x"}',
        b"\xff",
        b"x" * 9000,
        b"[" * 4000,
        b'{"state":"reached","key":"\\ud800"}',
    ):
        assert post(client, wrong) == 400
    assert post(client, {"key": "d:nobody", "state": "reached"}) == 404
    sent.refresh_from_db()
    assert sent.reached_at is None


def test_without_a_secret_no_receipt_is_believed(client, sent, settings):
    settings.MESSAGE_SECRET = ""
    assert post(client, {"key": sent.key, "state": "reached"}, secret="") == 401


def test_the_clock_leaves_the_messages_to_their_own_lane(db, platform):
    lead = factories.make_account(Role.SHIFT_LEAD)
    make_channel(lead)
    make_chain(LEAD)
    begin()
    step(now())
    outbox.deliver_due(now=now(), without=ticking.LANES)
    assert OutboxMessage.objects.filter(destination="messaging.sms", state="waiting").count() == 1
    assert platform.taken == []


@pytest.fixture
def going_on(db):
    """An engine that lives."""
    heartbeats._last.clear()
    for program in ("worker", "alerting"):
        heartbeats.beat(program, now=now())
    make_chain(OVERFLOW, wait(60), OVERFLOW)


def codes(at=None):
    return {stall.code for stall in queries.stalled(at or now())}


def test_while_all_goes_on_the_watcher_is_silent(going_on, platform, caplog):
    assert watching.Watcher().look() == []
    assert platform.taken == []
    assert not [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert queries.watched(now()) == []


def test_a_step_that_nobody_claims_is_cried_out(going_on, platform, caplog, client):
    begin(at=now() - timedelta(seconds=11))
    watcher = watching.Watcher()
    assert [stall.code for stall in watcher.look()] == ["unclaimed"]
    assert "the escalation stands still: unclaimed" in caplog.text
    assert len(platform.taken) == 1
    watcher.look()
    assert len(platform.taken) == 1, "once a minute while it lasts"
    assert [stall.code for stall in queries.watched(now())] == ["unclaimed"]
    step(now())
    assert watcher.look() == []
    assert len(platform.taken) == 2, "and that it goes on again"


def test_a_worker_that_died_is_cried_out(going_on):
    later = now() + timedelta(seconds=31)
    assert codes(later) == {"worker_silent", "engine_silent"}
    heartbeats._last.clear()
    heartbeats.beat("worker", now=now() + timedelta(days=1))
    assert "worker_silent" in codes(), "a heartbeat of the future is none"


def test_messages_that_lie_and_steps_that_fail_and_a_chain_without_version_are_seen(going_on):
    begin()
    lead = factories.make_account(Role.SHIFT_LEAD)
    make_channel(lead)
    make_chain(LEAD, code="other")
    begin(code="other")
    step(now())
    assert codes() == set()
    OutboxMessage.objects.filter(destination="messaging.sms").update(due_at=now() - timedelta(seconds=31))
    from chongyang.alerting.models import ChainVersion, RunStep

    RunStep.objects.filter(done_at=None).update(attempts=3)
    ChainVersion.objects.filter(chain__code="other").update(state="retired", retired_at=now())
    assert codes() == {"messages_lag", "failing", "no_chain"}
    OutboxMessage.objects.update(state="dead")
    assert "messages_dead" in codes()


def test_a_watcher_that_is_silent_is_itself_a_finding(going_on):
    watching.Watcher().look()
    assert [stall.code for stall in queries.watched(now() + timedelta(seconds=31))] == ["unwatched"]
    facts._kept.clear()


def test_with_the_database_away_the_watcher_still_cries(platform, monkeypatch, caplog):
    from django.db import OperationalError

    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(watching.Watcher, "_ask", away)
    monkeypatch.setattr(alerting, "note_watch", away)
    monkeypatch.setattr(watching.connections, "close_all", lambda: None)
    assert [stall.code for stall in watching.Watcher().look()] == ["database_away"]
    assert len(platform.taken) == 1
    assert "database_away" in caplog.text


def test_a_receipt_recorded_on_the_wire_is_of_no_use_later_and_its_repetition_changes_nothing(client, sent):
    told = {"key": sent.key, "state": "delivered"}
    assert post(client, told) == 204
    sent.refresh_from_db()
    first = sent.delivered_at
    assert post(client, told) == 204
    assert post(client, told, at=int(time.time()) - 301) == 401
    assert post(client, told, at=int(time.time()) + 301) == 401
    sent.refresh_from_db()
    assert sent.delivered_at == first
