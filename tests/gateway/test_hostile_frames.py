"""A device that lies, shouts or is broken: nothing of it stops the gateway, no alarm of it is lost."""

import json
import socket
import struct

import pytest
from paho.mqtt.client import MQTTMessage

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.seals import seal_events
from chongyang.core.queries.chain import verify_chain
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident
from chongyang.gateway.mqtt import Gateway
from chongyang.gateway.receive import Answer, Message, receive_batch
from chongyang.telecare.models import Device, Frame, Signal
from chongyang.workshop.devices import PressingDevice
from tests.gateway.conftest import gateway_on, install, wait_until
from tests.gateway.test_receive import NOW

LONG = "L" * 60


def alarm(serial, body, channel="alarm"):
    return Message(
        f"cy/{serial}/{channel}", body if isinstance(body, bytes) else json.dumps(body).encode(), NOW
    )


HOSTILE = {
    "nan": b'{"event": "a", "kind": "sos", "lon": NaN, "lat": Infinity, "battery": -Infinity, "at": NaN}',
    "deep": b"[" * 4000,
    "deep object": b'{"a":' * 800 + b"1" + b"}" * 800,
    "huge": b'{"event": "' + b"x" * 2_000_000 + b'"}',
    "long event": json.dumps({"event": "e" * 3000, "kind": "sos"}).encode(),
    "big number": b'{"event": ' + b"9" * 4000 + b', "kind": "sos"}',
    "surrogate": b'{"event": "\\ud800", "kind": "sos"}',
    "nul": b'{"event": "a\\u0000b", "kind": "so\\u0000s"}',
    "nul bytes": b"\x00" * 100,
    "utf-16": '{"event": "e", "kind": "sos"}'.encode("utf-16"),
    "far clock": b'{"event": "e1", "kind": "sos", "at": 1e300}',
    "negative clock": b'{"event": "e2", "kind": "sos", "at": -1e15}',
    "odd clock": b'{"event": "e3", "kind": "sos", "at": "0001-01-01T00:00:00+14:00"}',
    "wrong kinds": b'{"event": [1], "kind": {"a": 1}, "at": [], "lon": "x", "lat": true, "battery": "full"}',
    "double keys": b'{"event": "d", "event": "d2", "kind": "sos", "kind": "gas"}',
    "empty": b"",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_comes_on_the_alarm_channel_is_an_alarm(db, body):
    install("P1")
    assert len(receive_batch([alarm("P1", body)])) == 1
    incident = Incident.objects.get()
    assert incident.person
    assert "rejected" not in Frame.objects.values_list("verdict", flat=True)


@pytest.mark.parametrize("serial", ["设备一号", "ａ", "\u202eabc", "a'; DROP TABLE x", "e\u0301", "🆘" * 20])
def test_an_odd_serial_is_an_alarm_and_answered_at_its_own_topic(db, serial):
    [answer] = receive_batch([alarm(serial, {"event": "e", "kind": "sos"})])
    assert answer.serial == serial
    assert Incident.objects.count() == 1


def test_a_device_with_a_long_serial_hears_its_answer(db):
    [answer] = receive_batch([alarm(LONG, {"event": "e", "kind": "sos"})])
    assert answer.serial == LONG


def test_the_same_event_number_of_two_devices_is_two_presses(db):
    install("P1")
    install("P2")
    receive_batch([alarm(one, {"event": "1", "kind": "sos"}) for one in ("P1", "P2")])
    assert (Signal.objects.count(), Incident.objects.count()) == (2, 2)


def test_what_devices_say_can_be_sealed_and_verified(committed):
    receive_batch([alarm("设备🆘é", {"event": "事件", "kind": "sos"})])
    with enter(system_scope("test")):
        seal_events(now=now())
        assert verify_chain().broken is None


@pytest.mark.parametrize("serial", ["a+b", "#", "a#"])
def test_a_serial_that_no_topic_may_hold_does_not_end_the_gateway(serial, caplog):
    gateway = Gateway("mqtt://127.0.0.1:1")
    gateway._answer(gateway.lines[0], Answer(serial, "e"))
    assert "impossible name" in caplog.text
    assert serial not in caplog.text.replace("impossible name", "")


def test_a_kept_heartbeat_proves_no_life(db):
    device = install("P1")
    receive_batch([Message("cy/P1/heartbeat", b"{}", NOW, retained=True)])
    assert Device.objects.get(id=device.id).last_seen_at is None


def test_a_kept_press_without_a_number_is_one_press_however_often_it_comes(db):
    install("P1")
    for hour in range(3):
        at = NOW.replace(hour=NOW.hour + hour)
        receive_batch([Message("cy/P1/alarm", b'{"kind": "sos"}', at, retained=True)])
    assert Signal.objects.count() == 1


def test_the_gateway_tells_a_kept_message_from_a_live_one():
    gateway = Gateway("mqtt://127.0.0.1:1")
    line, kept = gateway.lines[1], []
    for retained in (True, False):
        message = MQTTMessage(mid=1, topic=b"cy/P1/heartbeat")
        message.retain, message.payload = retained, b"{}"
        line._on_message(line.client, None, message)
    gateway.keeper._beats_since -= 1
    for packet in [*gateway.keeper.gather(), *gateway.keeper.gather_beats()]:
        kept.append(packet.messages[0].retained)
    assert sorted(kept) == [False, True]


def connected(port: int) -> socket.socket:
    """A client of a few bytes that asks no library what it may say (MQTT 3.1.1, 3.1 and 3.3)."""
    line = socket.create_connection(("127.0.0.1", port))
    payload = struct.pack("!H", 4) + b"MQTT\x04\x02\x00\x3c" + struct.pack("!H", 4) + b"evil"
    line.sendall(b"\x10" + bytes([len(payload)]) + payload)
    line.recv(4)
    return line


def test_a_wildcard_in_a_topic_does_not_stop_the_others(committed, broker):
    install("P1")
    with gateway_on(broker.url):
        for topic in (b"cy/a+b/alarm", b"cy/#/alarm", b"cy/\xff\xfe/alarm", b"cy/a\x00b/alarm"):
            with connected(broker.port) as line:
                body = struct.pack("!H", len(topic)) + topic + b'{"event":"x","kind":"sos"}'
                line.sendall(b"\x30" + bytes([len(body)]) + body)
        device = PressingDevice("P1", broker.url)
        device.press("sos")
        assert device.wait_answer(15)
        device.close()
    with enter(system_scope("test")):
        wait_until(Incident.objects.filter(person__isnull=False).exists)
