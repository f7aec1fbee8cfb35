"""A frame comes in: kept as it is, read, and made one signal however often the device repeats it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentPurpose
from chongyang.telecare.enums import DeviceState, SignalKind, Verdict
from chongyang.telecare.models import Device, DeviceModel, Frame, Signal
from chongyang.telecare.operations import trials
from chongyang.telecare.queries import WITH_A_PERSON
from chongyang.telecare.rules import catalogue, frames
from chongyang.telecare.rules.frames import FrameReading
from chongyang.telecare.rules.hiding import without_place
from chongyang.territory import queries as territory

# Never waits: a press must not stand behind a job that holds a million devices. What that one costs is the
# moment of last use, which the next frame tells again.
HEARD = """
WITH free AS (SELECT id AS held FROM telecare_device WHERE serial = %(serial)s FOR NO KEY UPDATE SKIP LOCKED)
UPDATE telecare_device SET last_seen_at = %(at)s, battery_percent = coalesce(%(battery)s, battery_percent),
  last_used_at = CASE WHEN %(used)s THEN %(at)s ELSE last_used_at END,
  state = CASE WHEN %(used)s AND state = %(installed)s THEN %(in_use)s ELSE state END
FROM free WHERE id = free.held RETURNING telecare_device.*, EXISTS (
  SELECT 1 FROM telecare_devicetrial t WHERE t.device_id = free.held AND t.ended_at IS NULL) AS is_tried
"""
UNKNOWN_DEVICE = N_("设备未登记")
FAILED = N_("处理出错")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a frame. `signal` is there for every press, repeated or not."""

    frame: Frame
    reading: FrameReading
    signal: Signal | None = None
    repeated: bool = False

    @property
    def is_alarm(self) -> bool:
        return self.signal is not None and self.signal.kind != SignalKind.TEST.value


def record_frame(*, topic: str, body: bytes, by: Actor, now: datetime) -> Recorded:
    """Keep an MQTT frame that was received at `now`, and make or find its signal."""
    return record_reading(reading=frames.read(topic, body, now), topic=topic, body=body, by=by)


@transaction.atomic(savepoint=False)
def record_reading(*, reading: FrameReading, topic: str, body: bytes, by: Actor) -> Recorded:
    """Keep a frame that a door has read already, and make or find its signal.

    A repetition is a frame of its own with the signal of the first. An alarm of an unknown device is a signal
    without device, kept under the whole city; anything else of an unknown device is rejected with its reason.
    """
    device = _heard_of(reading)
    body = _bare(body, reading, device)
    known = device is not None or reading.channel == "alarm"
    if reading.verdict == Verdict.REJECTED or not known:
        reason = reading.note or UNKNOWN_DEVICE
        return Recorded(_keep(reading, topic, body, Verdict.REJECTED, reason), reading)
    frame = _keep(reading, topic, body, reading.verdict, reading.note)
    if reading.verdict == Verdict.HEARTBEAT:
        return Recorded(frame, reading)
    return _record_signal(reading, frame, device, by)


@transaction.atomic
def keep_failed_frame(*, reading: FrameReading, topic: str, body: bytes, failure: str) -> Frame:
    """Keep a frame whose handling failed; `failure` is the kind of error, never its text."""
    body = _bare(body, reading, Device.objects.filter(serial=reading.serial).first())
    return _keep(reading, topic, body, Verdict.REJECTED, f"{FAILED}：{failure}")


def _keep(reading: FrameReading, topic: str, body: bytes, verdict: Verdict, reason: str) -> Frame:
    return Frame.objects.create(
        received_at=reading.received_at,
        topic=frames.clean(topic)[: frames.TOPIC_LIMIT],
        body=body[: frames.BODY_LIMIT],
        serial=reading.serial,
        verdict=verdict.value,
        reason=reason[: frames.NOTE_LIMIT],
    )


def _bare(body: bytes, reading: FrameReading, device: Device | None) -> bytes:
    """The frame as it came; without its place for who withdrew the consent to it."""
    person = _person_at(device)
    if person is None or not is_place_hidden(person):
        return body
    is_packed = reading.longitude is not None and not body.lstrip().startswith(b"{")
    return b"" if is_packed else without_place(body)


