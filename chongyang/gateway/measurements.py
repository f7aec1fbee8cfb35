"""Measurements over MQTT: the readings of a batch are one statement, answered once they are kept.

Alarms of the same batch are kept before; a reading that cannot be handled never stops another.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from django.db import InterfaceError, OperationalError, connection, transaction

from chongyang.core.scopes import Actor
from chongyang.telecare import operations as telecare
from chongyang.telecare.operations import Incoming
from chongyang.telecare.rules import readings
from chongyang.telecare.rules.frames import FrameReading
from chongyang.telecare.rules.vitals import load_rules

log = logging.getLogger(__name__)
DEVICES = Actor(kind="system", label="gateway")
Event = str | int | None


class Frame(Protocol):
    """What is needed of a message."""

    @property
    def topic(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def reading(self) -> FrameReading: ...


def is_measurement(topic: str) -> bool:
    """Whether a topic of MQTT is one of measurements."""
    return topic.startswith("cy/") and readings.is_reading(topic)


def keep(messages: Sequence[Frame]) -> Iterator[tuple[int, Event]]:
    """Keep the measurements of a batch; place and the device's word for each that is answered."""
    found = [(place, one) for place, one in enumerate(messages) if is_measurement(one.topic)]
    if not found:
        return
    incoming = [_read(one) for _, one in found]
    for (place, _), one, is_kept in zip(found, incoming, _kept(found, incoming), strict=True):
        if is_kept:
            yield place, one.measured.event


def _read(frame: Frame) -> Incoming:
    measured = readings.read(frame.topic, frame.body, frame.received_at, load_rules())
    return Incoming(frame.topic, frame.body, measured)


def _kept(found: Sequence[tuple[int, Frame]], incoming: Sequence[Incoming]) -> list[bool]:
    try:
        return _record(incoming)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # then each by itself: one must never stop the others
        _raise_if_away(error)
        log.error("a batch of %s measurements failed: %s", len(incoming), type(error).__name__)
        return [_alone(frame, one) for (_, frame), one in zip(found, incoming, strict=True)]


def _record(incoming: Sequence[Incoming]) -> list[bool]:
    now = max(one.measured.received_at for one in incoming)
    with transaction.atomic():
        return telecare.record_measured(incoming=incoming, by=DEVICES, now=now)


def _alone(frame: Frame, one: Incoming) -> bool:
    try:
        return _record([one])[0]
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _raise_if_away(error)
        failure = type(error).__name__
        telecare.keep_failed_frame(reading=frame.reading, topic=frame.topic, body=frame.body, failure=failure)
        return False


def _raise_if_away(error: Exception) -> None:
    if connection.connection is None or connection.connection.closed:
        raise OperationalError("the database is away") from error
