"""Reading a device's frame: topic `cy/<serial>/<channel>` with a JSON body.

The promise: on the alarm channel whatever arrives is an alarm. A body that cannot be read costs the details,
never the alarm; what was wrong is said in the notes. On the other channels it is an explained rejection.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from chongyang.core.words import N_
from chongyang.telecare.enums import SignalKind, Verdict

BODY_LIMIT = 4096
TOPIC_LIMIT = 200
SERIAL_LIMIT = 40
NOTE_LIMIT = 200
CODE_LIMIT = 40
SEPARATOR = "；"  # between notes; each part is a word of the catalogue
CHANNELS = ("alarm", "heartbeat", "test")
HOME = (SignalKind.GAS, SignalKind.SMOKE, SignalKind.WATER)
ALARMS = (SignalKind.SOS, SignalKind.FALL, *HOME, SignalKind.UNKNOWN_ALARM)
LATEST = timedelta(minutes=5)  # a clock may run ahead by this
OLDEST = timedelta(hours=12)  # a device without network keeps its alarm this long
LOCAL = timezone(timedelta(hours=8))  # a time without an offset is the city's
MILLISECONDS_FROM = 1e11  # an epoch beyond this counts milliseconds
LAND = (73.0, 136.0, 3.0, 54.0)  # west, east, south, north of the country, WGS 84
PLAIN_KEY = re.compile(r"[\x21-\x7d]{1,64}")

NO_TOPIC = N_("主题不是 cy/序列号/通道")
NO_CHANNEL = N_("通道不是报警、心跳或测试")
EMPTY = N_("内容为空")
TOO_LONG = N_("内容超过 4 KiB，已截断")
NO_JSON = N_("内容不是 JSON")
NO_OBJECT = N_("内容不是 JSON 对象")
NO_EVENT = N_("缺少事件编号")
NO_KIND = N_("未注明报警种类")
UNKNOWN_KIND = N_("报警种类未知")
NOT_READ = N_("报警内容无法识别，请核实")
KIND_NOTES = (NO_KIND, UNKNOWN_KIND, NOT_READ)
NO_CLOCK = N_("缺少设备时间，按接收时间计")
WRONG_CLOCK = N_("设备时钟错误，按接收时间计")
NO_PLACE = N_("位置无效，已忽略")
OTHER_SERIAL = N_("内容中的设备号与主题不符")


@dataclass(frozen=True, slots=True)
class FrameReading:
    """What a frame says. `event` is the device's own word, to be echoed; `event_key` is what makes it one."""

    serial: str
    channel: str
    verdict: Verdict
    received_at: datetime
    kind: SignalKind | None = None
    event: str | int | None = None
    event_key: str = ""
    pressed_at: datetime | None = None
    is_clock_wrong: bool = False
    battery_percent: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    notes: tuple[str, ...] = field(default=())
    code: str = ""  # a vendor's own word for the alarm, to be looked up in the model's map

    @property
    def note(self) -> str:
        return SEPARATOR.join(self.notes)[:NOTE_LIMIT]


def read(topic: str, body: bytes, received_at: datetime, *, is_copy: bool = False) -> FrameReading:
    """Read one frame; never raises, whatever the bytes are. `is_copy`: a broker kept it and says it again."""
    serial, channel = split_topic(topic)
    if not serial:
        return FrameReading("", "", Verdict.REJECTED, received_at, notes=(NO_TOPIC,))
    if channel not in CHANNELS:
        return FrameReading(serial, "", Verdict.REJECTED, received_at, notes=(NO_CHANNEL,))
    said, notes = _said(body)
    if channel == "alarm":
        derived = derived_key(body, None if is_copy else received_at)
        return _alarm(serial, said, notes, derived, received_at)
    notes += _claim(serial, said)
    if notes:
        return FrameReading(serial, channel, Verdict.REJECTED, received_at, notes=tuple(notes))
    return (
        _heartbeat(serial, said, received_at) if channel == "heartbeat" else _test(serial, said, received_at)
    )


def split_topic(topic: str) -> tuple[str, str]:
    """Serial and channel of a topic, two empty words if it is none of ours."""
    parts = clean(topic).split("/")
    if len(parts) != 3 or parts[0] != "cy" or not parts[1].strip():
        return "", ""
    return _short(parts[1], SERIAL_LIMIT), parts[2]


def clean(text: str) -> str:
    """The text as a database takes it: no NUL, no lone surrogate."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _short(text: str, limit: int) -> str:
    """The text, or its beginning and a digest, so that two long ones stay two."""
    return text if len(text) <= limit else f"{text[: limit - 17]}~{_digest(text.encode())[:16]}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _said(body: bytes) -> tuple[Mapping[str, Any], list[str]]:
    """The body's object, or an empty one and why."""
    if not body.strip():
        return {}, [EMPTY]
    if len(body) > BODY_LIMIT:
        return {}, [TOO_LONG]
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}, [NO_JSON]
    return (said, []) if isinstance(said, dict) else ({}, [NO_OBJECT])


