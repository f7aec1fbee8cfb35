"""What a protocol is, and what two of them share when they make a reading of a frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chongyang.core.coordinates import wgs84_of
from chongyang.core.words import N_
from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.rules import frames
from chongyang.telecare.rules.frames import FrameReading

TORN = N_("报文不完整")
WRONG_LENGTH = N_("报文长度不符")
UNKNOWN_COMMAND = N_("未知指令")
NO_SERIAL = N_("设备号无法识别")
NOT_READ = frames.NOT_READ
FENCE = N_("离开电子围栏")


class DeviceProtocol(Protocol):
    """One language of devices over TCP. Pure, and nothing in it raises, whatever the bytes are."""

    name: str
    port: int
    limit: int  # bytes that a frame may have before it ends

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        """Whole frames of a stream, and the rest to be put before what comes next.

        However a stream is cut into pieces, the frames are the same.
        """
        ...

    def read(self, frame: bytes, received_at: datetime) -> list[FrameReading]:
        """What the frame says, at least one reading; what looks like an alarm is one, however broken."""
        ...

    def reply(self, frame: bytes, kept: bool) -> bytes | None:
        """What to send back: nothing before the frame is kept, nothing where the device expects nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Fix:
    """What a position report of any protocol tells, as far as it could be read."""

    at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    battery_percent: int | None = None


def heartbeat(
    serial: str, at: datetime, notes: Sequence[str] = (), battery: int | None = None
) -> FrameReading:
    """The device lives; the notes say what else it told that is no alarm."""
    return FrameReading(
        serial=serial,
        channel="heartbeat",
        verdict=Verdict.HEARTBEAT,
        received_at=at,
        kind=SignalKind.HEARTBEAT,
        battery_percent=battery,
        notes=tuple(notes),
    )


def rejection(serial: str, at: datetime, reason: str) -> FrameReading:
    return FrameReading(serial, "heartbeat", Verdict.REJECTED, at, notes=(reason,))


def alarm(
    serial: str,
    frame: bytes,
    received_at: datetime,
    kind: SignalKind = SignalKind.UNKNOWN_ALARM,
    fix: Fix | None = None,
    *,
    notes: Sequence[str] = (),
    code: str = "",
    is_gcj02: bool = False,
) -> FrameReading:
    """An alarm with whatever could be read of it.

    The device's own time makes repetitions one press, where its clock can be believed: a clock that stands
    still would hide the press of next week. Otherwise the same bytes within a minute are one. `code` is the
    vendor's own, for an alarm that the protocol has no word for.
    """
    fix = fix or Fix()
    pressed_at, clock = frames.pressed_moment(fix.at, received_at)
    longitude, latitude, place = _place(fix, is_gcj02)
    believed = fix.at is not None and not clock
    return FrameReading(
        serial=serial,
        channel="alarm",
        verdict=Verdict.SIGNAL,
        received_at=received_at,
        kind=kind,
        event_key=_key(fix.at, kind) if believed and fix.at else frames.derived_key(frame, received_at),
        pressed_at=pressed_at,
        is_clock_wrong=bool(clock),
        battery_percent=fix.battery_percent,
        longitude=longitude,
        latitude=latitude,
        notes=(*notes, *clock, *place),
        code=code if kind is SignalKind.UNKNOWN_ALARM else "",
    )


def lowest_bit(bits: int) -> str:
    """The number of the lowest bit that is set, as a catalogue writes an alarm code."""
    return str((bits & -bits).bit_length() - 1) if bits else ""


def _key(at: datetime, kind: SignalKind) -> str:
    return f"{kind.value}-{at:%Y%m%d%H%M%S}"


def _place(fix: Fix, is_gcj02: bool) -> tuple[float | None, float | None, tuple[str, ...]]:
    if fix.longitude is None or fix.latitude is None:
        return None, None, ()
    longitude, latitude, note = frames.known_place(fix.longitude, fix.latitude)
    if is_gcj02 and longitude is not None and latitude is not None:
        longitude, latitude = wgs84_of(longitude, latitude)
    return longitude, latitude, note
