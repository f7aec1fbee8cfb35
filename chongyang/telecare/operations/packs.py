"""Signs of life, thousands in one statement: packed as they came, and the devices' last moment moved on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.db import connection, transaction

from chongyang.core.keys import new_key
from chongyang.core.words import N_
from chongyang.telecare.enums import Health, Verdict
from chongyang.telecare.models import Frame, FramePack
from chongyang.telecare.operations.frames import UNKNOWN_DEVICE
from chongyang.telecare.rules import frames, life, packing
from chongyang.telecare.rules.frames import FrameReading
from chongyang.telecare.rules.hiding import without_place
from chongyang.telecare.rules.packing import RawFrame

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "frames.yaml"
CITY = ZoneInfo("Asia/Shanghai")
LIMITED = N_("设备上报过多，已限速")

# A device that an alarm holds this moment is left: the alarm says itself that the device lives, and two
# batches that held devices of each other would wait for ever.
HEAR = """
UPDATE telecare_device d
SET last_seen_at = held.at, battery_percent = coalesce(held.battery, d.battery_percent)
FROM (
  SELECT d.id, s.at, s.battery FROM telecare_device d
  JOIN unnest(%s::text[], %s::timestamptz[], %s::int[]) AS s (serial, at, battery) ON s.serial = d.serial
  WHERE d.last_seen_at IS NULL OR date_trunc('minute', d.last_seen_at) < date_trunc('minute', s.at)
    OR s.battery <> coalesce(d.battery_percent, -1)
  FOR NO KEY UPDATE OF d SKIP LOCKED) held
WHERE held.id = d.id
"""
UNKNOWN = """
SELECT s.serial FROM unnest(%s::text[]) AS s (serial)
WHERE NOT EXISTS (SELECT 1 FROM telecare_device d WHERE d.serial = s.serial)
"""
FLAG = """
WITH flooded AS (
  UPDATE telecare_device SET flooded_at = %(now)s WHERE serial = %(serial)s RETURNING id, person, area, state)
INSERT INTO telecare_followup (id, device_id, kind, person, area, opened_at, outcome)
SELECT %(key)s, id, %(kind)s, person, area, %(now)s, '' FROM flooded WHERE state = ANY(%(homes)s)
ON CONFLICT (device_id) WHERE closed_at IS NULL DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life: what was read and the frame as it came."""

    reading: FrameReading
    frame: RawFrame


@transaction.atomic(savepoint=False)
def keep_beats(beats: Sequence[Beat]) -> int:
    """Keep signs of life in one pack and move their devices on; returns how many devices changed.

    Three statements and one for those of unknown devices, which are rejected with their reason, each with a
    row of its own. A device is written only when its minute or its battery changed.
    """
    keep_packed([_bare(beat) for beat in beats])
    last = _last(beats)
    columns = [list(column) for column in zip(*last.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(HEAR, [list(last), *columns])
        changed = cursor.rowcount
        cursor.execute(UNKNOWN, [list(last)])
        unknown = {serial for (serial,) in cursor.fetchall()}
    if unknown:
        _reject([beat for beat in beats if beat.reading.serial in unknown])
    return int(changed)


def _bare(beat: Beat) -> RawFrame:
    """A frame of a terminal that is no JSON and tells a place is kept without its bytes."""
    return beat.frame if beat.reading.longitude is None else replace(beat.frame, body=b"")


def _last(beats: Iterable[Beat]) -> dict[str, tuple[datetime, int | None]]:
    """The newest moment of each device, with the newest battery that it told."""
    last: dict[str, tuple[datetime, int | None]] = {}
    for beat in beats:
        reading = beat.reading
        known = last.get(reading.serial, (reading.received_at, None))[1]
        battery = known if reading.battery_percent is None else reading.battery_percent
        last[reading.serial] = (reading.received_at, battery)
    return dict(sorted(last.items()))


def _reject(beats: Iterable[Beat]) -> None:
    rows = [_rejected(beat.reading.serial, beat.frame, UNKNOWN_DEVICE) for beat in beats]
    Frame.objects.bulk_create(rows)


def _rejected(serial: str, frame: RawFrame, reason: str) -> Frame:
    return Frame(
        received_at=frame.received_at,
        topic=frames.clean(frame.topic)[: frames.TOPIC_LIMIT],
        body=frame.body[: frames.BODY_LIMIT],
        serial=serial,
        verdict=Verdict.REJECTED.value,
        reason=reason[: frames.NOTE_LIMIT],
    )


def keep_packed(kept: Sequence[RawFrame]) -> None:
    """Keep raw frames in one row, whatever they say, but for the place: nobody looks at it at other times
    than an alarm, so it is not kept (the consent's own words, PIPL art. 6).
    """
    if not kept:
        return
    kept = [replace(frame, body=without_place(frame.body)) for frame in kept]
    moments = [frame.received_at for frame in kept]
    start, end = min(moments), max(moments)
    body = packing.pack(kept, start)
    FramePack.objects.create(id=new_key(), received_from=start, received_to=end, count=len(kept), body=body)


@transaction.atomic(savepoint=False)
def flag_flood(*, serial: str, frame: RawFrame, dropped: int, now: datetime) -> None:
    """A device said more than anybody needs: say how much was only packed, mark it, have it repaired once."""
    _rejected(serial, frame, f"{LIMITED}：{dropped}").save(force_insert=True)
    words: dict[str, Any] = {
        "now": now,
        "serial": serial,
        "key": new_key(),
        "kind": Health.NOISY.value,
        "homes": list(life.IN_HOME),
    }
    with connection.cursor() as cursor:
        cursor.execute(FLAG, words)


@cache
def _kept_days() -> dict[str, Any]:
    return dict(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def turn_days(*, now: datetime) -> int:
    """Make the coming days of packs, drop those that are too old whole; returns how many were dropped."""
    told = _kept_days()
    with connection.cursor() as cursor:
        words = [now.astimezone(CITY).date(), told["days_ahead"], told["pack_days"]]
        cursor.execute("SELECT telecare_frame_days(%s, %s, %s)", words)
        return int(cursor.fetchone()[0])
