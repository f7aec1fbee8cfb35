"""Calls that arrive together are done together: one set operation for all who wait, to each her own answer.

Nobody waits for company. Whoever finds nobody at work begins at once; those who come meanwhile are the next
set, and the first of them does it. So a quiet hour has sets of one, and a busy one has large sets of which
each costs little more than one.

A caller inside a transaction does her own work alone: what is done for others must be committed before they
are answered.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection

Asked = TypeVar("Asked")
Told = TypeVar("Told")
Work = Callable[[Sequence[Asked]], Sequence[Told | Exception]]
UNREACHED = (OperationalError, InterfaceError, psycopg.OperationalError)
"""The database does not answer: asking it again for each would only take longer."""
MOST = 64


class _Place(Generic[Asked, Told]):
    """One caller who waits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Told | Exception | None = None
        self.is_done = False
        self.woken = threading.Event()


class Gatherer(Generic[Asked, Told]):
    """Gathers the calls of this process's threads for `work`, which answers in the order of what was asked.

    `work` commits all of a set or nothing of it. An error that it puts into its answer is one caller's; one
    that it raises makes each be done alone, so that what nobody foresaw in one spoils no other.
    """

    def __init__(self, work: "Work[Asked, Told]", most: int = MOST) -> None:
        self._work, self._most = work, most
        self._lock = threading.Lock()
        self._waiting: list[_Place[Asked, Told]] = []
        self._is_busy = False

    def do(self, asked: Asked) -> Told:
        """The answer to this call; raises the error that is its own."""
        if connection.in_atomic_block:
            return _given(self._work([asked])[0])
        mine: _Place[Asked, Told] = _Place(asked)
        with self._lock:
            self._waiting.append(mine)
            leads, self._is_busy = not self._is_busy, True
        try:
            if not leads:
                mine.woken.wait()
        except BaseException:  # this thread is being ended
            self._leave(mine)
            raise
        if not mine.is_done:
            self._lead()
        return _given(mine.answer)

    def _lead(self) -> None:
        """Do what waits, this thread's own first; the first of those who came meanwhile does the next set."""
        with self._lock:
            places, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        answers: Sequence[Told | Exception] = [InterfaceError("cut short") for _ in places]
        try:
            answers = self._answers([one.asked for one in places])
        finally:
            for place, answer in zip(places, answers, strict=True):
                place.answer, place.is_done = answer, True
            with self._lock:
                self._hand_on()
            for place in places:
                place.woken.set()

    def _hand_on(self) -> None:
        """Under the lock: the first who waits does the next set."""
        self._is_busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].woken.set()

    def _leave(self, mine: _Place[Asked, Told]) -> None:
        """Nobody waits for a thread that ended; what it asked for is not done, unless its set is at work."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                if mine.woken.is_set():
                    self._hand_on()

    def _answers(self, asked: list[Asked]) -> Sequence[Told | Exception]:
        try:
            told = self._work(asked)
        except UNREACHED as error:
            return [_same(error) for _ in asked]
        except Exception as error:
            return [error] if len(asked) == 1 else [self._answers([one])[0] for one in asked]
        if len(told) != len(asked):  # done, but whose answer is whose?
            return [RuntimeError(f"{len(told)} answers to {len(asked)} calls") for _ in asked]
        return told


def _same(error: Exception) -> Exception:
    """An error for each caller: what several threads raise grows one traceback otherwise."""
    return type(error)(*error.args)


def _given(answer: Told | Exception | None) -> Told:
    if isinstance(answer, Exception):
        raise answer
    return answer  # type: ignore[return-value]
