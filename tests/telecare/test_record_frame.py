"""A frame is kept as it came; a press is one signal however often it is repeated."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.models import Frame, Signal
from chongyang.telecare.operations.frames import UNKNOWN_DEVICE

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
AREA = 410105001001
PRESS = json.dumps({"event": "e-1", "kind": "sos", "at": NOW.isoformat(), "battery": 40}).encode()
ALL = system_scope("test")

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(db):
    return install("P1", uuid4())


def install(serial, person, **more):
    return operations.install_device(
        serial=serial,
        kind=DeviceKind.PENDANT,
        person=person,
        area=AREA,
        installed_on=NOW.date(),
        by=SYSTEM,
        now=NOW,
        **more,
    )


def record(topic, body, now=NOW):
    return operations.record_frame(topic=topic, body=body, by=Actor(kind="device", label="P1"), now=now)


def test_a_press_is_a_signal_of_its_device_and_person(device):
    recorded = record("cy/P1/alarm", PRESS)
    signal = recorded.signal
    assert (signal.device_id, signal.person, signal.area) == (device.id, device.person, AREA)
    assert (signal.kind, signal.note, recorded.is_alarm) == ("sos", "", True)
    assert bytes(Frame.objects.get().body) == PRESS
    device.refresh_from_db()
    assert (device.battery_percent, device.last_seen_at, device.last_used_at) == (40, NOW, NOW)
    assert device.state == "in_use"


def test_a_repetition_is_a_frame_and_no_second_signal(device):
    first = record("cy/P1/alarm", PRESS)
    again = record("cy/P1/alarm", PRESS, NOW + timedelta(seconds=2))
    assert again.repeated
    assert again.signal == first.signal
    assert sorted(Frame.objects.values_list("verdict", flat=True)) == ["repeated", "signal"]
    assert Event.objects.filter(kind="telecare.signal.recorded").count() == 1


def test_the_event_holds_nothing_personal(device):
    record("cy/P1/alarm", PRESS)
    event = Event.objects.get(kind="telecare.signal.recorded")
    assert event.payload == {"kind": "sos", "known": True, "clock_wrong": False}
    assert event.actor_kind == "device"


def test_an_unknown_device_alarms_under_the_whole_city(db):
    signal = record("cy/NOBODY/alarm", PRESS).signal
    assert (signal.device, signal.person, signal.area) == (None, None, 410100000000)
    assert UNKNOWN_DEVICE in signal.note


@pytest.mark.parametrize("channel", ["heartbeat", "test"])
def test_an_unknown_device_is_explained_on_other_channels(db, channel):
    recorded = record(f"cy/NOBODY/{channel}", PRESS)
    assert recorded.signal is None
    assert (recorded.frame.verdict, recorded.frame.reason) == ("rejected", UNKNOWN_DEVICE)


def test_a_heartbeat_only_tells_that_the_device_lives(device):
    recorded = record("cy/P1/heartbeat", b'{"battery": 77}')
    device.refresh_from_db()
    assert (recorded.signal, recorded.frame.verdict) == (None, "heartbeat")
    assert (device.last_seen_at, device.last_used_at, device.battery_percent) == (NOW, None, 77)


def test_a_test_is_a_signal_and_no_alarm(device):
    recorded = record("cy/P1/test", b'{"event": "t"}')
    assert (recorded.signal.kind, recorded.is_alarm) == ("test", False)


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"{", b'{"event": "\\ud800", "kind": "\\u0000"}', b"x" * 9000]
)
def test_bytes_that_a_database_refuses_are_an_alarm_too(device, body):
    recorded = record("cy/P1/alarm", body)
    assert recorded.is_alarm
    assert Signal.objects.count() == 1
    assert bytes(Frame.objects.get().body) == body[:4096]


def test_a_returned_device_rings_without_its_former_person(device):
    operations.return_device(serial="P1", by=SYSTEM, now=NOW)
    signal = record("cy/P1/alarm", PRESS).signal
    assert (signal.person, signal.device_id, signal.area) == (None, device.id, AREA)


def test_a_device_is_in_one_home_at_a_time(device):
    with pytest.raises(operations.UnableToInstall, match="another home"):
        install("P1", uuid4())
    operations.return_device(serial="P1", by=SYSTEM, now=NOW)
    assert install("P1", uuid4()).state == "installed"
    with pytest.raises(operations.UnableToReturn):
        operations.return_device(serial="P2", by=SYSTEM, now=NOW)


@pytest.mark.parametrize("serial", ["", " ", "a/b", "a+", "陈", "x" * 41])
def test_a_serial_that_cannot_be_a_topic_is_refused(db, serial):
    with pytest.raises(operations.UnableToInstall, match="serial number"):
        install(serial, uuid4())


def test_reads_stay_inside_the_scope(device):
    record("cy/P1/alarm", PRESS)
    inside = Scope(intervals=(interval_of(410105),), actor=SYSTEM, role="operator")
    outside = Scope(intervals=(interval_of(410184),), actor=SYSTEM, role="operator")
    for scope, number in ((ALL, 1), (inside, 1), (outside, 0)):
        assert queries.count_signals(scope, since=NOW) == number
        assert queries.count_devices_in_use(scope) == number
        assert len(queries.list_serials_in_use(scope, 10)) == number
        assert len(queries.list_signals_of(scope, device.person)) == number
        assert queries.list_devices_of(scope, device.person).count() == number
        assert bool(queries.find_device(scope, "P1")) == bool(number)
        assert bool(queries.get_device(scope, device.id)) == bool(number)
        assert len(queries.list_silent_devices(scope, NOW + timedelta(days=1))) == number
    assert queries.count_frames(ALL, NOW) == {"signal": 1}
    assert queries.count_frames(inside, NOW) == {}
