"""One transaction for a batch: a message that cannot be handled never stops the others."""

import json
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import NotSupportedError, OperationalError, connection

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident, Origin
from chongyang.gateway import receive
from chongyang.gateway.protocols.contrib.jtt808 import Jtt808
from chongyang.gateway.protocols.contrib.sos_watch import SosWatch
from chongyang.gateway.receive import Answer, Message, receive_batch
from chongyang.telecare.models import Device, DeviceModel, Frame, Signal
from chongyang.telecare.rules import frames
from tests.conftest import owner_dsn
from tests.gateway.conftest import install
from tests.gateway.protocols import test_jtt808, test_sos_watch

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)


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
        return emergency.receive_entered(**report)

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


def test_a_body_that_names_another_device_is_an_alarm_of_its_topic_and_elsewhere_refused(db):
    device = install("P1")
    install("P2")
    body = json.dumps({"event": "e", "kind": "sos", "serial": "P2"}).encode()
    receive_batch([Message("cy/P1/alarm", body, NOW), Message("cy/P1/heartbeat", body, NOW)])
    assert Signal.objects.get().note.startswith(frames.OTHER_SERIAL)
    assert Incident.objects.get().person == device.person
    assert Frame.objects.get(verdict="rejected").reason == frames.OTHER_SERIAL


@pytest.mark.parametrize(
    ("make", "serial", "model", "codes", "kind"),
    [
        (lambda: (SosWatch(), watch_says("00800000")), "watch:8800000015", "w", {"23": "gas"}, "gas"),
        (lambda: (SosWatch(), watch_says("00010000")), "watch:8800000015", "w", {"16": "test"}, "sos"),
        (lambda: (Jtt808(), terminal_says(1 << 3)), "808:13912344329", "t", {"03": "fall"}, "fall"),
        (lambda: (Jtt808(), terminal_says(1 << 3)), "808:13912344329", "t", {}, "unknown_alarm"),
    ],
)
def test_a_vendor_s_alarm_bit_is_read_through_the_catalogue_over_tcp_too(
    db, make, serial, model, codes, kind
):
    DeviceModel.objects.create(
        code=model, vendor="v", name="n", kind="watch", heartbeat_seconds=60, alarm_codes=codes
    )
    device = install(serial)
    Device.objects.filter(id=device.id).update(model=model)
    protocol, frame = make()
    messages = [Message("tcp/x/y", frame, NOW, told=reading) for reading in protocol.read(frame, NOW)]
    receive_batch(messages)
    assert Signal.objects.get().kind == kind
    assert frames.NOT_READ not in Signal.objects.get().note


def watch_says(status):
    return test_sos_watch.position(status=status)


def terminal_says(flags):
    return test_jtt808.computed(0x0200, test_jtt808.location(flags=flags))


def test_a_press_never_waits_for_a_job_that_holds_its_device(committed):
    install("P1")
    with psycopg.connect(**owner_dsn()) as job:
        job.execute("SELECT 1 FROM telecare_device FOR NO KEY UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '3s'")
        try:
            assert receive_batch([press("P1", "e")]) == [Answer("P1", "e")]
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
    with enter(system_scope("test")):
        assert Signal.objects.get().person is not None


def test_a_statement_prepared_before_a_migration_is_planned_anew(monkeypatch):
    """The connection is given up and the messages are tried again, as when the database was away."""

    class Connection:
        connection = object()

        def close(self):
            self.connection = None

    monkeypatch.setattr(receive, "connection", Connection())
    with pytest.raises(OperationalError):
        receive._raise_if_away(NotSupportedError("cached plan must not change result type"))
