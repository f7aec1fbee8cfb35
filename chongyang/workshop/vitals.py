"""Weeks of readings for some elders of a demo city, by rule and in a few statements; nobody's, and said so.

Sixty elders, sixty days of raw readings and two years of hours.
A few last readings go the way of a device's frame, so that alerts stand on the desk.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from chongyang.core import facts
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.registry.models import Elder, Profile
from chongyang.telecare import operations as telecare
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.models import Device
from chongyang.telecare.operations import Incoming
from chongyang.telecare.rules import readings
from chongyang.telecare.rules.vitals import load_rules
from chongyang.workshop.accounts import STREET

MARK = "demo_vitals"
ELDERS, NEAR = 60, 24
RAW_DAYS, YEARS_DAYS = 60, 730
EVERY = 3  # before the raw days, each third day: enough for a line over years


class UnableToMakeVitals(Exception):
    """This is no demo city."""


@dataclass(frozen=True, slots=True)
class Course:
    """One kind as one device measures it: at which hours, around which value, how wide, how it differs."""

    device: DeviceKind
    kind: str
    hours: tuple[int, ...]
    around: float
    spread: float
    between: float = 0.0
    digits: int = 0
    context: str = ""


WAKING = tuple(range(6, 22))
COURSES = (
    Course(DeviceKind.BLOOD_PRESSURE, "systolic", (7, 20), 130, 12, 14),
    Course(DeviceKind.BLOOD_PRESSURE, "diastolic", (7, 20), 78, 8, 8),
    Course(DeviceKind.BLOOD_PRESSURE, "heart_rate", (7, 20), 72, 9, 8),
    Course(DeviceKind.GLUCOSE, "glucose", (7,), 6.1, 0.9, 0.8, 1, "fasting"),
    Course(DeviceKind.GLUCOSE, "glucose", (13,), 8.0, 1.4, 0.8, 1, "after_meal"),
    Course(DeviceKind.OXIMETER, "spo2", (8, 19), 96, 1.6, 1),
    Course(DeviceKind.THERMOMETER, "temperature", (7,), 36.5, 0.3, 0.1, 1),
    Course(DeviceKind.FALL_RADAR, "movement", WAKING, 26, 24, 6),
    Course(DeviceKind.FALL_RADAR, "movement", (23, 2, 4), 1.5, 1.5),
    Course(DeviceKind.BED, "bed", (22, 23, 0, 1, 2, 3, 4, 5, 13), 1, 0),
    Course(DeviceKind.BED, "bed", (7, 9, 11, 15, 17, 19, 21), 0, 0),
    Course(DeviceKind.DOOR, "door", (8, 10, 16, 18), 1, 0),
)
HOME = (DeviceKind.FALL_RADAR, DeviceKind.BED, DeviceKind.DOOR, DeviceKind.WATER, DeviceKind.GAS)
BODY = (DeviceKind.BLOOD_PRESSURE, DeviceKind.OXIMETER, DeviceKind.THERMOMETER)

# Noise by digest: the same device and moment give the same value in every run.
NOISE = "(abs(hashtext({seed})::bigint) %% 2001 / 1000.0 - 1)"
VALUE = (
    "round((%(around)s + %(between)s * "
    + NOISE.format(seed="d.serial || %(kind)s::varchar")
    + " + %(spread)s * "
    + NOISE.format(seed="d.serial || %(kind)s::varchar || at::text")
    + ")::numeric, %(digits)s)::float8"
)
MOMENTS = """
generate_series(%(first)s::date, %(last)s::date, make_interval(days => %(every)s)) AS day,
unnest(%(hours)s::int[]) AS hour,
LATERAL (SELECT (day::timestamp + make_interval(hours => hour,
  mins => (abs(hashtext(d.serial || day::text)::bigint) %% 40)::int)) AT TIME ZONE 'Asia/Shanghai' AS at) m
"""
RAW = f"""
INSERT INTO telecare_reading
  (id, serial, event_key, kind, context, at, received_at, value, person, area, fault)
SELECT gen_random_uuid(), d.serial, 'demo-' || to_char(at, 'YYYYMMDDHH24'), %(kind)s::varchar, %(context)s,
  at, at + interval '2 seconds', greatest({VALUE}, 0), d.person, d.area, ''
FROM telecare_device d, {MOMENTS}
WHERE d.serial LIKE '__2408-%%' AND d.kind = %(device)s::varchar AND at < %(now)s
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
HOURS = f"""
INSERT INTO telecare_hourlyreading
  (id, person, area, kind, context, hour, lowest, highest, mean, count, last)
SELECT gen_random_uuid(), d.person, d.area, %(kind)s::varchar, %(context)s, date_trunc('hour', at),
  v, v, v, 1, v
FROM telecare_device d, {MOMENTS}, LATERAL (SELECT greatest({VALUE}, 0) AS v) x
WHERE d.serial LIKE '__2408-%%' AND d.kind = %(device)s::varchar
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
LAST = """
INSERT INTO telecare_lastreading (id, person, area, kind, context, at, value, active_at)
SELECT gen_random_uuid(), person, max(area), kind, (array_agg(context ORDER BY at DESC))[1], max(at),
  (array_agg(value ORDER BY at DESC))[1], max(at) FILTER (WHERE value > 0)
