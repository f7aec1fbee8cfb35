"""The door of devices that speak over TCP: a stream of frames in, readings to the keeper, answers back.

The order is the promise, as with MQTT: read, commit, answer. A frame over a device's allowance, or while the
database is away, is not answered, so that the device says it again.
"""

import asyncio
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from chongyang.core import clock
from chongyang.core.words import N_
from chongyang.gateway.keeping import Keeper, Kept, Packet
from chongyang.gateway.limits import Identities, Limiter
from chongyang.gateway.protocols.base import DeviceProtocol
from chongyang.gateway.receive import OPENER, Message, Opener
from chongyang.telecare.rules import frames
from chongyang.telecare.rules.frames import FrameReading

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
WAITING_LIMIT = (
    1000  # frames of one connection between the socket and the database; beyond it we stop reading
)
IDLE_SECONDS = 900.0  # a watch says LK every five minutes, most terminals more often
CONNECTIONS = 20_000
SLICE = 25  # frames of one connection in one turn
PENALTY_SECONDS = 0.01  # between two turns of one that is over its allowance
UNREAD_LIMIT = 65_536  # bytes of answers that a device does not take
START_SECONDS = 10.0

CONTESTED = N_("同一设备号同时出现在两个连接上，请核实")
LENT_SERIAL = N_("设备号取自同一连接的上一报文")


class UnableToListen(Exception):
    """The port is taken; the text says what to do."""


class Door:
    """What all connections share. Everything here runs in the network's thread but `put` of the keeper."""

    def __init__(self, protocol: DeviceProtocol, keeper: Keeper) -> None:
        self.protocol = protocol
        self.keeper = keeper
        self.identities = Identities()
        self.connections: set[Connection] = set()
        self.numbers = itertools.count(1)

    @property
    def limiter(self) -> Limiter:
        return self.keeper.guard.limiter

    def are_within(self, messages: Iterable[Message], number: int, now: float) -> bool:
        """Whether the device's allowance for each kind takes one more."""
        guard = self.keeper.guard
        return all(guard.is_within(self._key(one.reading, number), one, now) for one in messages)

    def message(self, frame: bytes, reading: FrameReading) -> Message:
        topic = f"tcp/{self.protocol.name}/{reading.serial}"
        return Message(topic, frame, reading.received_at, told=reading)

    def _key(self, reading: FrameReading, number: int) -> tuple[str, str]:
        return reading.serial if is_named(reading) else f"connection {number}", str(reading.kind)


def is_named(reading: FrameReading) -> bool:
    return bool(reading.serial) and not reading.serial.endswith(":unknown")


