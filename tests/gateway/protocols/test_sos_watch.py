"""Watches, by published frames. TRACCAR: traccar/traccar, WatchProtocolDecoderTest; `computed`: made here."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.gateway.protocols import base
from chongyang.gateway.protocols.contrib import sos_watch
from chongyang.gateway.protocols.contrib.sos_watch import SosWatch
from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.rules import frames

WATCH = SosWatch()
NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)

TRACCAR_SOS = (
    b"[3G*8809008845*00C0*AL,271219,094744,V,00.000000,N, 0.0000000,E,0.00,0.0,0.0,0,100,81,0,0,00010000,7,0,"
    b"460,0,9336,3981,141,9336,3912,141,9336,3982,140,9765,4233,134,9765,4071,134,9765,4321,134,9336,4353,132,0,0.0]"
)
TRACCAR_FALL = (
    b"[3G*8308373902*0080*AL,230817,095346,A,47.083950,N,15.4821850,E,7.60,273.8,0.0,4,15,44,0,0,00200010,2,255,232,1,"
    b"7605,42530,118,7605,58036,119,0,65.8]"
)
TRACCAR_OFF_WRIST = (
    b"[ZJ*014111001332708*0075*0064*AL,040418,052156,A,22.536207,N,113.938673,E,0,0,0,5,100,82,1000,50,00100000,1,255,"
    b"460,0,9340,3663,35]"
)
TRACCAR_UD2 = (
    b"[3G*9031853319*004E*UD2,220322,055105,A,22.761162,N,114.360192,E,0,0,47,14,100,64,0,0,00000008,0,0]"
)
TRACCAR_LOW_BATTERY = (
    b"[SG*8800000015*0087*AL,220414,134652,A,22.571707,N,113.8613968,E,0.1,0.0,100,7,60,90,1000,50,0001,4,1,460,0,"
    b"9360,4082,131,9360,4092,148,9360,4091,143,9360,4153,141]"
)
TRACCAR_LK = b"[3G*4700186508*000B*LK,0,10,100]"
TRACCAR_SHORT_LK = b"[SG*8800000015*0002*LK]"
TRACCAR_TKQ = b"[3G*8800000015*0003*TKQ]"
TRACCAR_HEART = b"[3G*6005412902*0008*heart,71]"
PUBLISHED = [
    TRACCAR_SOS,
    TRACCAR_FALL,
    TRACCAR_OFF_WRIST,
    TRACCAR_UD2,
    TRACCAR_LOW_BATTERY,
    TRACCAR_LK,
    TRACCAR_SHORT_LK,
    TRACCAR_TKQ,
    TRACCAR_HEART,
]


def computed(content, watch="8800000015"):
    return f"[3G*{watch}*{len(content):04X}*{content}]".encode()


def position(command="AL", status="00010000", at="040526,083010", place="A,34.750000,N,113.660000,E"):
    return computed(f"{command},{at},{place},0.1,0.0,100,7,60,90,1000,50,{status},0,0")


def read(frame, at=NOW):
    (reading,) = WATCH.read(frame, at)
    return reading


def test_a_published_press_is_an_alarm_of_its_watch_at_its_time():
    moment = datetime(2019, 12, 27, 9, 47, 44, tzinfo=UTC)
    reading = read(TRACCAR_SOS, moment + timedelta(seconds=4))
    assert (reading.serial, reading.verdict, reading.kind) == (
        "watch:8809008845",
        Verdict.SIGNAL,
        SignalKind.SOS,
    )
    assert (reading.pressed_at, reading.battery_percent, reading.longitude) == (moment, 81, None)
    assert reading.note == ""


def test_a_published_fall_abroad_is_a_fall_without_a_place():
    reading = read(TRACCAR_FALL, datetime(2017, 8, 23, 9, 53, 50, tzinfo=UTC))
    assert (reading.kind, reading.longitude, reading.notes) == (SignalKind.FALL, None, (frames.NO_PLACE,))


@pytest.mark.parametrize(
    ("frame", "word", "battery"),
    [
        (TRACCAR_OFF_WRIST, sos_watch.OFF_WRIST, 82),
        (position(status="00020000"), sos_watch.LOW_BATTERY, 90),
    ],
)
def test_what_is_told_but_asks_for_no_help_is_kept_with_its_word(frame, word, battery):
    reading = read(frame)
    assert (reading.verdict, reading.note) == (Verdict.HEARTBEAT, word)
    assert reading.battery_percent == battery


@pytest.mark.parametrize(
    ("frame", "battery"),
    [
        (TRACCAR_LK, 100),
        (TRACCAR_SHORT_LK, None),
        (TRACCAR_TKQ, None),
        (TRACCAR_HEART, None),
        (TRACCAR_UD2, 64),
    ],
)
def test_published_signs_of_life(frame, battery):
    reading = read(frame)
    assert (reading.verdict, reading.battery_percent, reading.note) == (Verdict.HEARTBEAT, battery, "")


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        (TRACCAR_LK, b"[3G*4700186508*0002*LK]"),
        (TRACCAR_SHORT_LK, b"[SG*8800000015*0002*LK]"),
        (TRACCAR_SOS, b"[3G*8809008845*0002*AL]"),
        (TRACCAR_OFF_WRIST, b"[ZJ*014111001332708*0075*0002*AL]"),
        (TRACCAR_TKQ, b"[3G*8800000015*0003*TKQ]"),
        (computed("CONFIG,TY:G36"), b"[3G*8800000015*0008*CONFIG,1]"),
        (TRACCAR_UD2, None),
        (computed("WHO,1"), None),
        (b"[3G*", None),
    ],
)
def test_what_is_answered_and_only_once_it_is_kept(frame, reply):
    assert WATCH.reply(frame, kept=True) == reply
    assert WATCH.reply(frame, kept=False) is None


def test_a_computed_press_at_home_has_its_place():
    reading = read(position())
    assert (reading.longitude, reading.latitude, reading.is_clock_wrong) == (113.66, 34.75, False)


def test_shifted_coordinates_of_a_model_are_brought_home():
    (reading,) = SosWatch(is_gcj02=True).read(position(), NOW)
    assert 0.004 < abs(reading.longitude - 113.66) < 0.008
    assert 0.0005 < abs(reading.latitude - 34.75) < 0.003


@pytest.mark.parametrize(
    ("frame", "kind", "word"),
    [
        (position(status="00040000"), SignalKind.UNKNOWN_ALARM, base.FENCE),
        (position(status="00000000"), SignalKind.UNKNOWN_ALARM, base.NOT_READ),
        (position(status="80000000"), SignalKind.UNKNOWN_ALARM, base.NOT_READ),
        (position(status="00410001"), SignalKind.SOS, ""),
        (position("UD", status="00010000"), SignalKind.SOS, ""),
        (position("ALCUSTOMER1", status="00400000"), SignalKind.FALL, ""),
        (position(place="V,,,,"), SignalKind.SOS, ""),
        (position(at="040525,083010"), SignalKind.SOS, frames.WRONG_CLOCK),
        (position(at="999999,999999"), SignalKind.SOS, frames.NO_CLOCK),
        (TRACCAR_LOW_BATTERY, SignalKind.UNKNOWN_ALARM, base.WRONG_LENGTH),  # published with a wrong length
        (computed("AL"), SignalKind.UNKNOWN_ALARM, base.NOT_READ),
        (computed("AL,,,,,"), SignalKind.UNKNOWN_ALARM, base.NOT_READ),
        (b"[3G*8800000015*0FFF*AL,0405]", SignalKind.UNKNOWN_ALARM, base.WRONG_LENGTH),
        (b"[3G*8800000015*0087*AL,220414,1346", SignalKind.UNKNOWN_ALARM, base.TORN),
        (b"[3G*8800000015*AL,220414,134652]", SignalKind.UNKNOWN_ALARM, base.TORN),
        (b"15*00*AL]", SignalKind.UNKNOWN_ALARM, base.NO_SERIAL),
        (b"\xff\xfe*AL\x00", SignalKind.UNKNOWN_ALARM, base.NOT_READ),
    ],
)
def test_an_alarm_is_one_whatever_is_wrong_with_it(frame, kind, word):
    reading = read(frame)
    assert (reading.verdict, reading.kind, reading.channel) == (Verdict.SIGNAL, kind, "alarm")
    assert reading.serial
    assert reading.event_key
    assert word in (*reading.notes, "")


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"[3G*8800000015*0005*LK]", base.WRONG_LENGTH),
        (b"[3G*8800000015*0087*UD,220414,134652]", base.WRONG_LENGTH),
        (b"[3G*8800000015*00", base.TORN),
        (computed("UD,220414"), base.TORN),
        (computed("WHO,1"), base.UNKNOWN_COMMAND),
        (b"GET / HTTP/1.1\r\n\r\n", base.UNKNOWN_COMMAND),
    ],
)
def test_anything_else_that_is_wrong_is_a_rejection_with_its_reason(frame, reason):
    reading = read(frame)
    assert (reading.verdict, reading.note) == (Verdict.REJECTED, reason)


def test_a_repetition_is_the_same_press_and_a_clock_that_stands_still_hides_no_later_one():
    assert read(position()).event_key == read(position(), NOW + timedelta(minutes=3)).event_key
    still = position(at="010100,000000")
    assert read(still).event_key != read(still, NOW + timedelta(minutes=1)).event_key


def test_frames_in_one_packet_torn_over_packets_and_between_noise():
    stream = TRACCAR_LK + b"\r\n" + TRACCAR_TKQ + b"noise" + TRACCAR_SOS[:40] + TRACCAR_SOS + b"[3G*88"
    found, rest = WATCH.split(stream)
    assert found == [TRACCAR_LK, TRACCAR_TKQ, b"noise", TRACCAR_SOS[:40], TRACCAR_SOS]
    assert rest == b"[3G*88"
    assert [WATCH.read(frame, NOW)[0].verdict for frame in found] == [
        Verdict.HEARTBEAT,
        Verdict.HEARTBEAT,
        Verdict.REJECTED,
        Verdict.SIGNAL,
        Verdict.SIGNAL,
    ]


@given(st.lists(st.sampled_from(PUBLISHED), max_size=6), st.lists(st.integers(1, 60), max_size=60))
def test_however_a_stream_is_cut_the_frames_are_the_same(sent, cuts):
    stream, found, rest = b"".join(sent), [], b""
    for cut in [*cuts, len(stream)]:
        more, rest = WATCH.split(rest + stream[:cut])
        found, stream = found + more, stream[cut:]
    assert (found, rest) == (sent, b"")


@given(st.one_of(st.binary(max_size=300), st.text("[]*AL,UD0123456789GFNE.", max_size=300).map(str.encode)))
def test_nothing_raises_and_no_byte_is_lost(data):
    found, rest = WATCH.split(data)
    assert b"".join(b"".join([*found, rest]).split()) == b"".join(data.split())
    for frame in [*found, rest, data]:
        assert WATCH.read(frame, NOW)
        WATCH.reply(frame, kept=True)


@given(st.data())
def test_no_broken_press_is_taken_for_less_than_an_alarm(data):
    frame = position()
    at = data.draw(st.integers(frame.index(b"AL") + 2, len(frame)))
    assert read(frame[:at]).verdict == Verdict.SIGNAL
    junk = data.draw(st.binary(max_size=20)).replace(b"]", b"").replace(b"[", b"")
    assert read(frame[:at] + junk + frame[at:]).verdict == Verdict.SIGNAL
