"""JT/T 808, the standard of positioning terminals, in its headers of 2013 and 2019.

0x7e frames the message, 0x7d escapes, the last byte is the XOR of the others; numbers are big-endian, times
BCD in UTC+8. What is known here is from published frames and from the public tables of SmallChi/JT808
and AIPorto/GPS-Tracker-SDK (G10LS_Protocol.md). The authentication code that we hand out is no secret and
proves nothing: a terminal is believed by its number: the port belongs into a private network of the carrier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import xor

from chongyang.core.words import N_
from chongyang.gateway.protocols.base import (
    FENCE,
    NO_SERIAL,
    NOT_READ,
    TORN,
    UNKNOWN_COMMAND,
    WRONG_LENGTH,
    Fix,
    alarm,
    heartbeat,
    lowest_bit,
    rejection,
)
from chongyang.telecare.enums import SignalKind
from chongyang.telecare.rules.frames import LOCAL, FrameReading

WRONG_CHECK = N_("校验码错误")
ENCRYPTED = N_("加密报文不支持")
IN_PARTS = N_("分包报文不支持")
DANGER = N_("危险预警")
CRASH = N_("碰撞或侧翻")
VEHICLE = N_("设备故障或车辆状态")

MARK = b"\x7e"
ALIVE, LOGOUT, REGISTER, AUTHENTICATE = 0x0002, 0x0003, 0x0100, 0x0102
LOCATION, BATCH, TERMINAL_REPLY = 0x0200, 0x0704, 0x0001
REPLY, REGISTERED = 0x8001, 0x8100
KNOWN = (ALIVE, LOGOUT, REGISTER, AUTHENTICATE, LOCATION, BATCH, TERMINAL_REPLY)
DONE, MISTAKEN, UNSUPPORTED = 0, 2, 3
LENGTH_MASK, ENCRYPTION_MASK, PARTS_BIT, VERSION_BIT = 0x03FF, 0x1C00, 0x2000, 0x4000
FIXED_BIT, SOUTH_BIT, WEST_BIT = 1, 2, 3
TOLD = {3: DANGER, 20: FENCE, 29: CRASH, 30: CRASH}  # an unknown alarm with this word
HARMLESS_BITS = (1, 2, *range(4, 15), 18, 19, *range(21, 29), 31)  # speed, tiredness, faults, power, vehicle
HARMLESS = sum(1 << bit for bit in HARMLESS_BITS)
BASIC = 28  # bytes of a location without its additions


@dataclass(frozen=True, slots=True)
class Packet:
    """A message without marks and escapes; `fault` says what is wrong with it."""

    id: int
    is_2019: bool
    phone: bytes
    number: int
    body: bytes
    fault: str

    @property
    def serial(self) -> str:
        digits = self.phone.hex()
        return f"808:{digits.lstrip('0') or '0'}" if digits.isdecimal() else ""


class Jtt808:
    """A location with bit 0 of the alarm flags is a press; register, authenticate, heartbeat are answered."""

    name = "jtt808"
    port = 8808
    limit = 4096  # 1023 bytes of body and a head, each perhaps escaped

    def __init__(self, *, is_gcj02: bool = False) -> None:
        self._is_gcj02 = is_gcj02

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        """What lies between two marks is a frame; two frames may share one."""
        found, start = [], 0
        at = buffer.find(MARK)
        while at >= 0:
            is_frame = bool(buffer[start:at].strip(MARK))
            if is_frame:
                found.append(buffer[start : at + 1])
            start = at + is_frame
            at = buffer.find(MARK, at + 1)
        return found, buffer[start:]

    def read(self, frame: bytes, received_at: datetime) -> list[FrameReading]:
        packet = _packet(frame)
        if packet is None:
            return [rejection("", received_at, TORN)]
        if packet.id in (LOCATION, BATCH) and packet.fault not in (ENCRYPTED, IN_PARTS):
            return self._locations(packet, frame, received_at)
        if packet.fault or not packet.serial:
            return [rejection(packet.serial, received_at, packet.fault or NO_SERIAL)]
        if packet.id not in KNOWN:
            return [rejection(packet.serial, received_at, UNKNOWN_COMMAND)]
        return [heartbeat(packet.serial, received_at)]

    def reply(self, frame: bytes, kept: bool) -> bytes | None:
        """A faulty message, though it was kept, is answered as mistaken: a sound one follows."""
        packet = _packet(frame) if kept else None
        if packet is None or packet.id == TERMINAL_REPLY or not packet.serial:
            return None
        if packet.id == REGISTER and not packet.fault:
            code = packet.serial.removeprefix("808:").encode()
            return _message(packet, REGISTERED, packet.number.to_bytes(2) + bytes([DONE]) + code)
        result = UNSUPPORTED if packet.id not in KNOWN or packet.fault in (ENCRYPTED, IN_PARTS) else DONE
        result = MISTAKEN if packet.fault in (WRONG_CHECK, WRONG_LENGTH, TORN) else result
        body = packet.number.to_bytes(2) + packet.id.to_bytes(2) + bytes([result])
        return _message(packet, REPLY, body)

    def _locations(self, packet: Packet, frame: bytes, at: datetime) -> list[FrameReading]:
        """Each alarm among the locations, or one sign of life; a fault takes no alarm away."""
        places = list(_places(packet))
        readings = [self._location(packet, frame, place, at) for place in places]
        alarms = {reading.event_key: reading for reading in readings if reading.channel == "alarm"}
        if alarms:
            return list(alarms.values())
        fault = packet.fault or ("" if packet.serial else NO_SERIAL)
        if fault or not places:
            return [rejection(packet.serial, at, fault or TORN)]
        return readings[-1:]

    def _location(self, packet: Packet, frame: bytes, place: bytes, at: datetime) -> FrameReading:
        flags = int.from_bytes(place[:4])
        kind, notes = _kind(flags, is_sound=not packet.fault)
        if kind is None:
            return heartbeat(packet.serial, at, [VEHICLE] if flags else [])
        faults = [word for word in (packet.fault, "" if packet.serial else NO_SERIAL) if word]
        faults += [NOT_READ] if packet.fault else []
        serial, code = packet.serial or "808:unknown", lowest_bit(flags & ~HARMLESS)
        notes = [*faults, *notes]
        return alarm(serial, frame, at, kind, _fix(place), notes=notes, code=code, is_gcj02=self._is_gcj02)


def _packet(frame: bytes) -> Packet | None:
    """The message, or nothing where not even its head is there."""
    data, is_sound = _unescaped(frame.strip(MARK))
    if len(data) < 13:
        return None
    attributes = int.from_bytes(data[2:4])
    is_2019 = bool(attributes & VERSION_BIT)
    at = 5 if is_2019 else 4
    end = at + (10 if is_2019 else 6)
    phone, number = data[at:end], int.from_bytes(data[end : end + 2])
    start = end + 2 + (4 if attributes & PARTS_BIT else 0)
    if len(data) <= start:
        return None
    body = data[start:-1]
    is_sound = is_sound and frame.endswith(MARK) and reduce(xor, data) == 0
    part = int.from_bytes(data[start - 2 : start]) if attributes & PARTS_BIT else 1
    fault = _fault(attributes, body, part, is_sound)
    return Packet(int.from_bytes(data[:2]), is_2019, phone, number, body, fault)


def _unescaped(data: bytes) -> tuple[bytes, bool]:
    """The bytes without escapes, and whether every escape was one."""
    is_sound = data.count(b"\x7d") == data.count(b"\x7d\x01") + data.count(b"\x7d\x02")
    return data.replace(b"\x7d\x02", MARK).replace(b"\x7d\x01", b"\x7d"), is_sound


def _fault(attributes: int, body: bytes, part: int, is_sound: bool) -> str:
    if not is_sound:
        return WRONG_CHECK
    if attributes & ENCRYPTION_MASK:
        return ENCRYPTED
    if part != 1:
        return IN_PARTS
    return "" if len(body) == attributes & LENGTH_MASK else WRONG_LENGTH


def _places(packet: Packet) -> Iterator[bytes]:
    """The locations in a message; the last may be cut short, as long as its alarm flags are there."""
    if packet.id == LOCATION:
        if len(packet.body) >= 4:
            yield packet.body
        return
    rest = packet.body[3:]  # how many, and whether they come late
    while len(rest) >= 6:
        length = int.from_bytes(rest[:2])
        if length >= 4:
            yield rest[2 : 2 + length]
        rest = rest[2 + length :]


def _kind(flags: int, *, is_sound: bool) -> tuple[SignalKind | None, list[str]]:
    """SOS before all; other bits that may mean help only where the frame is sound."""
    if flags & 1:
        return SignalKind.SOS, []
    asking = flags & ~HARMLESS
    if not asking or not is_sound:
        return None, []
    told = [word for bit, word in TOLD.items() if asking >> bit & 1]
    return SignalKind.UNKNOWN_ALARM, list(dict.fromkeys(told)) or [NOT_READ]


def _fix(place: bytes) -> Fix:
    if len(place) < BASIC:
        return Fix()
    status = int.from_bytes(place[4:8])
    at = _moment(place[22:28])
    if not status >> FIXED_BIT & 1:
        return Fix(at)
    latitude = int.from_bytes(place[8:12]) / 1e6 * (-1 if status >> SOUTH_BIT & 1 else 1)
    longitude = int.from_bytes(place[12:16]) / 1e6 * (-1 if status >> WEST_BIT & 1 else 1)
    return Fix(at, longitude, latitude)


def _moment(bcd: bytes) -> datetime | None:
    try:
        return datetime.strptime(bcd.hex(), "%y%m%d%H%M%S").replace(tzinfo=LOCAL)
    except ValueError:
        return None


def _message(packet: Packet, message_id: int, body: bytes) -> bytes:
    """A message back, with the head of the same year as the terminal's and its own number."""
    attributes = len(body) | (VERSION_BIT if packet.is_2019 else 0)
    head = message_id.to_bytes(2) + attributes.to_bytes(2) + (b"\x01" if packet.is_2019 else b"")
    data = head + packet.phone + packet.number.to_bytes(2) + body
    data += bytes([reduce(xor, data)])
    return MARK + data.replace(b"\x7d", b"\x7d\x01").replace(MARK, b"\x7d\x02") + MARK
