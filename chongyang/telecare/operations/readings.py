"""Readings come in: a batch is kept by one statement, once however often it is said, and judged at once."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentPurpose
from chongyang.telecare.enums import Verdict
from chongyang.telecare.models import Frame
from chongyang.telecare.operations import judging
from chongyang.telecare.operations.frames import UNKNOWN_DEVICE
from chongyang.telecare.operations.packs import keep_packed
from chongyang.telecare.queries import WITH_A_PERSON, find_device
from chongyang.telecare.rules import frames, readings
from chongyang.telecare.rules.hiding import without_place
from chongyang.telecare.rules.packing import RawFrame
from chongyang.telecare.rules.readings import Measured
from chongyang.telecare.rules.vitals import load_rules
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

log = logging.getLogger(__name__)
HOME = frozenset({"gas", "smoke", "water"})

# A repetition whose clock is wrong comes with another moment each time: it is looked for by its key.
KEEP = """
WITH items AS (
  SELECT * FROM jsonb_to_recordset(%(items)s::jsonb) AS x (id uuid, serial text, event_key text, kind text,
    context text, at timestamptz, received_at timestamptz, value float8, person uuid, area bigint, fault text,
    own_clock boolean)),
kept AS (
  INSERT INTO telecare_reading
    (id, serial, event_key, kind, context, at, received_at, value, person, area, fault)
  SELECT DISTINCT ON (serial, event_key, kind, CASE WHEN own_clock THEN at END)
    id, serial, event_key, kind, context, at, received_at, value, person, area, fault FROM items i
  WHERE own_clock OR NOT EXISTS (
    SELECT FROM telecare_reading r WHERE r.serial = i.serial AND r.event_key = i.event_key
      AND r.kind = i.kind AND r.at > i.received_at - interval '8 days')
  ON CONFLICT DO NOTHING
  RETURNING person, area, kind, context, at, received_at, value, fault),
last AS (
  INSERT INTO telecare_lastreading AS l
    (id, person, area, kind, context, at, value, active_at, unjudged_since)
  SELECT gen_random_uuid(), person, max(area), kind, (array_agg(context ORDER BY at DESC))[1], max(at),
    (array_agg(value ORDER BY at DESC))[1], max(at) FILTER (WHERE value > 0), max(received_at)
  FROM kept WHERE person IS NOT NULL AND fault <> 'implausible' GROUP BY person, kind ORDER BY person, kind
  ON CONFLICT (person, kind) DO UPDATE SET
    area = excluded.area,
    context = CASE WHEN excluded.at >= l.at THEN excluded.context ELSE l.context END,
    value = CASE WHEN excluded.at >= l.at THEN excluded.value ELSE l.value END,
    at = greatest(l.at, excluded.at),
    active_at = greatest(l.active_at, excluded.active_at),
    unjudged_since = coalesce(l.unjudged_since, excluded.unjudged_since)
  RETURNING person, kind)
SELECT coalesce(jsonb_agg(jsonb_build_array(person, kind)), '[]') FROM last
"""
DEVICES = """
SELECT serial, person, area, state FROM telecare_device WHERE serial = ANY(%s) ORDER BY serial FOR UPDATE
"""
HEARD = """
UPDATE telecare_device d SET last_seen_at = greatest(d.last_seen_at, s.at),
  last_used_at = greatest(d.last_used_at, s.at), battery_percent = coalesce(s.battery, d.battery_percent),
  state = CASE d.state WHEN 'installed' THEN 'in_use' ELSE d.state END
FROM unnest(%s::text[], %s::timestamptz[], %s::int[]) AS s (serial, at, battery) WHERE s.serial = d.serial
"""

UNJUDGED = """
SELECT person, kind FROM telecare_lastreading WHERE unjudged_since < %s ORDER BY unjudged_since, id LIMIT %s
"""


class UnableToTakeReadings(Exception):
    """There is no such device within reach; Chinese source text."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A frame of measurements: as it came, and as it was read."""

    topic: str
    body: bytes
    measured: Measured


@dataclass(frozen=True, slots=True)
class _Known:
    """A device in the register; a person only where it stands in a home."""

    person: UUID | None
    area: int


@transaction.atomic
def record_measured(*, incoming: Sequence[Incoming], by: Actor, now: datetime) -> list[bool]:
    """Keep a batch and judge it; for each frame whether its device is known and so may be answered.

    Of who withdrew the consent to health data nothing is kept or judged but what guards the home (gas, smoke,
    water); her device is answered as before, and a press of hers is an alarm as before.

    Whose home a device stands in the register says, never the device. A reading of an unknown device is
    rejected with its reason. If the judging fails, the readings stay and are judged later.
    """
    known = _devices({one.measured.serial for one in incoming})
    answers = [one.measured.serial in known and bool(one.measured.values) for one in incoming]
    incoming = _agreed(incoming, known)
    _keep_frames(incoming, known)
    heard = [one.measured for one in incoming if one.measured.serial in known]
    fresh = _keep(_items(heard, known))
    if heard:
        _hear(heard)
    if fresh:
        judge_again(fresh, by=by, now=now)
    return answers


