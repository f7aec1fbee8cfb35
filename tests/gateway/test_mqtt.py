"""From the device over a real broker into the database and back: nothing is lost between machines."""

import json
import signal
import time

import pytest
from django.db import OperationalError
from paho.mqtt.client import MQTTMessage

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident
from chongyang.gateway import keeping, mqtt
from chongyang.gateway.receive import Answer, Message
from chongyang.telecare.models import Device, FollowUp, Frame, FramePack, Signal
from chongyang.telecare.rules.packing import unpack
from chongyang.workshop import simulator
from chongyang.workshop.devices import PressingDevice
from tests.gateway.conftest import (
    NOW,
    PATIENCE,
    Process,
    database_url,
    fleet_on,
    gateway_on,
    install,
    wait_until,
)

DYING = """
import os, pathlib, signal, django
django.setup()
from chongyang.gateway import mqtt
class Dying(mqtt.Line):
    def __init__(self, url, name, topics, receive):
        super().__init__(url, name, topics, receive)
        if topics == mqtt.ALARMS:
            self.client.on_subscribe = lambda *_: pathlib.Path({ready!r}).touch()
    def acknowledge(self, message):
        os.kill(os.getpid(), signal.SIGKILL)
mqtt.Line = Dying
mqtt.Gateway({url!r}).run()
"""


def counts():
    with enter(system_scope("test")):
        return Frame.objects.count(), Signal.objects.count(), Incident.objects.count()


def verdicts():
    with enter(system_scope("test")):
        return sorted(Frame.objects.values_list("verdict", flat=True))


def test_a_press_is_answered(committed, broker):
    install("P1")
    with gateway_on(broker.url):
        device = PressingDevice("P1", broker.url)
        device.press("fall", lon=113.66, lat=34.75)
        assert device.wait_answer(PATIENCE)
        device.close()
    with enter(system_scope("test")):
        incident = Incident.objects.get()
    assert (incident.kind, incident.longitude, incident.state) == ("fall", 113.66, "open")


def test_a_burst_of_fifty_identical_frames_is_one_incident(committed, broker):
    install("P1")
    body = json.dumps({"event": "burst", "kind": "sos"})
    with gateway_on(broker.url), fleet_on(broker.url) as fleet:
        for _ in range(50):
            fleet._client.publish("cy/P1/alarm", body, qos=1)
        wait_until(lambda: counts()[0] + packed() == 50)
    assert counts()[1:] == (1, 1)


def test_bad_input_is_kept_and_answered_over_the_wire(committed, embedded):
    install("P1")
    with gateway_on(embedded.url), fleet_on(embedded.url) as fleet:
        fleet._client.publish("cy/P1/alarm", b"\xff{no json", qos=1)
        fleet._client.publish("cy/P1/heartbeat", b"torn", qos=1)
        events = [
            fleet.press("P1", "quake"),
            fleet.press("P1", "smoke", at="2001-01-01T00:00:00"),
            fleet.press("NOBODY", "sos"),
            fleet.press("P1", channel="test"),
        ]
        assert all(fleet.wait_answer(event, PATIENCE) for event in events)
        wait_until(lambda: counts()[0] == 6)
    assert verdicts() == ["rejected", *["signal"] * 5]
    assert counts()[2] == 3  # the torn and the unknown kind are one subject and one kind


def test_what_was_sent_while_the_gateway_was_away_is_received(committed, broker):
    install("P1")
    with gateway_on(broker.url):
        pass
    with fleet_on(broker.url) as fleet:
        event = fleet.press("P1")
        time.sleep(1.5)  # the embedded broker looks for sessions to drop every second
        with gateway_on(broker.url):
            wait_until(lambda: not fleet.unanswered)
    assert (fleet.repeated, event not in fleet._open) == (0, True)
    assert counts() == (1, 1, 1)


@pytest.mark.slow
def test_a_broker_that_dies_is_found_again_and_the_device_repeats(committed, embedded):
    install("P1")
    with gateway_on(embedded.url), fleet_on(embedded.url) as fleet:
        embedded.process.end(signal.SIGKILL)
        event = fleet.press("P1")
        embedded.start()
        assert fleet.wait_answer(event, PATIENCE)
    assert counts()[1:] == (1, 1)


