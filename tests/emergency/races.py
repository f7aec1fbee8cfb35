"""Two people and the machine at the same moment: each with a connection and a commit of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope

PATIENCE = 120.0
"""Seconds after which who has not come is a failure."""


def as_system(do: Callable[[], Any]) -> Any:
    with enter(system_scope("test")):
        return do()


def together(*steps: Callable[[], Any]) -> list[Any]:
    """Run the steps at once; what each gave, or the error that it raised."""
    answers: list[Any] = [None] * len(steps)
    gate = threading.Barrier(len(steps))

    def run(place: int, step: Callable[[], Any]) -> None:
        gate.wait(PATIENCE)
        try:
            answers[place] = step()
        except Exception as error:  # the test says which errors are right
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


class Held:
    """A step of somebody who has done it and not yet committed: the others meet her half way."""

    def __init__(self, scope: Scope, step: Callable[[], Any]) -> None:
        self._scope, self._step = scope, step
        self._done, self._go = threading.Event(), threading.Event()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Held":
        self._thread.start()
        assert self._done.wait(PATIENCE)
        return self

    def let_go(self) -> None:
        """She commits a moment from now."""
        threading.Timer(0.4, self._go.set).start()

    def __exit__(self, *_: Any) -> None:
        self._go.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            with transaction.atomic(), enter(self._scope):
                try:
                    self._step()
                finally:
                    self._done.set()
                assert self._go.wait(PATIENCE)
        except Exception as error:
            self.error = error
        finally:
            connection.close()
