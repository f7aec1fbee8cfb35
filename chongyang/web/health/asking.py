"""Asking the database with a deadline: in a thread of its own, so that a hanging database hangs nobody else.

At most one such thread lives for each question; while it hangs, the answer is "none" at once.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connections

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope

Told = TypeVar("Told")


class NoAnswer(Exception):
    """The database did not answer in time, or refused; carries the kind of failure alone."""


class Question(Generic[Told]):
    """One thing to ask, under the system's scope, on a connection that is closed afterwards."""

    def __init__(self, name: str, ask: Callable[[], Told]) -> None:
        self.name, self._ask = name, ask
        self._lock = threading.Lock()
        self._asked: _Asked[Told] | None = None

    def answer(self, seconds: float) -> Told:
        """What it told; raises NoAnswer."""
        with self._lock:
            if self._asked is None or not self._asked.is_alive():
                self._asked = _Asked(self.name, self._ask)
                self._asked.start()
            asked = self._asked
        asked.join(seconds)
        if asked.is_alive():
            raise NoAnswer(f"no answer within {seconds:g} s")
        if asked.failure:
            raise NoAnswer(asked.failure)
        return asked.told[0]


class _Asked(threading.Thread, Generic[Told]):
    def __init__(self, name: str, ask: Callable[[], Told]) -> None:
        super().__init__(name=f"asks_{name}", daemon=True)
        self._ask, self.told, self.failure = ask, list[Told](), ""

    def run(self) -> None:
        try:
            with enter(system_scope(self.name)):
                self.told.append(self._ask())
        except Exception as error:  # whatever it is, the answer is that there is none
            self.failure = type(error).__name__
        finally:
            connections.close_all()
