"""Reading a frame of measurements: topic `cy/<serial>/reading`, a JSON body with one value or many.

Either `{"event": …, "at": …, "systolic": 142, "diastolic": 85}` or `{"event": …, "readings": [{"kind": …,
"value": …, "at": …, "context": …}]}`. Never raises: what cannot be read is said in the notes, what cannot be
true is kept with its fault, and a value whose clock is wrong is kept at the moment of its receipt.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chongyang.core.words import N_
from chongyang.telecare.enums import Fault, MealContext, ReadingKind
from chongyang.telecare.rules import frames
from chongyang.telecare.rules.vitals import LOCAL, VitalRules

CHANNEL = "reading"
MOST = 200  # values in one frame
KEY_LIMIT = 64
MILLISECONDS_FROM = 1e11
NO_VALUES = N_("没有可识别的读数")
UNKNOWN_VALUE = N_("有无法识别的读数，已忽略")
TOO_MANY = N_("读数超过 200 个，多余的已忽略")
WORDS = {"pulse": ReadingKind.HEART_RATE, "oxygen": ReadingKind.SPO2, "hr": ReadingKind.HEART_RATE}
KINDS = {kind.value: kind for kind in ReadingKind} | WORDS
MEALS = frozenset(meal.value for meal in MealContext)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a frame. `said_at` is what is kept: the device's moment, or that of receipt."""

    kind: ReadingKind
    value: float
    at: datetime
    context: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a frame of measurements says."""

    serial: str
    event_key: str
    received_at: datetime
    event: str | int | None = None
    battery_percent: int | None = None
    values: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return frames.SEPARATOR.join(self.notes)[: frames.NOTE_LIMIT]


def is_reading(topic: str) -> bool:
    """Whether this topic is one of measurements."""
    return topic.endswith(f"/{CHANNEL}")


def read(topic: str, body: bytes, received_at: datetime, rules: VitalRules) -> Measured:
    """Read one frame."""
    serial, _ = frames.split_topic(topic)
    said, wrong = _said(body)
    if wrong:
        return Measured(serial, "", received_at, notes=(wrong,))
    return read_values(serial, said, received_at, rules, body)


def read_values(
    serial: str, said: Mapping[str, Any], received_at: datetime, rules: VitalRules, body: bytes
) -> Measured:
    """What a body that is JSON says; the JSON door comes in here."""
    rows = list(_rows(said))
    values = tuple(found for row in rows[:MOST] if (found := _value(row, said, received_at, rules)))
    notes = [TOO_MANY] if len(rows) > MOST else []
    notes += [UNKNOWN_VALUE] if len(values) < len(rows[:MOST]) else []
    notes += [] if values else [NO_VALUES]
    notes += [fault.label for fault in Fault if any(one.fault == fault.value for one in values)]
    event = said.get("event")
    return Measured(
        serial=serial,
        event_key=_key(event, body, values, received_at),
        received_at=received_at,
        event=event if isinstance(event, str | int) and not isinstance(event, bool) else None,
        battery_percent=_battery(said.get("battery")),
        values=values,
        notes=tuple(notes),
    )


def _said(body: bytes) -> tuple[Mapping[str, Any], str]:
    if not body.strip():
        return {}, frames.EMPTY
    if len(body) > frames.BODY_LIMIT * 4:
        return {}, frames.TOO_LONG
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}, frames.NO_JSON
    return (said, "") if isinstance(said, dict) else ({}, frames.NO_OBJECT)


def _rows(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The values of a body as mappings; what stands there and is no mapping is an empty one."""
    listed = said.get("readings")
    if isinstance(listed, list):
        for row in listed:
            yield row if isinstance(row, dict) else {}
    for word in said:
        if word in KINDS:
            yield {"kind": word, "value": said[word], "context": said.get("context")}
    if isinstance(said.get("kind"), str) and "value" in said:
        yield said


def _value(
    row: Mapping[str, Any], said: Mapping[str, Any], received_at: datetime, rules: VitalRules
) -> Value | None:
    word = row.get("kind")
    kind = KINDS.get(word.strip().lower()) if isinstance(word, str) else None
    number = _number(row.get("value"))
    if kind is None or number is None:
        return None
    at, is_wrong = _at(row.get("at", said.get("at")), received_at, rules)
    fault = Fault.CLOCK.value if is_wrong else ""
    if not rules.kinds[kind.value].is_plausible(number):
        fault = Fault.IMPLAUSIBLE.value
    context = row.get("context")
    meal = context if isinstance(context, str) and context in MEALS and kind is ReadingKind.GLUCOSE else ""
    return Value(kind, number, at, meal, fault)


def _number(word: Any) -> float | None:
    """A finite number; true and false count for states."""
    if not isinstance(word, int | float):
        return None
    try:
        number = float(word)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _at(word: Any, received_at: datetime, rules: VitalRules) -> tuple[datetime, bool]:
    """When it was measured: that of receipt where nothing is said; out of bounds is a wrong clock."""
    if word is None:
        return received_at, False
    at = _moment(word)
    oldest = received_at - timedelta(hours=rules.oldest_hours)
    if at is None or not oldest <= at <= received_at + timedelta(minutes=rules.latest_minutes):
        return received_at, True
    return min(at, received_at), False


def _moment(word: Any) -> datetime | None:
    try:
        if isinstance(word, str):
            at = datetime.fromisoformat(word.strip())
            return (at if at.tzinfo else at.replace(tzinfo=LOCAL)).astimezone(UTC)
        number = _number(word)
        if number is None or isinstance(word, bool):
            return None
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS_FROM else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _battery(word: Any) -> int | None:
    number = None if isinstance(word, bool) else _number(word)
    return int(number) if number is not None and 0 <= number <= 100 else None


def _key(event: Any, body: bytes, values: tuple[Value, ...], received_at: datetime) -> str:
    """The device's own word, or the body's digest; with the minute where no own moment tells two apart."""
    if isinstance(event, str | int) and not isinstance(event, bool) and str(event).strip():
        text = str(event).strip()
        if frames.PLAIN_KEY.fullmatch(text):
            return text
        return "~" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    has_own_clock = all(one.at != received_at for one in values)
    return frames.derived_key(body, None if has_own_clock else received_at)
