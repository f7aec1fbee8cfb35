"""The watcher: a second process that looks at the engine from outside and cries when it stands still."""

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import connections

from chongyang.alerting import operations, queries
from chongyang.alerting.queries.stalling import Stall
from chongyang.core import heartbeats
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import system_scope
from chongyang.gateway.messaging.crying import cry

log = logging.getLogger(__name__)

EVERY = 2.0
CRY_AGAIN = 60.0
"""While something stands still, the log says so once a minute; the voice outside at each change and then
too.
"""


@dataclass
class Watcher:
    """What was seen last, so that a change is told at once and a lasting trouble once a minute."""

    _codes: frozenset[str] = frozenset()
    _cried: float = field(default=float("-inf"))

    def look(self) -> list[Stall]:
        """Look once, say what is wrong, leave it for the pages."""
        moment = clock_now()
        try:
            stalls = self._ask(moment)
        except DatabaseError:
            connections.close_all()
            stalls = [Stall("database_away")]
        changed = frozenset(stall.code for stall in stalls) != self._codes
        if changed or (stalls and time.monotonic() - self._cried >= CRY_AGAIN):
            self._say(stalls)
        self._codes = frozenset(stall.code for stall in stalls)
        self._leave(stalls, changed, moment)
        return stalls

    def _ask(self, moment: datetime) -> list[Stall]:
        with enter(system_scope("watch")):
            return queries.stalled(moment)

    def _say(self, stalls: list[Stall]) -> None:
        self._cried = time.monotonic()
        for stall in stalls:
            log.critical(
                "the escalation stands still: %s (%d, %.0f s)", stall.code, stall.count, stall.seconds
            )
        if not stalls:
            log.warning("the escalation goes on again")
        cry(stalls)

    def _leave(self, stalls: list[Stall], changed: bool, moment: datetime) -> None:
        try:
            operations.note_watch(stalls=stalls, changed=changed, now=moment)
            heartbeats.beat("watcher", now=moment)
        except DatabaseError:
            connections.close_all()


def watch(stop: threading.Event) -> None:
    """Look every two seconds until told to stop."""
    watcher = Watcher()
    while not stop.wait(EVERY):
        watcher.look()
    connections.close_all()
