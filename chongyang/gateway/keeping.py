"""The database half of every door of devices: gather, commit, and only then let messages be answered.

Alarms go first and at once; who sends much waits behind who sends little. Signs of life, and what came beyond
a device's allowance, wait up to half a second and are kept together, a thousand in a few statements.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.db import connection

from chongyang.core import clock, heartbeats
from chongyang.gateway.limits import Limiter
from chongyang.gateway.receive import (
    AWAY,
    OPENER,
    Answer,
    Message,
    Opener,
    flag_flood,
    receive_beats,
    receive_each,
)

log = logging.getLogger(__name__)
T = TypeVar("T")

BATCH = 500
URGENT_BATCH = 10  # alarms in one transaction: who presses meanwhile waits for no more than these
BEATS_AT_ONCE, BEATS_MOST = 1000, 4000
BEATS_SECONDS = 0.5  # how long a sign of life waits for others
BEATS_PATIENCE = 5.0  # after so long it has its turn even in a storm of alarms
IDLE_SECONDS = 0.25
PAUSES = (0.2, 0.5, 1.0)  # between attempts while the database is away; the last one goes on


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a packet: whether each of its alarms is kept, and whom to answer."""

    whole: bool = True
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Packet:
    """One frame with its messages; `done` is called in the keeper's thread once it is decided.

    `rank`: how many of the same sender wait already. Who sends much waits behind who sends little.
    """

    messages: tuple[Message, ...]
    done: Callable[[Kept], None]
    rank: int = 0

    @property
    def is_urgent(self) -> bool:
        return any(message.reading.channel == "alarm" for message in self.messages)

    @property
    def saying(self) -> tuple[str, bytes] | None:
        """What is the same when a device repeats itself; nothing for a frame of many messages."""
        one = self.messages[0]
        return (one.topic, one.body) if len(self.messages) == 1 and self.is_urgent else None

    @property
    def is_beat(self) -> bool:
        return all(message.is_over or message.is_beat for message in self.messages)


class Guard:
    """Each device's allowance, and one word every ten seconds about who is over it. Safe in any thread."""

    def __init__(self) -> None:
        self.limiter = Limiter()
        self._lock = threading.Lock()
        self._silenced: dict[Hashable, Message] = {}

    def is_within(self, key: Hashable, message: Message, now: float) -> bool:
        """Whether the allowance under this key takes one more message."""
        with self._lock:
            if self.limiter.take(key, now):
                return True
            self._silenced[key] = message
            return False

    def to_tell(self, now: float) -> list[tuple[Message, int]]:
        """The last message of each who was over the allowance lately, and how many there were."""
        if not self._silenced:
            return []
        with self._lock:
            told = [(key, self.limiter.tell(key, now)) for key in self._silenced]
            return [(self._silenced.pop(key), number) for key, number in told if number]


