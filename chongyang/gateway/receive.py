"""One batch of device messages, one transaction: frames, signals, incidents, and what to answer after it.

Nothing here talks to a broker. Whoever calls it acknowledges and answers only after it has returned.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import InterfaceError, NotSupportedError, OperationalError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, system_scope
from chongyang.emergency import operations as emergency
from chongyang.gateway import measurements
from chongyang.gateway.measurements import is_measurement
from chongyang.telecare import operations as telecare
from chongyang.telecare.enums import SignalKind, Verdict
from chongyang.telecare.operations import Beat, Recorded
from chongyang.telecare.rules import frames
from chongyang.telecare.rules.frames import FrameReading
from chongyang.telecare.rules.packing import RawFrame
from chongyang.territory import queries as territory

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
GATEWAY = Actor(kind="system", label="gateway")
Opener = Callable[..., Any]
OPENER: Opener = emergency.receive_entered


@dataclass(frozen=True)
class Message:
    """A message as it came. `token` is what the door needs to acknowledge it.

    A door with a language of its own (TCP) has read the message already; the words of MQTT are read here.
    One that a broker retained is a copy, which comes again at every connection of ours.
    """

    topic: str
    body: bytes
    received_at: datetime
    token: Any = None
    told: FrameReading | None = None
    retained: bool = False
    is_over: bool = False  # beyond the device's allowance: kept, and nothing more

    @cached_property
    def reading(self) -> FrameReading:
        return self.told or frames.read(self.topic, self.body, self.received_at, is_copy=self.retained)

    def beyond(self) -> "Message":
        """The same message, beyond its device's allowance."""
        return replace(self, is_over=True)

    @property
    def raw(self) -> RawFrame:
        return RawFrame(self.received_at, self.topic, self.body)

    @property
    def is_beat(self) -> bool:
        """A sign of life of now with nothing to remark, which needs no row of its own."""
        reading = self.reading
        return reading.verdict == Verdict.HEARTBEAT and not reading.notes and not self.retained

    @property
    def sender(self) -> str:
        """What the device calls itself in full, to be answered so: a long serial number is kept shortened."""
        return self.told.serial if self.told else self.topic.split("/")[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """To whom to say that a press is kept: the device and its own word for the press."""

    serial: str
    event: str | int | None


def receive_batch(messages: Sequence[Message], opener: Opener = OPENER) -> list[Answer]:
    """Keep the messages and open or join their incidents, all in one transaction, then say whom to answer.

    A message that cannot be handled is kept as a rejected frame and never stops the others. Raises
    OperationalError or InterfaceError when the database is away; then nothing of the batch was kept.
    """
    return [answer for answer in receive_each(messages, opener) if answer]


def receive_each(messages: Sequence[Message], opener: Opener = OPENER) -> list[Answer | None]:
    """`receive_batch` with one entry for each message: its answer, or nothing where none is due."""
    with enter(system_scope("gateway", actor=GATEWAY)):
        answers = [_receive(one, opener) if not is_measurement(one.topic) else None for one in messages]
        for place, event in measurements.keep(messages):
            answers[place] = Answer(messages[place].sender, event)
        return answers


def receive_beats(messages: Sequence[Message]) -> None:
    """Keep signs of life and what came beyond an allowance: thousands in a few statements, none answered.

    If the one transaction fails, for whatever reason, each is received by itself. Raises as `receive_batch`.
    """
    try:
        with enter(system_scope("gateway", actor=GATEWAY)):
            telecare.keep_packed([message.raw for message in messages if message.is_over])
            beats = [Beat(message.reading, message.raw) for message in messages if not message.is_over]
            if beats:
                telecare.keep_beats(beats)
    except AWAY:
        raise
    except Exception as error:
        _raise_if_away(error)
        log.error("a batch of signs of life failed: %s", type(error).__name__)
        receive_each(messages, OPENER)


def flag_flood(message: Message, dropped: int) -> None:
    """Mark the device of a message that came beyond its allowance, and say how many did."""
    with enter(system_scope("gateway", actor=GATEWAY)):
        telecare.flag_flood(
            serial=message.reading.serial, frame=message.raw, dropped=dropped, now=message.received_at
        )


def _receive(message: Message, opener: Opener) -> Answer | None:
    if message.retained and message.topic.endswith("/heartbeat"):
        return None  # a sign of life of some other day
    try:
        with transaction.atomic():
            recorded = _record(message)
            if recorded.is_alarm:
                _open(recorded, opener)
            return Answer(message.sender, recorded.reading.event) if recorded.signal else None
    except AWAY:
        raise
    except Exception as error:  # one message must never stop the others
        return _keep_failed(message, error, opener)


def _record(message: Message) -> Recorded:
    reading = message.reading
    by = Actor(kind="device", label=reading.serial or "unknown")
    return telecare.record_reading(reading=reading, topic=message.topic, body=message.body, by=by)


def _open(recorded: Recorded, opener: Opener) -> None:
    signal = recorded.signal
    if signal is None or recorded.repeated:  # the first one opened it in the same transaction
        return
    opener(
        kind=signal.kind,
        source="device",
        area=signal.area,
        person=signal.person,
        device=signal.device_id,
        subject_key=f"device:{signal.serial}",
        reference=signal.id,
        said_at=signal.pressed_at,
        received_at=signal.received_at,
        by=Actor(kind="device", label=signal.serial),
        longitude=signal.longitude,
        latitude=signal.latitude,
        note=signal.note,
    )


def _keep_failed(message: Message, error: Exception, opener: Opener) -> Answer | None:
    """Keep the frame with the kind of failure; an alarm still becomes an incident if that is possible."""
    _raise_if_away(error)
    failure = type(error).__name__
    reading = message.reading
    log.error("a frame on channel %s failed: %s", reading.channel or "?", failure)
    kept = _try(
        lambda: telecare.keep_failed_frame(
            reading=reading, topic=message.topic, body=message.body, failure=failure
        )
    )
    if reading.channel != "alarm" or not _try(lambda: _open_unread(reading, opener)):
        return None
    return Answer(message.sender, reading.event) if kept else None


def _try(step: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            step()
    except AWAY:
        raise
    except Exception as error:  # the last resort: say it and go on
        _raise_if_away(error)
        log.critical("a failed frame could not be kept whole: %s", type(error).__name__)
        return False
    return True


def _open_unread(reading: FrameReading, opener: Opener) -> None:
    opener(
        kind=SignalKind.UNKNOWN_ALARM.value,
        source="device",
        area=territory.city_interval()[0],
        person=None,
        device=None,
        subject_key=f"device:{reading.serial}",
        reference=uuid5(NAMESPACE_URL, f"cy/{reading.serial}/{reading.event_key}"),
        said_at=reading.received_at,
        received_at=reading.received_at,
        by=Actor(kind="device", label=reading.serial),
        note=telecare.FAILED,
    )


def _raise_if_away(error: Exception) -> None:
    """An error of any kind in a broken connection means that the database is away.

    So does a prepared statement of before a migration: a new connection plans anew.
    """
    if isinstance(error, NotSupportedError):
        connection.close()
    if connection.connection is None or connection.connection.closed:
        raise OperationalError("the database is away") from error