FROM telecare_reading WHERE serial LIKE '__2408-%%' GROUP BY person, kind
ON CONFLICT (person, kind) DO NOTHING
"""


@transaction.atomic
def make_vitals(*, now: datetime) -> int:
    """Devices and readings for some elders; how many elders. A city that has them already is left alone."""
    with enter(system_scope("make_vitals")):
        if not facts.get("synthetic", default=False):
            raise UnableToMakeVitals("This is no demo city; readings of its elders are not invented.")
        made = facts.get("city") or {}
        if facts.get(MARK) == made:
            return 0
        elders = _choose()
        Device.objects.bulk_create(_devices(elders, now), ignore_conflicts=True)
        telecare.turn_readings(now=now, back=RAW_DAYS)
        _write(now)
        telecare.roll_up(since=now - timedelta(days=RAW_DAYS + 1), until=now)
        _raise_some(now)
        facts.put(MARK, made)
        return len(elders)


def _choose() -> list[Elder]:
    """Elders of the street whose clerk has a demo account, then of the rest of the city."""
    alive = Elder.objects.filter(life_status="alive", same_as=None).order_by("id")
    near = list(alive.filter(area__range=interval_of(STREET))[:NEAR])
    rest = alive.exclude(id__in=[one.id for one in near])[: ELDERS - len(near)]
    return [*near, *rest]


PREFIXES = {
    DeviceKind.BLOOD_PRESSURE: "BP",
    DeviceKind.GLUCOSE: "GL",
    DeviceKind.OXIMETER: "OX",
    DeviceKind.THERMOMETER: "TH",
    DeviceKind.FALL_RADAR: "RD",
    DeviceKind.BED: "BD",
    DeviceKind.DOOR: "DR",
    DeviceKind.GAS: "GS",
    DeviceKind.WATER: "WA",
}


def serial_of(number: int, kind: DeviceKind) -> str:
    """An invented serial number as on a label: the kind, the month it was made, a running number."""
    return f"{PREFIXES.get(kind, 'DX')}2408-{100417 + number * 37}"


def _devices(elders: list[Elder], now: datetime) -> Iterator[Device]:
    sick = dict(Profile.objects.filter(id__in=[one.id for one in elders]).values_list("id", "conditions"))
    for number, elder in enumerate(elders):
        kinds = [*BODY, *(HOME if number % 2 == 0 else ())]
        kinds += [DeviceKind.GLUCOSE] if number % 3 == 0 or "diabetes" in sick.get(elder.id, ()) else []
        for kind in kinds:
            yield Device(
                serial=serial_of(number, kind),
                kind=kind.value,
                model=f"demo-{kind.value.replace('_', '-')}",
                state="in_use",
                person=elder.id,
                area=elder.area,
                installed_on=(now - timedelta(days=YEARS_DAYS)).date(),
                last_seen_at=now,
                last_used_at=now,
                battery_percent=60 + number % 40,
                health="ok",
            )


def _write(now: datetime) -> None:
    with connection.cursor() as cursor:
        for course in COURSES:
            words: dict[str, Any] = {
                **{name: getattr(course, name) for name in Course.__slots__},
                "device": course.device.value,
                "hours": list(course.hours),
                "now": now,
            }
            raw_from, last = (now - timedelta(days=RAW_DAYS)).date(), now.date()
            cursor.execute(RAW, {**words, "first": raw_from, "last": last, "every": 1})
            if course.device in (*BODY, DeviceKind.GLUCOSE):
                first = (now - timedelta(days=YEARS_DAYS)).date()
                until = raw_from - timedelta(days=1)
                cursor.execute(HOURS, {**words, "first": first, "last": until, "every": EVERY})
        cursor.execute(LAST)


TOLD = (
    (serial_of(0, DeviceKind.BLOOD_PRESSURE), {"systolic": 186, "diastolic": 104}, 2),
    (serial_of(1, DeviceKind.OXIMETER), {"spo2": 86}, 2),
    (serial_of(3, DeviceKind.GLUCOSE), {"glucose": 3.4, "context": "fasting"}, 1),
    (serial_of(4, DeviceKind.THERMOMETER), {"temperature": 38.1}, 2),
    (serial_of(6, DeviceKind.WATER), {"water": 1}, 1),
    (serial_of(5, DeviceKind.BLOOD_PRESSURE), {"systolic": 84, "diastolic": 52}, 2),
)


def _raise_some(now: datetime) -> None:
    """A few values beyond a limit, by the way of a frame."""
    for serial, values, times in TOLD:
        for turn in range(times):
            at = now - timedelta(minutes=10 * (times - turn))
            body = json.dumps({"event": f"demo-{turn}", "at": at.isoformat(), **values}).encode()
            measured = readings.read(f"cy/{serial}/reading", body, at, load_rules())
            incoming = [Incoming(f"cy/{serial}/reading", body, measured)]
            telecare.record_measured(incoming=incoming, by=SYSTEM, now=at)