class Keeper:
    """Commits packets in batches, alarms first. While the database is away it waits, and answers nothing.

    `tell` adds what this door knows to its sign of life.
    """

    def __init__(self, name: str, opener: Opener = OPENER, tell: Callable[[], dict[str, Any]] = dict) -> None:
        self._name, self._opener, self._tell = name, opener, tell
        self.guard = Guard()
        self._changed = threading.Condition()
        self._waiting: list[tuple[bool, int, int, Packet]] = []
        self._said: dict[tuple[str, bytes], list[Packet]] = {}  # repetitions of what waits or is being kept
        self._beats: list[Packet] = []
        self._beats_since = 0.0
        self._received = itertools.count()
        self._stopping = threading.Event()

    def put(self, packet: Packet) -> None:
        """Safe in any thread."""
        with self._changed:
            if packet.is_beat:
                if not self._beats:
                    self._beats_since = time.monotonic()
                self._beats.append(packet)
                is_news = len(self._beats) in (1, BEATS_AT_ONCE)
            elif (saying := packet.saying) in self._said and saying:
                self._said[saying].append(packet)
                is_news = False
            else:
                if saying:
                    self._said[saying] = []
                entry = (not packet.is_urgent, packet.rank, next(self._received), packet)
                heapq.heappush(self._waiting, entry)
                is_news = True
            if is_news:
                self._changed.notify()

    def stop(self) -> None:
        """End `run` after the batch at hand; safe in a signal handler."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def run(self) -> None:
        """Keep what comes until `stop`; what was not kept by then is not answered and comes again."""
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            connection.close()

    def _turn(self) -> None:
        with self._changed:
            left = self._seconds_to_wait(time.monotonic())
            if left > 0:
                self._changed.wait(left)
        if beats := self.gather_beats():
            self._handle_beats(beats)
        elif batch := self.gather():
            self._handle(batch)
        self._flag()
        self._beat()

    def _seconds_to_wait(self, now: float) -> float:
        if self._waiting or len(self._beats) >= BEATS_AT_ONCE:
            return 0.0
        return min(IDLE_SECONDS, self._beats_since + BEATS_SECONDS - now) if self._beats else IDLE_SECONDS

    def gather(self) -> list[Packet]:
        """The packets at hand, alarms first, few of these at once."""
        batch: list[Packet] = []
        urgent = 0
        with self._changed:
            while self._waiting and len(batch) < BATCH and urgent < URGENT_BATCH:
                is_later, _, _, packet = heapq.heappop(self._waiting)
                batch.append(packet)
                urgent += 0 if is_later else len(packet.messages)
        return batch

    def gather_beats(self) -> list[Packet]:
        """The signs of life at hand if it is their turn: nothing else waits, or they waited too long."""
        with self._changed:
            if not self._beats:
                return []
            waited = time.monotonic() - self._beats_since
            is_due = waited >= BEATS_SECONDS or len(self._beats) >= BEATS_AT_ONCE
            if not is_due or (self._waiting and waited < BEATS_PATIENCE):
                return []
            batch, self._beats = self._beats[:BEATS_MOST], self._beats[BEATS_MOST:]
            return batch

    def _handle(self, batch: Sequence[Packet]) -> None:
        messages = [message for packet in batch for message in packet.messages]
        answers = self._patiently(len(messages), lambda: receive_each(messages, self._opener))
        if answers is None:
            return
        left = iter(answers)
        for packet in batch:
            kept = _kept(packet, [next(left) for _ in packet.messages])
            packet.done(kept)
            self._repeat(packet, kept)

    def _repeat(self, packet: Packet, kept: Kept) -> None:
        """What was said again while this waited shares its answer, and is kept as it came, packed.

        Where the machine is behind, devices repeat themselves; each repetition as a press of its own would
        put it further behind.
        """
        with self._changed:
            repetitions = self._said.pop(packet.saying, []) if packet.saying else []
        for one in repetitions:
            beyond = tuple(message.beyond() for message in one.messages)
            self.put(Packet(beyond, partial(_like, one, kept)))

    def _handle_beats(self, batch: Sequence[Packet]) -> None:
        messages = [message for packet in batch for message in packet.messages]
        if self._patiently(len(messages), partial(_received, messages)):
            for packet in batch:
                packet.done(Kept())

    def _patiently(self, size: int, work: Callable[[], T]) -> T | None:
        """Commit, however long the database is away; nothing if we are told to stop before."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                done = work()
            except AWAY as error:
                self._wait(attempt, size, error)
                attempt += 1
            else:
                if attempt:
                    log.warning("the database is back; %s messages are kept", size)
                return done
        return None

    def _wait(self, attempt: int, size: int, error: Exception) -> None:
        connection.close()
        if attempt == 0:
            log.warning("the database is away (%s); %s messages wait", type(error).__name__, size)
        self._stopping.wait(PAUSES[min(attempt, len(PAUSES) - 1)])

    def _flag(self) -> None:
        """Mark the devices that are over their allowance; whom a lost database hides is told of later."""
        for message, dropped in self.guard.to_tell(time.monotonic()):
            log.warning("%s messages of one device came beyond its allowance (%s)", dropped, self._name)
            try:
                flag_flood(message, dropped)
            except AWAY:
                connection.close()

    def _beat(self) -> None:
        try:
            heartbeats.beat(self._name, now=clock.now(), **self._tell())
        except AWAY:
            connection.close()


def _like(packet: Packet, kept: Kept, _packed: Kept) -> None:
    packet.done(kept)


def _received(messages: Sequence[Message]) -> bool:
    receive_beats(messages)
    return True


def _kept(packet: Packet, answers: Sequence[Answer | None]) -> Kept:
    whole = all(
        message.reading.channel != "alarm" or answer is not None
        for message, answer in zip(packet.messages, answers, strict=True)
    )
    return Kept(whole, tuple(answer for answer in answers if answer))
