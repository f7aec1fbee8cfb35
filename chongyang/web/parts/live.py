"""Live boards: one listener a process hears what changed; each fragment is rendered once and pushed.

A desk subscribes to sources. Desks with the same source, scope and language share a channel: its fragment is
rendered by one worker under that scope, in a transaction of its own, at most four times a second, twenty
where few desks look on, the first time at once. Listening again after a lost connection renders everything
anew, so nothing is missed.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.utils import translation

from chongyang.core.access import enter
from chongyang.core.live import CHANNEL
from chongyang.core.scopes import Scope

log = logging.getLogger(__name__)

INTERVAL = 0.25
QUICK, FEW = 0.05, 20  # the interval where so few desks look on: a line's own, not a whole city's
RETRY = 0.5
EARLY = 0.12  # a second fragment may come so much before its time; the one after it waits the longer
AT_ONCE, BREATH = 12, 0.004  # woken together, three hundred threads would keep every page waiting for them
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 1.0
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What the database said: something under a topic changed in an area; no more."""

    topic: str
    area: int
    key: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a desk watches. `render` depends on its scope, language and `key` alone, for it is shared.

    With a key, only words with that key count, wherever they happen; else all words of the scope's areas.
    """

    name: str
    topic: str
    render: Callable[[Scope], str]
    key: str = ""

    def concerns(self, word: Word, scope: Scope) -> bool:
        if word.topic != self.topic:
            return False
        return word.key == self.key if self.key else scope.covers(word.area)


@dataclass(frozen=True)
class Fragment:
    """One rendering, as it goes to the browser; the id names it when the browser comes back."""

    id: str
    name: str
    html: str

    @cached_property
    def encoded(self) -> bytes:
        """The server-sent event; made once, for three hundred desks send the same bytes."""
        data = "".join(f"data: {line}\n" for line in self.html.splitlines() or [""])
        return f"id: {self.id}\nevent: {self.name}\n{data}\n".encode()


@dataclass(eq=False)
class Desk:
    """One open page: the newest fragment of each source that it has not been given yet."""

    owner: str = ""
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _pending: dict[str, Fragment] = field(default_factory=dict)
    is_over: bool = False

    def put(self, fragment: Fragment) -> None:
        with self._changed:
            self._pending[fragment.name] = fragment
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self.is_over = True
            self._changed.notify_all()

    def wait(self, seconds: float) -> list[Fragment]:
        """What is new, at once or as soon as something is; nothing when the time is over or the desk ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self.is_over, timeout=seconds)
            fresh, self._pending = list(self._pending.values()), {}
            return fresh


@dataclass(eq=False)
class Channel:
    """What desks with the same source, scope and language share."""

    source: Source
    scope: Scope
    language: str
    desks: set[Desk] = field(default_factory=set)
    fragment: Fragment | None = None
    is_dirty: bool = True
    due: float = 0.0


def key_of(source: Source, scope: Scope, language: str) -> Key:
    """Two desks share a fragment exactly if nothing that decides over its rows differs."""
    rows = (scope.intervals, scope.organisation, scope.persons, scope.role, scope.system)
    return (source.name, source.topic, source.key, *rows, language)


