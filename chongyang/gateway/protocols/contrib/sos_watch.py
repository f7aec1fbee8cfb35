"""The text protocol of SOS watches: `[3G*8800000015*0002*LK]`, that is maker, id, length in hex, content.

No standard exists; vendors hand out copies of one document. What is known here is from published frames and
from the open receiver of traccar/traccar (WatchProtocolDecoder, its facts, not its code): the status word's
upper half are alarms, the lower half states; times are taken as UTC and positions as WGS 84, both unconfirmed
by any vendor. A watch with local time is eight hours ahead, which is a wrong clock and costs nothing more.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

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
from chongyang.telecare.rules.frames import FrameReading

LOW_BATTERY = N_("电量低")
OFF_WRIST = N_("手表已摘下")
INTO_FENCE = N_("进入电子围栏")
VOICE = N_("语音与图片不接收")

SOS_BIT, FENCE_OUT_BIT = 16, 18
FALL_BITS = (21, 22)
HARMLESS = {0: LOW_BATTERY, 17: LOW_BATTERY, 19: INTO_FENCE, 20: OFF_WRIST}  # told, no alarm
HEAD = re.compile(
    rb"\[(?P<maker>[^*\[\]]{1,8})\*(?P<id>[0-9A-Za-z]{1,20})\*(?:(?P<index>[0-9A-Fa-f]{4})\*)?"
    rb"(?P<length>[0-9A-Fa-f]{4})\*(?P<content>[^\]]*)(?P<end>\]?)",
    re.DOTALL,
)
SOME_ID = re.compile(rb"\*([0-9A-Za-z]{5,20})\*")
ALARM = b"*AL"
POSITIONS = (b"UD", b"WT")
ANSWERED = {b"LK": b"LK", b"TKQ": b"TKQ", b"TKQ2": b"TKQ2", b"INIT": b"INIT,1", b"CONFIG": b"CONFIG,1"}
MEASURED = (b"PULSE", b"heart", b"bphrt", b"BP", b"BLOOD", b"btemp2", b"SHBR", b"CR", b"UPLOAD", b"ICCID")
MEDIA = (b"TK", b"img", b"JXTK")
FIXED, LATITUDE, LONGITUDE, BATTERY, STATUS = 2, 3, 5, 12, 15  # places in a position report
BATTERY_OF_LINK = 2


@dataclass(frozen=True, slots=True)
class Packet:
    """A frame with a readable head."""

    maker: bytes
    id: bytes
    index: bytes | None
    command: bytes
    words: list[str]
    fault: str

    @property
    def serial(self) -> str:
        return f"watch:{self.id.decode()}"

    @property
    def is_alarm(self) -> bool:
        return self.command.startswith(b"AL")


class SosWatch:
    """`AL…` is an alarm whatever else the frame is; `LK` and the measurements say that the watch lives."""

    name = "sos_watch"
    port = 5093
    limit = 66_000  # the length has four digits; voice messages are that long

    def __init__(self, *, is_gcj02: bool = False) -> None:
        self._is_gcj02 = is_gcj02

    def split(self, buffer: bytes) -> tuple[list[bytes], bytes]:
        """A frame ends at its first `]`: binary content escapes both brackets (0x7d 0x02, 0x7d 0x03).

        The declared length is checked in reading, not believed here: one too long would hold back an alarm.
        """
        found, start = [], 0
        for match in re.finditer(rb"[\[\]]", buffer):
            end = match.start() + (match.group() == b"]")
            if buffer[start:end].strip():
                found.append(buffer[start:end])
            start = end
        return found, buffer[start:]

    def read(self, frame: bytes, received_at: datetime) -> list[FrameReading]:
        packet = _packet(frame)
        if packet is None:
            return [_broken(frame, received_at)]
        if packet.is_alarm:
            return [self._alarm(packet, frame, received_at)]
        if packet.fault:
            return [rejection(packet.serial, received_at, packet.fault)]
        if packet.command.startswith(POSITIONS):
            return [self._position(packet, frame, received_at)]
        return [_other(packet, received_at)]

    def reply(self, frame: bytes, kept: bool) -> bytes | None:
        packet = _packet(frame) if kept else None
        if packet is None:
            return None
        said = b"AL" if packet.is_alarm else ANSWERED.get(packet.command)
        if said is None:
            return None
        parts = [packet.maker, packet.id, packet.index, b"%04x" % len(said), said]
        return b"[" + b"*".join(part for part in parts if part is not None) + b"]"

    def _alarm(self, packet: Packet, frame: bytes, at: datetime) -> FrameReading:
        status = _status(packet.words)
        fix = _fix(packet.words)
        faults = [packet.fault] if packet.fault else []
        if status is not None and not faults and (told := _harmless(status)):
            return heartbeat(packet.serial, at, told, fix.battery_percent)
        kind, notes = _kind(status)
        code = "" if faults else lowest_bit(_asking(status or 0) << SOS_BIT)
        notes = [*faults, *notes]
        return alarm(packet.serial, frame, at, kind, fix, notes=notes, code=code, is_gcj02=self._is_gcj02)

    def _position(self, packet: Packet, frame: bytes, at: datetime) -> FrameReading:
        """A position is a sign of life; one whose status word asks for help is an alarm all the same."""
        status = _status(packet.words)
        if status is None:
            return rejection(packet.serial, at, TORN)
        if _asking(status):
            return self._alarm(packet, frame, at)
        return heartbeat(packet.serial, at, _harmless(status), _fix(packet.words).battery_percent)


def _packet(frame: bytes) -> Packet | None:
    match = HEAD.fullmatch(frame.strip())
    if match is None:
        return None
    content = match["content"]
    command, _, rest = content.partition(b",")
    fault = "" if len(content) == int(match["length"], 16) else WRONG_LENGTH
    words = rest.decode("ascii", "replace").split(",")
    fault = fault if match["end"] else TORN
    return Packet(match["maker"], match["id"], match["index"], command, words, fault)


def _broken(frame: bytes, at: datetime) -> FrameReading:
    """A frame without a readable head: an alarm if it has the word of one anywhere."""
    found = SOME_ID.search(frame)
    serial = f"watch:{found[1].decode()}" if found else ""
    if ALARM not in frame:
        return rejection(serial, at, TORN if frame.startswith(b"[") else UNKNOWN_COMMAND)
    notes = (TORN, NOT_READ) if serial else (TORN, NO_SERIAL, NOT_READ)
    return alarm(serial or "watch:unknown", frame, at, notes=notes)


def _other(packet: Packet, at: datetime) -> FrameReading:
    if packet.command in MEDIA:
        return heartbeat(packet.serial, at, [VOICE])
    if packet.command not in ANSWERED and packet.command not in MEASURED:
        return rejection(packet.serial, at, UNKNOWN_COMMAND)
    told = packet.words[BATTERY_OF_LINK : BATTERY_OF_LINK + 1] if packet.command == b"LK" else []
    return heartbeat(packet.serial, at, battery=_percent(told[0]) if told else None)


def _status(words: list[str]) -> int | None:
    if len(words) <= STATUS or not re.fullmatch(r"[0-9A-Fa-f]{1,8}", words[STATUS].strip()):
        return None
    return int(words[STATUS], 16)


def _kind(status: int | None) -> tuple[SignalKind, list[str]]:
    """The gravest thing that the status word says."""
    if status is None:
        return SignalKind.UNKNOWN_ALARM, [NOT_READ]
    if status >> SOS_BIT & 1:
        return SignalKind.SOS, []
    if any(status >> bit & 1 for bit in FALL_BITS):
        return SignalKind.FALL, []
    return SignalKind.UNKNOWN_ALARM, [FENCE if status >> FENCE_OUT_BIT & 1 else NOT_READ]


def _harmless(status: int) -> list[str]:
    """What the word tells, if none of its alarm bits asks for help."""
    told = [word for bit, word in HARMLESS.items() if status >> bit & 1]
    return [] if _asking(status) else list(dict.fromkeys(told))


def _asking(status: int) -> int:
    """The alarm bits that ask for help, or that nobody knows."""
    known = sum(1 << bit for bit in HARMLESS)
    return (status & ~known) >> SOS_BIT


def _fix(words: list[str]) -> Fix:
    latitude = _degrees(words, LATITUDE, "S") if words[FIXED : FIXED + 1] == ["A"] else None
    longitude = _degrees(words, LONGITUDE, "W") if latitude is not None else None
    battery = _percent(words[BATTERY]) if len(words) > BATTERY else None
    return Fix(_moment(words), longitude, latitude, battery)


def _degrees(words: list[str], place: int, negative: str) -> float | None:
    """Degrees with their side; a sign and a side together (seen in published frames) count once."""
    if len(words) <= place + 1 or not re.fullmatch(r" *-?\d{1,3}\.\d{1,9}", words[place]):
        return None
    value = float(words[place])
    return -abs(value) if words[place + 1] == negative else value


def _percent(word: str) -> int | None:
    return int(word) if re.fullmatch(r"\d{1,3}", word, re.ASCII) and int(word) <= 100 else None


def _moment(words: list[str]) -> datetime | None:
    if not re.fullmatch(r"\d{6},\d{6}", ",".join(words[:2]), re.ASCII):
        return None
    try:
        return datetime.strptime("".join(words[:2]), "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
