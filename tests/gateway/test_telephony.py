"""The exchange's door: forged, replayed, disordered, torn; and what it is told."""

import json
import time
from datetime import timedelta

import pytest
from django.test import Client

from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.gateway.messaging.contrib.webhook import sign
from chongyang.gateway.telephony import sending
from chongyang.gateway.telephony.contrib import webhook
from chongyang.gateway.telephony.contrib.webhook import WebhookExchange
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call, CallEvent
from tests.emergency.races import as_system

URL = "/line/webhook/"
SECRET = "s" * 40
pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _exchange(settings):
    settings.TELEPHONY, settings.TELEPHONY_SECRET = "webhook", SECRET
    settings.TELEPHONY_URL = "http://127.0.0.1:9/line"
    settings.WHITENOISE_AUTOREFRESH = True


def said(event="e1", call="c1", kind="ring", at=None, **more):
    return {"event": event, "call": call, "kind": kind, "at": (at or now()).isoformat(), **more}


def post(body, *, secret=SECRET, at=None, signature=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    at = int(time.time()) if at is None else at
    headers = {
        "X-Chongyang-Time": str(at),
        "X-Chongyang-Signature": signature if signature is not None else sign(raw, at, secret),
    }
    return (
        Client(enforce_csrf_checks=True)
        .generic("POST", URL, raw, content_type="application/json", headers=headers)
        .status_code
    )


def kept():
    return as_system(CallEvent.objects.count)


def calls():
    return as_system(lambda: list(Call.objects.order_by("began_at")))


def test_a_ring_is_kept_and_rings():
    assert post(said(number="13803710001")) == 202
    assert [str(call.caller_number) for call in calls()] == ["138****0001"]
    assert as_system(lambda: CallEvent.objects.get().state) == "read"


def test_forged_events_leave_no_row():
    assert post(said(), secret="x" * 40) == 401
    assert post(said(), signature="é") == 401
    assert post(said(), signature="") == 401
    assert post(said(), at=int(time.time()) - 301) == 401
    assert post(said(), at=int(time.time()) + 301) == 401
    assert (kept(), calls()) == (0, [])


def test_without_a_long_secret_nothing_is_genuine(settings):
    settings.TELEPHONY_SECRET = ""
    assert post(said(), secret="") == 401


def test_the_null_exchange_takes_nothing_by_this_door(settings):
    settings.TELEPHONY = "null"
    assert post(said()) == 401


def test_a_replayed_event_is_one_event():
    body, at = said(), int(time.time())
    assert [post(body, at=at), post(body, at=at)] == [202, 202]
    assert (kept(), len(calls())) == (1, 1)


def test_out_of_order_hang_up_answer_ring_is_one_ended_call():
    start = now() - timedelta(seconds=40)
    post(said("e3", kind="hang_up", at=start + timedelta(seconds=30)))
    post(said("e4", kind="hang_up", at=start + timedelta(seconds=31)))
    post(said("e2", kind="answer", at=start + timedelta(seconds=7)))
    post(said("e1", at=start, number="13803710001"))
    [call] = calls()
    assert (call.state, call.wait_seconds, call.talk_seconds) == ("ended", 7, 23)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"\xff", b'{"event": 3}', b'{"event": ""}', b"[" * 9000, b'{"event": "a\\u0000"}'],
)
def test_what_has_no_key_is_refused(body):
    assert post(body) == 400
    assert kept() == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"at": "soon"}, "at"),
        ({"at": "2026-01-01T00:00:00"}, "at"),
        ({"call": ""}, "call"),
        ({"kind": "sing"}, "kind"),
        ({"seats": "8001"}, "seats"),
        ({"rating": True}, "rating"),
        ({"number": 138}, "number"),
    ],
)
def test_what_is_wrong_stays_kept_with_the_field(change, fault):
    assert post({**said(), **change}) == 202
    assert as_system(lambda: CallEvent.objects.get().fault) == fault
    assert calls() == []


def test_too_large_is_refused_before_it_is_read():
    assert post(said(number="1" * 20_000)) == 413


def test_a_form_is_no_event():
    assert Client().post(URL, {"event": "e1"}).status_code == 400


def test_a_fault_of_ours_is_read_again(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("13803710001")

    with monkeypatch.context() as patch:
        patch.setattr("chongyang.hotline.operations.line.apply_event", broken)
        assert post(said(number="13803710001")) == 202
    assert as_system(lambda: CallEvent.objects.get().state) == "waiting"
    assert sending.read_waiting() == 1
    assert len(calls()) == 1


def accepted_into(posted):
    """Stands in for the exchange: keeps each body and accepts it."""

    def post(url, body, headers, timeout):
        posted.append(body)
        return 200

    return post


def test_a_dial_learns_the_number_only_when_it_is_sent(monkeypatch):
    posted = []
    monkeypatch.setattr(webhook, "post", accepted_into(posted))
    post(said(number="13803710001", at=now() - timedelta(seconds=20)))
    post(said("e2", kind="hang_up"))

    def call_back():
        from tests import factories

        scope = factories.scope_of(factories.make_operator())
        return hotline.call_out(reason="call_back", answers=Call.objects.get().id, scope=scope, now=now())

    as_system(call_back)
    assert "13803710001" not in as_system(
        lambda: str(OutboxMessage.objects.get(destination=hotline.COMMANDS).payload)
    )
    sending.send()
    assert json.loads(posted[0])["number"] == "13803710001"
    assert json.loads(posted[0])["command"] == "dial"


def test_an_exchange_that_refuses_is_tried_again(monkeypatch):
    monkeypatch.setattr(webhook, "post", lambda *_: 500)
    post(said(number="13803710001"))

    def answer():
        from tests import factories

        scope = factories.scope_of(factories.make_operator())
        hotline.answer_call(call=Call.objects.get().id, scope=scope, now=now())

    as_system(answer)
    sending.send()
    message = as_system(lambda: OutboxMessage.objects.get(destination=hotline.COMMANDS))
    assert (message.state, message.last_error) == ("waiting", "http_500")


def test_what_is_wrong_with_the_settings_is_told(settings):
    assert WebhookExchange().check_config() == []
    settings.TELEPHONY_URL, settings.TELEPHONY_SECRET = "http://exchange.example/x", "short"
    assert WebhookExchange().check_config() == [webhook.NOT_TLS, webhook.NO_SECRET]
    settings.TELEPHONY_URL = "file:///etc"
    assert webhook.NO_URL in WebhookExchange().check_config()


def test_the_same_event_with_other_words_changes_nothing():
    """A replay with a fresh signature: what was kept first stays."""
    assert post(said(number="13803710001")) == 202
    assert post(said(number="13803719999", kind="hang_up")) == 202
    assert kept() == 1
    assert [(str(call.caller_number), call.state) for call in calls()] == [("138****0001", "ringing")]


def test_what_was_recorded_on_the_wire_is_of_no_use_later(monkeypatch):
    body, at = json.dumps(said()).encode(), int(time.time())
    signature = sign(body, at, SECRET)
    assert post(body, at=at, signature=signature) == 202
    monkeypatch.setattr("chongyang.gateway.telephony.contrib.webhook.time.time", lambda: at + 301.0)
    assert post(body, at=at, signature=signature) == 401
    assert post(body, at=at + 301, signature=signature) == 401, "the time is signed too"
    assert kept() == 1