class Hub:
    """The channels of one process, its listener and its worker; both threads start with the first desk."""

    def __init__(self, interval: float = INTERVAL, desks_an_owner: int = 6) -> None:
        self._interval, self._desks_an_owner = interval, desks_an_owner
        self._changed = threading.Condition()
        self._channels: dict[Key, Channel] = {}
        self._desks: list[Desk] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self.listening = threading.Event()

    def subscribe(self, sources: Iterable[Source], scope: Scope, language: str, owner: str = "") -> Desk:
        """A new desk. A browser holds six connections: with an owner's seventh the first is stale."""
        desk = Desk(owner)
        with self._changed:
            self._start()
            if self._stopping.is_set():
                desk.end()
                return desk
            self._make_room(owner)
            self._desks.append(desk)
            for source in sources:
                self._join(desk, source, scope, language)
            self._changed.notify_all()
        return desk

    def _make_room(self, owner: str) -> None:
        own = [desk for desk in self._desks if owner and desk.owner == owner]
        for stale in own[: max(0, len(own) + 1 - self._desks_an_owner)]:
            stale.end()
            self._leave(stale)

    def _join(self, desk: Desk, source: Source, scope: Scope, language: str) -> None:
        channel = self._channels.setdefault(key_of(source, scope, language), Channel(source, scope, language))
        channel.desks.add(desk)
        if channel.fragment:
            desk.put(channel.fragment)

    def unsubscribe(self, desk: Desk) -> None:
        with self._changed:
            self._leave(desk)

    def _leave(self, desk: Desk) -> None:
        if desk in self._desks:
            self._desks.remove(desk)
        for key, channel in list(self._channels.items()):
            channel.desks.discard(desk)
            if not channel.desks:
                del self._channels[key]

    def heard(self, word: Word | None) -> None:
        """Mark what a word concerns; no word at all means that anything may have changed."""
        with self._changed:
            for channel in self._channels.values():
                if word is None or channel.source.concerns(word, channel.scope):
                    channel.is_dirty = True
            self._changed.notify_all()

    def count(self) -> tuple[int, int]:
        """How many desks and how many channels there are."""
        with self._changed:
            return len(self._desks), len(self._channels)

    def stop(self) -> None:
        """End every desk now; the threads follow within a second."""
        self._stopping.set()
        with self._changed:
            for desk in self._desks:
                desk.end()
            self._changed.notify_all()

    def _start(self) -> None:
        if self._threads or self._stopping.is_set():
            return
        for work in (self._listen, self._work):
            thread = threading.Thread(target=work, name=f"live{work.__name__}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def join(self, seconds: float = 3.0) -> None:
        """Wait for the threads of a stopped hub."""
        for thread in self._threads:
            thread.join(seconds)

    def _listen(self) -> None:
        """Hear the database for as long as the process lives; back off while it is away."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                with psycopg.connect(**_address(), autocommit=True) as ear:
                    ear.execute(f"LISTEN {CHANNEL}")
                    pause = FIRST_PAUSE
                    self.heard(None)
                    self.listening.set()
                    self._hear(ear)
            except psycopg.Error as error:
                self.listening.clear()
                log.warning(
                    "live: the database does not answer (%s), again in %.1f s", type(error).__name__, pause
                )
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _hear(self, ear: "psycopg.Connection[Any]") -> None:
        while not self._stopping.is_set():
            for notice in ear.notifies(timeout=0.5):
                if word := read_word(notice.payload):
                    self.heard(word)

    def _work(self) -> None:
        while channel := self._next():
            self._render(channel)

    def _next(self) -> Channel | None:
        """The dirty channel that is due first; None when the process stops."""
        with self._changed:
            while not self._stopping.is_set():
                dirty = [channel for channel in self._channels.values() if channel.is_dirty]
                first = min(dirty, key=lambda one: one.due, default=None)
                rest = first.due - EARLY - time.monotonic() if first else 1.0
                if first and rest <= 0:
                    first.is_dirty, first.due = False, max(first.due, time.monotonic()) + self._pace(first)
                    return first
                self._changed.wait(rest)
        return None

    def _pace(self, channel: Channel) -> float:
        """How soon the next fragment may follow; what is cheap for few desks is dear for three hundred."""
        return min(QUICK, self._interval) if len(channel.desks) <= FEW else self._interval

    def _render(self, channel: Channel) -> None:
        """Render and push. A lost database is tried again; a fault of the page is logged."""
        try:
            html = render(channel)
        except (DatabaseError, psycopg.Error) as error:
            log.warning("live: %s not rendered (%s)", channel.source.name, type(error).__name__)
            with self._changed:
                channel.is_dirty, channel.due = True, time.monotonic() + RETRY
        except Exception as error:  # one broken page must not stop the boards of all others
            log.error("live: %s cannot be rendered (%s)", channel.source.name, type(error).__name__)
        else:
            self._push(channel, html)

    def _push(self, channel: Channel, html: str) -> None:
        fragment = Fragment(f"{time.time_ns() // 1000}", channel.source.name, html)
        assert fragment.encoded, "made here, before three hundred threads ask for it at once"
        with self._changed:
            channel.fragment = fragment
            desks = list(channel.desks)
        for number, desk in enumerate(desks, 1):
            desk.put(fragment)
            if number % AT_ONCE == 0:
                time.sleep(BREATH)


def render(channel: Channel) -> str:
    """The fragment as the scope sees it; the connection is given back at once."""
    try:
        with translation.override(channel.language), enter(channel.scope):
            return channel.source.render(channel.scope)
    finally:
        connection.close()


def read_word(payload: str) -> Word | None:
    """The word of a notification; one that cannot be read is none."""
    try:
        said = json.loads(payload)
        return Word(str(said["t"]), int(said["a"]), str(said.get("k", "")))
    except (ValueError, KeyError, TypeError):
        return None


def _address() -> dict[str, Any]:
    """The application's database, outside its pool."""
    held = connections["default"].settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = {name: held[column] for name, column in named.items() if held.get(column)}
    return {**parts, "connect_timeout": 3, "keepalives_idle": 10, "application_name": "chongyang live"}


hub = Hub()