@pytest.mark.slow
def test_a_gateway_killed_between_commit_and_acknowledgement_receives_it_again(committed, broker, tmp_path):
    install("P1")
    ready = tmp_path / "ready"
    script = DYING.format(url=broker.url, ready=str(ready))
    dying = Process("-c", script, DATABASE_URL=database_url())
    with fleet_on(broker.url) as fleet:
        wait_until(ready.exists)
        event = fleet.press("P1")
        assert dying.running.wait(PATIENCE) == -signal.SIGKILL
        assert counts() == (1, 1, 1)
        assert fleet.unanswered == 1
        with gateway_on(broker.url):
            if broker.kind == "mosquitto":
                wait_until(lambda: counts()[0] == 2)  # the broker itself sends it again
            assert fleet.wait_answer(event, PATIENCE)
    assert counts()[1:] == (1, 1)
    assert set(verdicts()) == {"signal", "repeated"}


@pytest.mark.slow
def test_the_commands_work_and_end_at_sigterm(committed, embedded):
    install("P1")
    with enter(system_scope("test")):
        Device.objects.update(state="in_use")
    gateway = Process("gateway_mqtt", "--url", embedded.url, DATABASE_URL=database_url())
    played = simulator.play(
        url=embedded.url, serials=["P1"], presses_per_minute=600, beats_per_minute=600, seconds=2, seed=1
    )
    assert simulator.serials_in_use() == ["P1"]
    assert (played.pressed, played.unanswered) == (played.answered, 0)
    assert gateway.end() == 0
    assert embedded.process.end() == 0
    assert counts()[1] == played.pressed > 0


def arrived(gateway, topic, number=1, body=b"{}", retain=False):
    """A message as the library hands it over, on the line that it came on."""
    line = gateway.lines[not topic.endswith(mqtt.NOT_FOR_BEATS)]
    received = MQTTMessage(number, topic.encode())
    received.payload, received.retain = body, retain
    line._on_message(line.client, None, received)


def topics(packets):
    return [packet.messages[0].topic for packet in packets]


def test_an_acknowledgement_of_an_earlier_connection_is_not_sent(monkeypatch):
    line = mqtt.Gateway("mqtt://127.0.0.1:1").lines[0]
    sent = []
    monkeypatch.setattr(line.client, "ack", lambda *words: sent.append(words))
    line.session = 2
    line.acknowledge(Message("", b"", NOW, (1, 7, 1)))
    line.acknowledge(Message("", b"", NOW, (2, 8, 1)))
    assert sent == [(8, 1)]


def test_presses_go_first_in_batches_that_are_soon_committed_and_signs_of_life_wait_for_company():
    gateway = mqtt.Gateway("mqtt://127.0.0.1:1")
    for number in range(15):
        for channel in ("heartbeat", "alarm", "mood"):
            arrived(gateway, f"cy/P{number}/{channel}", number)
    keeper = gateway.keeper
    assert topics(keeper.gather()) == [f"cy/P{number}/alarm" for number in range(10)]
    second = topics(keeper.gather())
    assert second[:5] == [f"cy/P{number}/alarm" for number in range(10, 15)]
    assert second[5:] == [f"cy/P{number}/mood" for number in range(15)]
    assert keeper.gather() == keeper.gather_beats() == []
    keeper._beats_since -= 1
    assert topics(keeper.gather_beats()) == [f"cy/P{number}/heartbeat" for number in range(15)]


