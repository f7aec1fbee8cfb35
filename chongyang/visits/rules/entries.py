"""What a phone may say: each entry is read into a known shape, or refused with a sentence. Nothing raises."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from chongyang.core.words import N_
from chongyang.visits.enums import Kind

NOT_READABLE = N_("这条登记读不懂，没有收下。")
NO_ORDER = N_("这条登记没有说明是哪个订单。")
NO_KIND = N_("不认识这种登记。")
NO_TIME = N_("这条登记没有说明时间。")
NO_NUMBER = N_("这条登记没有编号。")
NO_STEP = N_("没有说明完成了哪一步。")
NO_CARD = N_("没有读到卡片或验证码。")
NO_PICTURE = N_("照片没有指纹，收不下。")
NO_READING = N_("读数不在合理范围内，请重新测量。")
NO_NOTE = N_("说明是空的。")
SHA256 = re.compile(r"^[0-9a-f]{64}$")
STEP = re.compile(r"^[a-z0-9_.-]{1,60}$")
LONGEST_NOTE, LONGEST_CODE, MOST_SEQUENCE = 300, 64, 2_000_000_000
READINGS: Mapping[str, tuple[float, float]] = {
    "pulse": (20, 250),
    "systolic": (50, 280),
    "diastolic": (30, 180),
    "temperature": (30, 44),
    "glucose": (1, 40),
    "oxygen": (50, 100),
}
"""What a person can have at all; anything else is a slip of the thumb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    longitude: float
    latitude: float
    accuracy: float

    def as_text(self) -> str:
        return f"{self.longitude:.6f},{self.latitude:.6f},{self.accuracy:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry as it was read. `secret` (a card's token, a code) is compared and not kept."""

    order: UUID
    sequence: int
    kind: Kind
    taken_at: datetime
    place: Place | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why it was not read; the number, where it has one, so that the phone knows which."""

    reason: str
    sequence: int | None = None


def read(raw: object) -> Told | Fault:
    """One entry, or what is wrong with it."""
    if not isinstance(raw, Mapping):
        return Fault(NOT_READABLE)
    sequence = read_number(raw.get("sequence"), MOST_SEQUENCE)
    if sequence is None:
        return Fault(NO_NUMBER)
    order, kind = read_key(raw.get("order")), _kind(raw.get("kind"))
    taken_at = read_moment(raw.get("taken_at"))
    if order is None:
        return Fault(NO_ORDER, sequence)
    if kind is None:
        return Fault(NO_KIND, sequence)
    if taken_at is None:
        return Fault(NO_TIME, sequence)
    more = _MORE.get(kind, _nothing)(raw)
    if isinstance(more, str):
        return Fault(more, sequence)
    place = read_place(raw.get("place"))
    held = Told(order=order, sequence=sequence, kind=kind, taken_at=taken_at, place=place, **more)
    return _with_digest(held)


def read_key(raw: object) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def read_number(raw: object, most: int) -> int | None:
    """A whole number from 0 to `most`; true and false are none."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= most:
        return None
    return raw


def read_moment(raw: object) -> datetime | None:
    """A moment with its zone, of a year that a clock can show."""
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    try:
        told = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo and 2000 < told.year < 2200 else None


def read_place(raw: object) -> Place | None:
    """Where the phone was; rubbish is no place, and refuses no entry."""
    if not isinstance(raw, Mapping):
        return None
    found = [_finite(raw.get(name)) for name in ("longitude", "latitude", "accuracy")]
    longitude, latitude, accuracy = found
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return Place(longitude=longitude, latitude=latitude, accuracy=min(max(accuracy or 0.0, 0.0), 1e6))


def _finite(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return float(raw) if abs(raw) < 1e9 and isfinite(raw) else None


def _kind(raw: object) -> Kind | None:
    try:
        return Kind.of(raw) if isinstance(raw, str) else None
    except KeyError:
        return None


def _text(raw: object, most: int) -> str:
    return raw.replace("\x00", "").strip()[:most] if isinstance(raw, str) else ""


More = dict[str, Any] | str


def _nothing(raw: Mapping[str, Any]) -> More:
    return {}


def _step(raw: Mapping[str, Any]) -> More:
    step = raw.get("step")
    return {"payload": {"step": step}} if isinstance(step, str) and STEP.match(step) else NO_STEP


def _secret(raw: Mapping[str, Any]) -> More:
    secret = _text(raw.get("code"), LONGEST_CODE)
    return {"secret": secret} if secret else NO_CARD


def _picture(raw: Mapping[str, Any]) -> More:
    digest = raw.get("digest")
    if not isinstance(digest, str) or not SHA256.match(digest):
        return NO_PICTURE
    file_at = read_moment(raw.get("file_at"))
    return {"payload": {"digest": digest, **({"file_at": file_at.isoformat()} if file_at else {})}}


def _reading(raw: Mapping[str, Any]) -> More:
    told = raw.get("values")
    if not isinstance(told, Mapping) or not told or len(told) > len(READINGS):
        return NO_READING
    values: dict[str, float] = {}
    for name, value in told.items():
        number, span = _finite(value), READINGS.get(name) if isinstance(name, str) else None
        if number is None or span is None or not span[0] <= number <= span[1]:
            return NO_READING
        values[name] = number
    return {"payload": {"measures": sorted(values)}, "said": {"values": values}}


def _note(raw: Mapping[str, Any]) -> More:
    note = _text(raw.get("note"), LONGEST_NOTE)
    return {"said": {"note": note}} if note else NO_NOTE


_MORE: Mapping[Kind, Callable[[Mapping[str, Any]], More]] = {
    Kind.STEP: _step,
    Kind.CARD: _secret,
    Kind.CODE: _secret,
    Kind.PHOTO: _picture,
    Kind.SIGN: _picture,
    Kind.READING: _reading,
    Kind.NOTE: _note,
}


def _with_digest(told: Told) -> Told:
    """The same entry sent again has the same digest; another under its number has not."""
    body = {
        "order": str(told.order),
        "kind": told.kind.value,
        "taken_at": told.taken_at.isoformat(),
        "place": told.place.as_text() if told.place else "",
        "payload": dict(told.payload),
        "said": dict(told.said),
        "secret": told.secret,
    }
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(told, digest=digest)