def _agreed(incoming: Sequence[Incoming], known: Mapping[str, _Known]) -> list[Incoming]:
    """The batch without values of health of who took her consent back; their frames are not kept either."""
    persons = {held.person for held in known.values() if held.person}
    silent = registry.withdrawn_of(persons, ConsentPurpose.HEALTH) if persons else set()
    if not silent:
        return list(incoming)
    whose = {serial: held.person for serial, held in known.items()}
    kept = (_of_the_home(one) if whose.get(one.measured.serial) in silent else one for one in incoming)
    return [one for one in kept if one]


def _of_the_home(one: Incoming) -> Incoming | None:
    """What a frame says of the home alone; a frame that says more is kept without its body."""
    values = tuple(value for value in one.measured.values if value.kind.value in HOME)
    if not values:
        return None
    is_whole = len(values) == len(one.measured.values)
    return one if is_whole else Incoming(one.topic, b"", replace(one.measured, values=values))


def judge_again(fresh: Sequence[tuple[UUID, str]], *, by: Actor, now: datetime) -> None:
    """Judge (person, kind) pairs; a failure is said, and the readings wait for the next sweep."""
    try:
        with transaction.atomic():
            judging.judge(pairs=fresh, by=by, now=now)
    except DatabaseError:
        raise  # the database is away, or the transaction is broken: the batch comes again
    except Exception as error:  # a rule that fails must never cost a reading
        log.error("%s readings wait to be judged: %s", len(fresh), type(error).__name__)


def _devices(serials: Iterable[str]) -> dict[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(DEVICES, [sorted(serials)])
        rows = cursor.fetchall()
    return {
        serial: _Known(person if state in WITH_A_PERSON else None, area)
        for serial, person, area, state in rows
    }


def _keep_frames(incoming: Sequence[Incoming], known: Mapping[str, _Known]) -> None:
    """All frames packed, and a row of its own for each that something is to be said about."""
    keep_packed([RawFrame(one.measured.received_at, one.topic, one.body) for one in incoming])
    told = [(one, _why(one.measured, known)) for one in incoming]
    Frame.objects.bulk_create(_frame(one, why, known) for one, why in told if why)


def _why(measured: Measured, known: Mapping[str, _Known]) -> str:
    return measured.note if measured.serial in known else UNKNOWN_DEVICE


def _frame(one: Incoming, why: str, known: Mapping[str, _Known]) -> Frame:
    is_kept = one.measured.serial in known and one.measured.values
    return Frame(
        received_at=one.measured.received_at,
        topic=frames.clean(one.topic)[: frames.TOPIC_LIMIT],
        body=without_place(one.body)[: frames.BODY_LIMIT],
        serial=one.measured.serial,
        verdict=(Verdict.READING if is_kept else Verdict.REJECTED).value,
        reason=why[: frames.NOTE_LIMIT],
    )


def _items(heard: Sequence[Measured], known: Mapping[str, _Known]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(new_key()),
            "serial": measured.serial,
            "event_key": measured.event_key,
            "kind": one.kind.value,
            "context": one.context,
            "at": one.at.isoformat(),
            "received_at": measured.received_at.isoformat(),
            "value": one.value,
            "person": str(person) if (person := known[measured.serial].person) else None,
            "area": known[measured.serial].area,
            "fault": one.fault,
            "own_clock": one.at != measured.received_at,
        }
        for measured in heard
        for one in measured.values
    ]


def _keep(items: list[dict[str, Any]]) -> list[tuple[UUID, str]]:
    """One statement for all; answers which kinds of which persons are new."""
    if not items:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"items": json.dumps(items)})
        pairs = cursor.fetchone()[0]
    held = json.loads(pairs) if isinstance(pairs, str) else pairs
    return [(UUID(person), kind) for person, kind in held]


def _hear(heard: Sequence[Measured]) -> None:
    """The devices live, and were used by being measured with."""
    last: dict[str, tuple[datetime, int | None]] = {}
    for one in heard:
        former = last.get(one.serial, (one.received_at, None))
        battery = former[1] if one.battery_percent is None else one.battery_percent
        last[one.serial] = (max(former[0], one.received_at), battery)
    columns = [list(column) for column in zip(*last.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(HEARD, [list(last), *columns])


def take_readings(*, serial: str, said: Mapping[str, Any], scope: Scope, now: datetime) -> Measured:
    """Readings that a program brings for a device within its reach; raises UnableToTakeReadings."""
    demand(scope, Can.WATCH_VITALS)
    device = find_device(scope, serial)
    if device is None:
        raise UnableToTakeReadings(UNKNOWN_DEVICE)
    body = json.dumps(said).encode()
    measured = readings.read_values(device.serial, said, now, load_rules(), body)
    with enter(system_scope("take_readings", actor=scope.actor)):
        record_measured(incoming=[Incoming("api", body, measured)], by=scope.actor, now=now)
    return measured


def sweep_unjudged(*, by: Actor, now: datetime, limit: int = 5000) -> int:
    """Judge what waited because judging failed when it came in."""
    with connection.cursor() as cursor:
        cursor.execute(UNJUDGED, [now - timedelta(minutes=1), limit])
        pairs = [(person, kind) for person, kind in cursor.fetchall()]
    if pairs:
        judge_again(pairs, by=by, now=now)
    return len(pairs)