def test_what_a_device_repeats_while_it_waits_is_one_press_with_its_answer_and_every_frame_kept(db):
    install("P1")
    gateway, done = mqtt.Gateway("mqtt://127.0.0.1:1"), []
    body = b'{"event": "e", "kind": "sos"}'
    for number in range(5):
        message = Message("cy/P1/alarm", body, NOW)
        gateway.keeper.put(keeping.Packet((message,), lambda kept, n=number: done.append((n, kept.answers))))
    gateway.keeper._handle(gateway.keeper.gather())
    assert done == [(0, (Answer("P1", "e"),))]
    gateway.keeper._beats_since -= 1
    gateway.keeper._handle_beats(gateway.keeper.gather_beats())
    assert [answers for _, answers in done] == [(Answer("P1", "e"),)] * 5
    assert (Frame.objects.count(), Signal.objects.count(), FramePack.objects.get().count) == (1, 1, 4)
    gateway.keeper.put(keeping.Packet((Message("cy/P1/alarm", body, NOW),), lambda kept: done.append(kept)))
    assert len(gateway.keeper.gather()) == 1  # what comes later is handled by itself, and found as repeated


def test_signs_of_life_have_their_turn_even_in_a_storm_of_alarms():
    gateway = mqtt.Gateway("mqtt://127.0.0.1:1")
    arrived(gateway, "cy/P1/heartbeat")
    arrived(gateway, "cy/P1/alarm")
    gateway.keeper._beats_since -= 1
    assert gateway.keeper.gather_beats() == []
    gateway.keeper._beats_since -= 10
    assert len(gateway.keeper.gather_beats()) == 1


def test_what_comes_over_the_wildcard_too_is_acknowledged_and_left(monkeypatch):
    gateway = mqtt.Gateway("mqtt://127.0.0.1:1")
    line, sent = gateway.lines[1], []
    monkeypatch.setattr(line.client, "ack", lambda *words: sent.append(words))
    for channel in ("alarm", "test", "answer"):
        line._on_message(line.client, None, MQTTMessage(1, f"cy/P1/{channel}".encode()))
    assert len(sent) == 3
    assert gateway.keeper.gather() == []


def test_a_gateway_told_to_stop_while_the_database_is_away_acknowledges_nothing(monkeypatch):
    gateway = mqtt.Gateway("mqtt://127.0.0.1:1")
    sent = []

    def away(batch, opener):
        gateway.stop()
        raise OperationalError

    monkeypatch.setattr(keeping, "receive_each", away)
    monkeypatch.setattr(gateway.lines[0].client, "ack", lambda *words: sent.append(words))
    arrived(gateway, "cy/P1/alarm")
    gateway.keeper._handle(gateway.keeper.gather())
    assert sent == []


def test_a_thousand_signs_of_life_are_a_few_packs_and_every_byte_is_kept(committed, broker):
    install("P1")
    with gateway_on(broker.url), fleet_on(broker.url) as fleet:
        for number in range(1000):
            topic = f"cy/{'P1' if number % 2 else 'NOBODY'}/heartbeat"
            fleet._client.publish(topic, json.dumps({"battery": number % 100}), qos=1)
        wait_until(lambda: packed() == 1000)
    with enter(system_scope("test")):
        rows = list(FramePack.objects.order_by("id"))
        assert Device.objects.get(serial="P1").battery_percent is not None
    assert len(rows) < 20
    bodies = {frame.body for row in rows for frame in unpack(bytes(row.body), row.received_from)}
    assert len(bodies) == 100


@pytest.mark.slow
def test_ten_thousand_frames_of_one_device_over_mqtt_hurt_no_other_and_ask_for_its_repair_once(
    committed, mosquitto
):
    install("P1")
    install("P2")
    with gateway_on(mosquitto.url), fleet_on(mosquitto.url) as flood, fleet_on(mosquitto.url) as other:
        for number in range(10_000):
            body = json.dumps({"event": str(number), "kind": "sos"})
            flood._client.publish("cy/P1/alarm", body, qos=1)
        assert other.wait_answer(other.press("P2", "fall"), PATIENCE)
        wait_until(lambda: counts()[0] + packed() >= 10_001, 2 * PATIENCE)
    assert 120 <= counts()[1] < 1_000
    assert counts()[2] == 2
    with enter(system_scope("test")):
        assert Device.objects.get(serial="P1").flooded_at is not None
        assert list(FollowUp.objects.values_list("kind", "closed_at")) == [("noisy", None)]


def packed():
    with enter(system_scope("test")):
        return sum(FramePack.objects.values_list("count", flat=True))