def _alarm(
    serial: str, said: Mapping[str, Any], notes: list[str], derived: str, received_at: datetime
) -> FrameReading:
    event, key = _event(said)
    kind = SignalKind.UNKNOWN_ALARM
    if not notes:
        kind, notes = _kind(said.get("kind"))
        notes += [] if key else [NO_EVENT]
    pressed_at, clock = _clock(said.get("at"), received_at)
    longitude, latitude, place = _place(said)
    notes += _claim(serial, said)
    return FrameReading(
        serial=serial,
        channel="alarm",
        verdict=Verdict.SIGNAL,
        received_at=received_at,
        kind=kind,
        event=event,
        event_key=key or derived,
        pressed_at=pressed_at,
        is_clock_wrong=bool(clock),
        battery_percent=_battery(said),
        longitude=longitude,
        latitude=latitude,
        notes=(*notes, *clock, *place),
        code=_code(said) if kind is SignalKind.UNKNOWN_ALARM else "",
    )


def _claim(serial: str, said: Mapping[str, Any]) -> list[str]:
    """A body that names another device than its topic: the topic is what the broker let it say.

    On the alarm channel that is told with the alarm, which stays the topic's; elsewhere it is refused.
    """
    named = said.get("serial")
    return [OTHER_SERIAL] if named is not None and str(named).strip() != serial else []


def _code(said: Mapping[str, Any]) -> str:
    """The vendor's code: `code`, or what stands as `kind` and is none of ours."""
    word = said.get("code", said.get("kind"))
    is_plain = isinstance(word, str | int) and not isinstance(word, bool)
    return clean(str(word))[:CODE_LIMIT].strip() if is_plain and len(str(word)) <= CODE_LIMIT else ""


def _heartbeat(serial: str, said: Mapping[str, Any], received_at: datetime) -> FrameReading:
    return FrameReading(
        serial,
        "heartbeat",
        Verdict.HEARTBEAT,
        received_at,
        SignalKind.HEARTBEAT,
        battery_percent=_battery(said),
    )


def _test(serial: str, said: Mapping[str, Any], received_at: datetime) -> FrameReading:
    event, key = _event(said)
    if not key:
        return FrameReading(serial, "test", Verdict.REJECTED, received_at, notes=(NO_EVENT,))
    pressed_at, clock = _clock(said.get("at"), received_at)
    return FrameReading(
        serial=serial,
        channel="test",
        verdict=Verdict.SIGNAL,
        received_at=received_at,
        kind=SignalKind.TEST,
        event=event,
        event_key=key,
        pressed_at=pressed_at,
        is_clock_wrong=bool(clock),
        battery_percent=_battery(said),
        notes=clock,
    )


def _event(said: Mapping[str, Any]) -> tuple[str | int | None, str]:
    """The device's word for this press and our key of it; an odd word is kept as its digest."""
    event = said.get("event")
    if isinstance(event, bool) or not isinstance(event, str | int):
        return None, ""
    text = str(event).strip()
    if not text or PLAIN_KEY.fullmatch(text):
        return event, text
    return event, "~" + _digest(text.encode("utf-8", "surrogatepass"))[:40]


def derived_key(body: bytes, received_at: datetime | None) -> str:
    """The same bytes within a minute are one press of a device that cannot number its presses.

    A broker's copy has no minute: it comes again at each connection and is the same press for ever.
    """
    minute = received_at.astimezone(UTC).strftime("%Y%m%d%H%M") if received_at else "copy"
    return f"~{minute}-{_digest(body)[:40]}"


def _kind(word: Any) -> tuple[SignalKind, list[str]]:
    if word is None or word == "":
        return SignalKind.UNKNOWN_ALARM, [NO_KIND]
    known = [kind for kind in ALARMS if isinstance(word, str) and kind.value == word.strip().lower()]
    return (known[0], []) if known else (SignalKind.UNKNOWN_ALARM, [UNKNOWN_KIND])


def _clock(word: Any, received_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    return pressed_moment(_moment(word), received_at)


def pressed_moment(at: datetime | None, received_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """When it was pressed; the moment of receipt, with the reason, where the device's clock is no help."""
    if at is None:
        return received_at, (NO_CLOCK,)
    if not received_at - OLDEST <= at <= received_at + LATEST:
        return received_at, (WRONG_CLOCK,)
    return min(at, received_at), ()


def _moment(word: Any) -> datetime | None:
    try:
        if isinstance(word, str):
            at = datetime.fromisoformat(word.strip())
            return (at if at.tzinfo else at.replace(tzinfo=LOCAL)).astimezone(UTC)
        number = _number(word)
        if number is None:
            return None
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS_FROM else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(word: Any) -> float | None:
    """A finite number, or nothing."""
    if isinstance(word, bool) or not isinstance(word, int | float):
        return None
    try:
        number = float(word)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _battery(said: Mapping[str, Any]) -> int | None:
    number = _number(said.get("battery"))
    return int(number) if number is not None and 0 <= number <= 100 else None


def _place(said: Mapping[str, Any]) -> tuple[float | None, float | None, tuple[str, ...]]:
    if said.get("lon") is None and said.get("lat") is None:
        return None, None, ()
    return known_place(_number(said.get("lon")), _number(said.get("lat")))


def known_place(
    longitude: float | None, latitude: float | None
) -> tuple[float | None, float | None, tuple[str, ...]]:
    """A position inside the country, in WGS 84; anything else is dropped and said."""
    west, east, south, north = LAND
    if longitude is None or latitude is None:
        return None, None, (NO_PLACE,)
    if not (west <= longitude <= east and south <= latitude <= north):
        return None, None, (NO_PLACE,)
    return longitude, latitude, ()
