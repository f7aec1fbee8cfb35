"""One transaction for a batch: a message that cannot be handled never stops the others."""

import json
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from chongyang.emergency.models import Incident, Origin
from chongyang.gateway.receive import Answer, Message, receive_batch
from chongyang.telecare.models import Frame, Signal
from tests.gateway.conftest import install

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def press(serial, event, kind="sos", channel="alarm"):
    body = json.dumps({"event": event, "kind": kind, "at": NOW.isoformat()}).encode()
    return Message(f"cy/{serial}/{channel}", body, NOW)


def test_fifty_identical_frames_are_one_signal_and_one_incident(db):
    install("P1")
    answers = receive_batch([press("P1", "e")] * 50)
    assert (Frame.objects.count(), Signal.objects.count(), Incident.objects.count()) == (50, 1, 1)
    assert answers == [Answer("P1", "e")] * 50


def test_two_presses_of_one_person_are_one_open_incident_with_two_origins(db):
    device = install("P1")
    receive_batch([press("P1", "e"), press("P1", "f")])
    incident = Incident.objects.get()
    assert (incident.person, incident.device, incident.kind) == (device.person, device.id, "sos")
    assert Origin.objects.filter(incident=incident).count() == 2


def test_bad_input_on_the_alarm_channel_opens_incidents_and_is_answered(db):
    install("P1")
    late = json.dumps({"event": "late", "kind": "gas", "at": "2026-05-03T08:30:15+00:00"}).encode()
    messages = [
        Message("cy/P1/alarm", b"{torn", NOW),
        press("NOBODY", "n"),
        press("P1", "odd", kind="quake"),
        Message("cy/P1/alarm", late, NOW),
        Message("cy/P1/mood", b"{}", NOW),
        Message("cy/P1/heartbeat", b"{}", NOW),
    ]
    answers = receive_batch(messages)
    assert answers == [Answer("P1", None), Answer("NOBODY", "n"), Answer("P1", "odd"), Answer("P1", "late")]
    opened = sorted(Incident.objects.values_list("kind", "subject_key"))
    assert [kind for kind, _ in opened] == ["gas", "sos", "unknown_alarm"]
    assert ("sos", "device:NOBODY") in opened


def test_a_test_is_answered_and_opens_nothing(db):
    install("P1")
    assert receive_batch([press("P1", "t", channel="test")]) == [Answer("P1", "t")]
    assert not Incident.objects.exists()


def test_a_message_that_fails_is_kept_and_still_opens_an_incident(db):
    from chongyang.emergency import operations as emergency

    def failing(**report):
        if report["kind"] == "sos":
            raise ValueError("holds a name")
        return emergency.receive(**report)

    answers = receive_batch([press("P1", "e"), press("P2", "f", kind="fall")], failing)
    assert answers == [Answer("P1", "e"), Answer("P2", "f")]
    assert sorted(Incident.objects.values_list("kind", flat=True)) == ["fall", "unknown_alarm"]
    assert Frame.objects.get(verdict="rejected").reason == "处理出错：ValueError"
    assert not Signal.objects.filter(serial="P1").exists()


def test_a_message_that_fails_altogether_is_kept_and_not_answered(db, caplog):
    def failing(**report):
        if report["subject_key"] == "device:P1":
            raise ValueError("holds a name")

    assert receive_batch([press("P1", "e"), press("P2", "f")], failing) == [Answer("P2", "f")]
    assert Frame.objects.filter(serial="P1", verdict="rejected").count() == 1
    assert "holds a name" not in caplog.text
    assert "P1" not in caplog.text


def test_a_message_that_failed_once_is_a_signal_when_the_device_repeats_it(db):
    seen = []

    def failing_once(**report):
        seen.append(report)
        if len(seen) <= 2:
            raise ValueError

    assert receive_batch([press("P1", "e")], failing_once) == []
    assert receive_batch([press("P1", "e")], failing_once) == [Answer("P1", "e")]
    assert Signal.objects.filter(serial="P1").count() == 1


def test_nothing_of_a_batch_is_kept_when_the_database_goes_away(db):
    def away(**report):
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        receive_batch([press("P1", "e")], away)
    assert not Frame.objects.exists()
