"""Whatever a device sends on the alarm channel is an alarm."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.rules import frames

NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)


def alarm(**said):
    body = {"event": "e-1", "kind": "sos", "at": NOW.isoformat(), **said}
    return frames.read("cy/P1/alarm", json.dumps(body).encode(), NOW)


def test_a_good_press_is_read_whole():
    reading = alarm(battery=81, lon=113.66, lat=34.75, at=(NOW - timedelta(seconds=3)).timestamp())
    assert (reading.kind, reading.event_key, reading.battery_percent) == (SignalKind.SOS, "e-1", 81)
    assert (reading.longitude, reading.latitude) == (113.66, 34.75)
    assert reading.pressed_at == NOW - timedelta(seconds=3)
    assert (reading.note, reading.is_clock_wrong) == ("", False)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", frames.EMPTY),
        (b"  ", frames.EMPTY),
        (b'{"event": "e-1", "kin', frames.NO_JSON),
        (b"\xff\xfe\x00", frames.NO_JSON),
        (b"[" * 4000, frames.NO_JSON),
        (b"[1]", frames.NO_OBJECT),
        (b"NaN", frames.NO_OBJECT),
        (b'{"kind": "sos"}', frames.NO_EVENT),
        (b'{"event": true, "kind": "sos"}', frames.NO_EVENT),
        (b'{"event": "e"}', frames.NO_KIND),
        (b'{"event": "e", "kind": "quake"}', frames.UNKNOWN_KIND),
        (b'{"event": "e", "kind": "test"}', frames.UNKNOWN_KIND),
        (b'{"event": "' + b"x" * 5000 + b'"}', frames.TOO_LONG),
    ],
)
def test_an_unreadable_body_is_an_alarm_with_its_reason(body, reason):
    reading = frames.read("cy/P1/alarm", body, NOW)
    assert reading.verdict == Verdict.SIGNAL
    assert reading.kind in frames.ALARMS
    assert reading.event_key
    assert reason in reading.notes


def test_a_body_without_event_is_one_press_within_a_minute():
    first = frames.read("cy/P1/alarm", b"torn", NOW)
    again = frames.read("cy/P1/alarm", b"torn", NOW + timedelta(seconds=30))
    later = frames.read("cy/P1/alarm", b"torn", NOW + timedelta(seconds=60))
    assert first.event_key == again.event_key != later.event_key


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=-1), timedelta(hours=-13)])
def test_a_wrong_clock_keeps_the_alarm_and_counts_from_its_receipt(wrong):
    reading = alarm(at=(NOW + wrong).isoformat())
    assert (reading.kind, reading.pressed_at, reading.is_clock_wrong) == (SignalKind.SOS, NOW, True)
    assert frames.WRONG_CLOCK in reading.notes


@pytest.mark.parametrize("word", [None, "", "yesterday", True, [], 1e300, float("inf"), 10**400])
def test_no_clock(word):
    reading = alarm(at=word)
    assert (reading.pressed_at, reading.is_clock_wrong) == (NOW, True)


def test_clocks_are_read_in_every_customary_form():
    assert alarm(at="2026-05-04T16:30:00").pressed_at == NOW.replace(second=0)
    assert alarm(at=int(NOW.timestamp() * 1000)).pressed_at == NOW
    assert alarm(at=(NOW + timedelta(minutes=4)).isoformat()).pressed_at == NOW


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (500, 34), ("a", 34), (113.6, None), (float("nan"), 34), (34, 113)]
)
def test_an_absurd_position_is_dropped_and_said(lon, lat):
    reading = alarm(lon=lon, lat=lat)
    assert (reading.longitude, reading.latitude) == (None, None)
    assert frames.NO_PLACE in reading.notes


@pytest.mark.parametrize(
    ("topic", "body", "reason"),
    [
        ("cy/P1/heartbeat", b"no", frames.NO_JSON),
        ("cy/P1/test", b"{}", frames.NO_EVENT),
        ("cy/P1/mood", b"{}", frames.NO_CHANNEL),
        ("cy/P1", b"{}", frames.NO_TOPIC),
        ("cy//alarm", b"{}", frames.NO_TOPIC),
        ("x/P1/alarm", b"{}", frames.NO_TOPIC),
    ],
)
def test_other_channels_explain_a_rejection(topic, body, reason):
    reading = frames.read(topic, body, NOW)
    assert (reading.verdict, reading.notes) == (Verdict.REJECTED, (reason,))


def test_heartbeat_and_test():
    assert frames.read("cy/P1/heartbeat", b'{"battery": 55.4}', NOW).battery_percent == 55
    assert frames.read("cy/P1/test", b'{"event": 7}', NOW).kind == SignalKind.TEST


def test_two_long_serials_stay_two():
    first, second = (frames.read(f"cy/{'S' * 60}{end}/alarm", b"{}", NOW).serial for end in "ab")
    assert first != second
    assert len(first) == frames.SERIAL_LIMIT


words = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2),
)


@given(
    st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(["event", "kind", "at", "battery", "lon", "lat"]), words).map(
        lambda said: json.dumps(said).encode()
    )
)
def test_nothing_on_the_alarm_channel_is_ever_lost(body):
    reading = frames.read("cy/P1/alarm", body, NOW)
    assert reading.verdict == Verdict.SIGNAL
    assert reading.kind in frames.ALARMS
    assert 0 < len(reading.event_key) <= 64
    assert reading.event_key.isascii()
    assert "\x00" not in reading.event_key
    assert reading.pressed_at is not None
    assert reading.pressed_at <= NOW


@given(st.text(max_size=300), st.binary(max_size=64))
def test_no_topic_and_no_bytes_raise(topic, body):
    for name in (topic, f"cy/{topic}/alarm", f"cy/P1/{topic}"):
        reading = frames.read(name, body, NOW)
        assert len(reading.serial) <= frames.SERIAL_LIMIT
        (reading.serial + reading.note).encode()