class Connection(asyncio.Protocol):
    """One device's connection: its own buffer, its own patience."""

    def __init__(self, door: Door, idle_seconds: float) -> None:
        self._door = door
        self._idle = idle_seconds
        self._rest = b""
        self._number = next(door.numbers)
        self._serials: set[str] = set()
        self._serial = ""
        self._waiting = 0
        self._frames: deque[bytes] = deque()
        self._is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(self._idle, transport.close)
        if len(self._door.connections) >= CONNECTIONS:
            transport.abort()
        self._door.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """What was begun is a frame too: a torn press is a press."""
        self._timer.cancel()
        self._door.connections.discard(self)
        if self._rest.strip():
            self._frames.append(self._rest)
        self._is_lost = True
        self._loop.call_soon(self._work)

    def data_received(self, data: bytes) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_later(self._idle, self._transport.close)
        found, self._rest = self._door.protocol.split(self._rest + data)
        is_working = bool(self._frames)
        self._frames.extend(found)
        if len(self._rest) > self._door.protocol.limit:
            self.close()
        if not is_working:
            self._work()

    def _work(self) -> None:
        """A slice of the frames at hand, then the others' turn; who says too much waits for the next."""
        dropped = self._door.limiter.dropped
        for _ in range(min(SLICE, len(self._frames))):
            self._receive(self._frames.popleft())
        if self._frames:
            is_over = self._door.limiter.dropped > dropped
            self._loop.call_later(PENALTY_SECONDS if is_over else 0, self._work)
        elif self._is_lost:
            for serial in self._serials:
                self._door.identities.leave(serial, self._number)
        self._regulate()

    def close(self) -> None:
        """Send what is written, then close; what is left unread becomes a frame in `connection_lost`."""
        self._transport.close()

    def _receive(self, frame: bytes) -> None:
        now = time.monotonic()
        readings = [self._named(reading) for reading in self._door.protocol.read(frame, clock.now())]
        messages = [self._door.message(frame, reading) for reading in readings]
        self._waiting += 1
        if not self._door.are_within(messages, self._number, now):
            self._door.keeper.put(Packet((messages[0].beyond(),), self._unanswered))
            return
        notes = self._notes(frame, readings[0], now)
        told = [replace(reading, notes=(*notes, *reading.notes)) for reading in readings]
        packet = tuple(self._door.message(frame, reading) for reading in told)
        self._door.keeper.put(Packet(packet, partial(self._done, frame), self._waiting - 1))

    def _notes(self, frame: bytes, reading: FrameReading, now: float) -> list[str]:
        """What the door itself has to say about a frame."""
        notes = [frames.TOO_LONG] if len(frame) > frames.BODY_LIMIT else []
        if is_named(reading):
            self._serials.add(reading.serial)
            if self._door.identities.hear(reading.serial, self._number, now):
                notes.append(CONTESTED)
        return notes

    def _named(self, reading: FrameReading) -> FrameReading:
        """The reading, under the connection's device if it names none: an alarm needs somebody."""
        if is_named(reading):
            self._serial = reading.serial
            return reading
        if not self._serial:
            return reading
        return replace(reading, serial=self._serial, notes=(*reading.notes, LENT_SERIAL))

    def _done(self, frame: bytes, kept: Kept) -> None:
        """In the keeper's thread: the frame is committed, or failed altogether and is not answered."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._answer, self._door.protocol.reply(frame, kept.whole))

    def _unanswered(self, kept: Kept) -> None:
        """A frame beyond the allowance is kept, and the device hears nothing."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._answer, None)

    def _answer(self, reply: bytes | None) -> None:
        self._waiting -= 1
        self._regulate()
        if reply is None or self._transport.is_closing():
            return
        self._transport.write(reply)
        if self._transport.get_write_buffer_size() > UNREAD_LIMIT:
            self._transport.abort()

    def _regulate(self) -> None:
        """Read no more than the database takes: the rest waits at the device."""
        if self._transport.is_closing():
            return
        if self._frames or self._waiting >= WAITING_LIMIT:
            self._transport.pause_reading()
        elif not self._transport.is_reading():
            self._transport.resume_reading()


class TcpGateway:
    """One protocol on one port. The network has a thread of its own; the database work is `run`'s."""

    def __init__(
        self,
        protocol: DeviceProtocol,
        *,
        host: str = HOST,
        port: int,
        opener: Opener = OPENER,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._where = (host, port)
        self._idle = idle_seconds
        self._keeper = Keeper(f"gateway_{protocol.name}", opener)
        self.door = Door(protocol, self._keeper)
        self._loop = asyncio.new_event_loop()
        self._leaving = asyncio.Event()
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=self._network, daemon=True)

    def run(self) -> None:
        """Receive until `stop`. Raises UnableToListen."""
        self._thread.start()
        self._ready.wait(START_SECONDS)
        if self._failure is not None:
            self._thread.join()
            text = (
                f"port {self._where[1]} cannot be used ({self._failure.strerror}); choose another with --port"
            )
            raise UnableToListen(text) from self._failure
        try:
            self._keeper.run()
        finally:
            self._loop.call_soon_threadsafe(self._leaving.set)
            self._thread.join(START_SECONDS)

    def stop(self) -> None:
        """End `run` after the batch at hand; safe in a signal handler."""
        self._keeper.stop()

    def wait_until_ready(self) -> bool:
        return self._ready.wait(START_SECONDS)

    def _network(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._ready.set()
            self._keeper.stop()  # without a network there is nothing to keep: end, and be started again
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(lambda: Connection(self.door, self._idle), *self._where)
        self._ready.set()
        log.info("listening for %s", self.door.protocol.name)
        await self._leaving.wait()
        server.close()
        for connection in list(self.door.connections):
            connection.close()
        await asyncio.sleep(0.1)
