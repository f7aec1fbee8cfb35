"""The database half of a door with packets: gather, commit, and only then let them be answered."""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from chongyang.core import clock, heartbeats
from chongyang.emergency import operations as emergency
from chongyang.gateway.mqtt import BATCH, BATCH_SECONDS, IDLE_SECONDS, PAUSES
from chongyang.gateway.receive import AWAY, Message, Opener, receive_each

log = logging.getLogger(__name__)

URGENT_BATCH = 10  # alarms in one transaction: who presses meanwhile waits for no more than these


@dataclass(frozen=True, slots=True)
class Packet:
    """One frame with its messages; `done(kept)` is called in the keeper's thread once it is decided.

    `rank`: how many of the same sender wait already. Who sends much waits behind who sends little.
    """

    messages: tuple[Message, ...]
    done: Callable[[bool], None]
    rank: int = 0

    @property
    def is_urgent(self) -> bool:
        return any(message.reading.channel == "alarm" for message in self.messages)


class Keeper:
    """Commits packets in batches, alarms first. While the database is away it waits, and answers nothing."""

    def __init__(self, name: str, opener: Opener = emergency.receive) -> None:
        self._name = name
        self._opener = opener
        self._waiting: queue.PriorityQueue[tuple[bool, int, int, Packet]] = queue.PriorityQueue()
        self._received = itertools.count()
        self._stopping = threading.Event()

    def put(self, packet: Packet) -> None:
        """Safe in any thread."""
        self._waiting.put((not packet.is_urgent, packet.rank, next(self._received), packet))

    def stop(self) -> None:
        """End `run` after the batch at hand; safe in a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Keep what comes until `stop`; what was not kept by then is not answered and comes again."""
        try:
            while not self._stopping.is_set():
                if batch := self._gather():
                    self._handle(batch)
                self._beat()
        finally:
            connection.close()

    def _gather(self) -> list[Packet]:
        """The packets at hand, alarms first: up to BATCH, or what came BATCH_SECONDS after the first."""
        batch: list[Packet] = []
        urgent = 0
        until = time.monotonic() + IDLE_SECONDS
        while len(batch) < BATCH and urgent < URGENT_BATCH and (left := until - time.monotonic()) > 0:
            try:
                is_later, _, _, packet = self._waiting.get(timeout=left)
            except queue.Empty:
                break
            if not batch:
                until = time.monotonic() + BATCH_SECONDS
            batch.append(packet)
            urgent += 0 if is_later else len(packet.messages)
        return batch

    def _handle(self, batch: Sequence[Packet]) -> None:
        messages = [message for packet in batch for message in packet.messages]
        kept = self._keep(messages)
        if kept is None:
            return
        at = 0
        for packet in batch:
            end = at + len(packet.messages)
            packet.done(all(kept[at:end]))
            at = end

    def _keep(self, messages: Sequence[Message]) -> list[bool] | None:
        """Commit, however long the database is away; nothing if we are told to stop before."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                answers = receive_each(messages, self._opener)
            except AWAY as error:
                self._wait(attempt, len(messages), error)
                attempt += 1
            else:
                if attempt:
                    log.warning("the database is back; %s messages are kept", len(messages))
                return [
                    message.reading.channel != "alarm" or answer is not None
                    for message, answer in zip(messages, answers, strict=True)
                ]
        return None

    def _wait(self, attempt: int, size: int, error: Exception) -> None:
        connection.close()
        if attempt == 0:
            log.warning("the database is away (%s); %s messages wait", type(error).__name__, size)
        self._stopping.wait(PAUSES[min(attempt, len(PAUSES) - 1)])

    def _beat(self) -> None:
        try:
            heartbeats.beat(self._name, now=clock.now())
        except AWAY:
            connection.close()