def _person_at(device: Device | None) -> UUID | None:
    return device.person if device and device.state in WITH_A_PERSON else None


def is_place_hidden(person: UUID) -> bool:
    """Whether she took the consent to be located back, or refused it."""
    return bool(registry.withdrawn_of([person], ConsentPurpose.LOCATION))


def _heard_of(reading: FrameReading) -> Device | None:
    """The device, locked, with what any frame of it tells: that it lives, its battery, that it was used."""
    words = {
        "serial": reading.serial,
        "at": reading.received_at,
        "battery": reading.battery_percent,
        "used": reading.verdict == Verdict.SIGNAL,
        "installed": DeviceState.INSTALLED.value,  # the first signal out of a home proves the device
        "in_use": DeviceState.IN_USE.value,
    }
    heard = next(iter(Device.objects.raw(HEARD, words)), None)
    return heard or Device.objects.filter(serial=reading.serial).first()


def _record_signal(reading: FrameReading, frame: Frame, device: Device | None, by: Actor) -> Recorded:
    made = _signal(reading, frame, device)
    trial = trials.judge_press(made, device, frames.WRONG_CLOCK in reading.notes)
    if not _is_new(made):  # two gateways at once make one signal
        kept = Signal.objects.get(serial=made.serial, event_key=made.event_key)
        frame.verdict = Verdict.REPEATED.value
        frame.save(update_fields=["verdict"])
        return Recorded(frame, reading, kept, repeated=True)
    kept = made
    if trial and device:
        trials.note_press(trial, kept, device)
    events.record(
        "telecare.signal.recorded",
        by=by,
        now=reading.received_at,
        area=kept.area,
        subject_type="signal",
        subject=kept.id,
        person=kept.person,
        payload={"kind": kept.kind, "known": device is not None, "clock_wrong": kept.is_clock_wrong},
    )
    return Recorded(frame, reading, kept)


def _is_new(signal: Signal) -> bool:
    """Write a signal unless its press is there already; says whether it was written."""
    fields = Signal._meta.concrete_fields
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    places = sql.SQL(", ").join([sql.Placeholder()] * len(fields))
    words = "INSERT INTO telecare_signal ({}) VALUES ({}) ON CONFLICT (serial, event_key) DO NOTHING"
    values = [field.get_db_prep_save(getattr(signal, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(words).format(columns, places), values)
        return bool(cursor.rowcount)


def _meaning(reading: FrameReading, device: Device | None) -> tuple[SignalKind, tuple[str, ...]]:
    """The alarm's kind, through the map of the device's model if the frame has the vendor's code alone."""
    kind = reading.kind or SignalKind.UNKNOWN_ALARM
    if device is None:
        return kind, (UNKNOWN_DEVICE, *reading.notes)
    if reading.code:
        codes = DeviceModel.objects.filter(code=device.model).values_list("alarm_codes", flat=True).first()
        told = catalogue.meaning_of(reading.code, codes or {})
        if told is not SignalKind.UNKNOWN_ALARM:
            return told, tuple(note for note in reading.notes if note not in frames.KIND_NOTES)
    return kind, reading.notes


def _place_of(reading: FrameReading, person: UUID | None) -> tuple[float | None, float | None]:
    """Where the device says it is; nowhere for who withdrew the consent to it: then help goes to the home."""
    if reading.longitude is None or person is None:
        return reading.longitude, reading.latitude
    if is_place_hidden(person):
        return None, None
    return reading.longitude, reading.latitude


def _signal(reading: FrameReading, frame: Frame, device: Device | None) -> Signal:
    kind, notes = _meaning(reading, device)
    person = _person_at(device)
    longitude, latitude = _place_of(reading, person)
    return Signal(
        serial=reading.serial,
        event_key=reading.event_key,
        device=device,
        person=person,
        area=device.area if device else territory.city_interval()[0],
        kind=kind.value,
        pressed_at=reading.pressed_at or reading.received_at,
        received_at=reading.received_at,
        is_clock_wrong=reading.is_clock_wrong,
        longitude=longitude,
        latitude=latitude,
        note=frames.SEPARATOR.join(notes)[: frames.NOTE_LIMIT],
        frame=frame,
    )
