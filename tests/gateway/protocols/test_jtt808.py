"""JT/T 808, by published frames. Sources: TRACCAR traccar/traccar, HuabaoProtocolDecoderTest.java; SMALLCHI
SmallChi/JT808, README.md; XTREAM makeclan/xtream-codec, codec-utils.ts (2019). COMPUTED: made here."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.gateway.protocols import base
from chongyang.gateway.protocols.contrib import jtt808
from chongyang.gateway.protocols.contrib.jtt808 import Jtt808
from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.rules import frames

TERMINAL = Jtt808()
NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
hexed = bytes.fromhex

SMALLCHI_SOS = hexed(
    "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E"
)
TRACCAR_LOCATION = hexed(
    "7E0200002A013833501744001900000000000000C201597FA806CC01580080000000081508180721210104000002F502020000030200009F7E"
)
TRACCAR_REGISTER = hexed(
    "7e0100002d0141305678720024002c012f373031313142534a2d41362d424400000000000000000000003035363738373201d4c14238383838386d7e"
)
TRACCAR_AUTHENTICATE = hexed("7E0102000E013511221122000661757468656E7469636174696F6E3F7E")
TRACCAR_HEARTBEAT = hexed("7e0002000004304832546500b7ca7e")
XTREAM_SOS_2019 = hexed(
    "7e02004026010000000001391234432900000000006f0000001601dc9a0707456246007b004200032501292233440202006401040000000c417e"
)
XTREAM_BATCH_2019 = hexed(
    "7e0704403f01000000000139123443290000000200001c000000010000000101d907f2073d336c029a00210059241029213903001c"
    "000000010000000101d907f3073d336d03090043005a241029213903f87e"
)
PUBLISHED = [
    SMALLCHI_SOS,
    TRACCAR_LOCATION,
    TRACCAR_REGISTER,
    TRACCAR_AUTHENTICATE,
    TRACCAR_HEARTBEAT,
    XTREAM_SOS_2019,
    XTREAM_BATCH_2019,
]


def computed(message_id, body, *, attributes=0, phone="013912344329", number=7):
    data = hexed(f"{message_id:04x}{attributes | len(body):04x}{phone}{number:04x}") + body
    data += bytes([reduce(xor, data)])
    return b"\x7e" + data.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def location(flags=1, status=2, at="260504163010", latitude=34750000, longitude=113660000):
    return hexed(f"{flags:08x}{status:08x}{latitude:08x}{longitude:08x}002800000000{at}")


def read(frame, at=NOW):
    (reading,) = TERMINAL.read(frame, at)
    return reading


def test_a_published_press_with_an_escaped_byte():
    moment = datetime(2018, 10, 15, 2, 10, 10, tzinfo=UTC)  # the frame says 10:10:10 in UTC+8
    reading = read(SMALLCHI_SOS, moment + timedelta(seconds=2))
    assert (reading.serial, reading.kind, reading.pressed_at) == (
        "808:123456789012",
        SignalKind.SOS,
        moment,
    )
    assert (reading.longitude, reading.notes) == (132.444444, ())


def test_published_presses_of_2019_single_and_in_a_batch():
    reading = read(XTREAM_SOS_2019)
    assert (reading.serial, reading.kind) == ("808:13912344329", SignalKind.SOS)
    assert frames.WRONG_CLOCK in reading.notes
    at = datetime(2024, 10, 29, 13, 40, tzinfo=UTC)
    reading = read(XTREAM_BATCH_2019, at)  # two locations of one second are one press
    assert (reading.kind, reading.event_key) == (SignalKind.SOS, "sos-20241029213903")


def test_two_presses_in_a_batch_are_two_and_a_cut_batch_keeps_what_is_there():
    places = [location(at="260504162010"), location(0), location(at="260504163010")]
    body = hexed("000301") + b"".join(hexed(f"{len(place):04x}") + place for place in places)
    both = TERMINAL.read(computed(0x0704, body), NOW)
    assert [reading.pressed_at.minute for reading in both] == [20, 30]
    (first,) = TERMINAL.read(computed(0x0704, body)[:50], NOW)
    assert (first.kind, first.notes[0]) == (SignalKind.SOS, jtt808.WRONG_CHECK)


@pytest.mark.parametrize(
    ("frame", "serial"),
    [
        (TRACCAR_LOCATION, "808:13833501744"),
        (TRACCAR_REGISTER, "808:14130567872"),
        (TRACCAR_AUTHENTICATE, "808:13511221122"),
        (TRACCAR_HEARTBEAT, "808:43048325465"),
    ],
)
def test_published_signs_of_life(frame, serial):
    reading = read(frame)
    assert (reading.serial, reading.verdict, reading.note) == (serial, Verdict.HEARTBEAT, "")


def test_the_answers_carry_head_number_and_result():
    assert TERMINAL.reply(TRACCAR_HEARTBEAT, kept=True) == computed(
        0x8001, hexed("00b7000200"), phone="043048325465", number=0xB7
    )
    assert TERMINAL.reply(TRACCAR_REGISTER, kept=True) == computed(
        0x8100, hexed("002400") + b"14130567872", phone="014130567872", number=0x24
    )
    assert TERMINAL.reply(SMALLCHI_SOS, kept=True) == computed(
        0x8001, hexed("007e020000"), phone="123456789012", number=0x7E
    )
    assert TERMINAL.reply(XTREAM_SOS_2019, kept=True) == computed(
        0x8001, hexed("0000020000"), attributes=0x4000, phone="0100000000013912344329", number=0
    )
    for frame in PUBLISHED:
        assert TERMINAL.reply(frame, kept=False) is None
        assert read(TERMINAL.reply(frame, kept=True)).note == base.UNKNOWN_COMMAND  # a sound frame of ours


def test_a_computed_press_at_home_has_its_place_and_survives_a_bad_check():
    good = computed(0x0200, location())
    reading = read(good)
    assert (reading.kind, reading.longitude, reading.latitude, reading.note) == (
        SignalKind.SOS,
        113.66,
        34.75,
        "",
    )
    bad = good[:-2] + bytes([good[-2] ^ 1]) + good[-1:]
    reading = read(bad)
    assert (reading.kind, reading.serial) == (SignalKind.SOS, "808:13912344329")
    assert reading.notes == (jtt808.WRONG_CHECK, base.NOT_READ)
    assert TERMINAL.reply(bad, kept=True)[-3] == jtt808.MISTAKEN


@pytest.mark.parametrize(
    ("flags", "kind", "word"),
    [
        (1 << 20, SignalKind.UNKNOWN_ALARM, base.FENCE),
        (1 << 29, SignalKind.UNKNOWN_ALARM, jtt808.CRASH),
        (1 << 16, SignalKind.UNKNOWN_ALARM, base.NOT_READ),
        (1 << 8, SignalKind.HEARTBEAT, jtt808.VEHICLE),
        (0, SignalKind.HEARTBEAT, ""),
    ],
)
def test_the_other_alarm_flags(flags, kind, word):
    reading = read(computed(0x0200, location(flags)))
    assert (reading.kind, reading.note) == (kind, word)


def test_a_press_without_a_fix_cut_short_of_a_wrong_length_or_an_unreadable_number_is_one():
    assert read(computed(0x0200, location(status=0))).longitude is None
    assert read(computed(0x0200, location()[:9])).kind == SignalKind.SOS
    assert base.WRONG_LENGTH in read(computed(0x0200, location(), attributes=0x100)).notes
    assert read(computed(0x0200, location(), phone="0139ffff4329")).serial == "808:unknown"
    assert read(computed(0x0200, location())[:-9]).kind == SignalKind.SOS


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"\x7e\x02\x00\x7e", base.TORN),
        (computed(0x0200, b""), base.TORN),
        (computed(0x0200, location(0))[:-3] + b"\x00\x7e", jtt808.WRONG_CHECK),
        (TRACCAR_HEARTBEAT.replace(b"\xb7", b"\xb8"), jtt808.WRONG_CHECK),
        (computed(0x0002, b"\x7d", attributes=2), base.WRONG_LENGTH),
        (computed(0x0200, location(), attributes=0x0400), jtt808.ENCRYPTED),
        (computed(0x0200, hexed("00020002") + location(), attributes=0x2000), jtt808.IN_PARTS),
        (computed(0x0002, b"", phone="0139ffff4329"), base.NO_SERIAL),
        (computed(0x0900, b"x"), base.UNKNOWN_COMMAND),
    ],
)
def test_anything_else_that_is_wrong_is_a_rejection_with_its_reason(frame, reason):
    reading = read(frame)
    assert (reading.verdict, reading.note) == (Verdict.REJECTED, reason)


def test_two_frames_may_share_a_mark_and_noise_is_a_frame_of_its_own():
    shared = TRACCAR_HEARTBEAT + SMALLCHI_SOS[1:]
    found, rest = TERMINAL.split(b"noise" + shared + b"\x7e\x7e\x02")
    assert found == [b"noise\x7e", TRACCAR_HEARTBEAT[1:], SMALLCHI_SOS[1:]]
    assert rest == b"\x7e\x02"
    assert read(found[2]).kind == SignalKind.SOS


@given(st.lists(st.sampled_from(PUBLISHED), max_size=6), st.lists(st.integers(1, 60), max_size=60))
def test_however_a_stream_is_cut_the_frames_are_the_same(sent, cuts):
    stream, found, rest = b"".join(sent), [], b""
    for cut in [*cuts, len(stream)]:
        more, rest = TERMINAL.split(rest + stream[:cut])
        found, stream = found + more, stream[cut:]
    assert (found, rest) == (sent, b"")


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(b"\x7e\x7d\x02\x00\x01")).map(bytes)))
def test_nothing_raises(data):
    found, rest = TERMINAL.split(data)
    for frame in [*found, rest, data]:
        assert TERMINAL.read(frame, NOW)
        TERMINAL.reply(frame, kept=True)


@given(st.integers(29, 41), st.integers(1, 255))
def test_one_wrong_byte_after_the_flags_takes_no_press_away(at, change):
    frame = bytearray(computed(0x0200, location()))
    frame[at] ^= change
    found = [TERMINAL.read(part, NOW) for part in TERMINAL.split(bytes(frame))[0]]
    assert SignalKind.SOS in [reading.kind for readings in found for reading in readings]
