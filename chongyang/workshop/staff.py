"""Invented colleagues: they answer what no person takes, go where they are sent, and report.

They use the same operations as the desks. Incidents that a person took are left to that person; responders
still go. Delays are drawn from the incident's own key, so a run repeats.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workshop.staff_papers import Papers

log = logging.getLogger(__name__)

SEATS = ("operator2", "operator3", "operator4")
SLOWEST = timedelta(seconds=50)
QUICKEST = timedelta(seconds=12)
ANSWERS = ({"fell": True}, {"cannot_rise": True}, {"mistake": True}, {"chest_pain": True}, {"service": True})


def _draw(key: UUID, word: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{key}{word}".encode()).digest()[:4], "big")


def _waits_until(key: UUID, state: str, since: datetime) -> datetime:
    """When a colleague acts on it: some seconds after it came into this state."""
    span = (SLOWEST - QUICKEST).total_seconds()
    return since + QUICKEST + timedelta(seconds=_draw(key, state) % 1000 / 1000 * span)


def scope_of(username: str) -> Scope | None:
    with enter(system_scope("simulator")):
        account = Account.objects.filter(username=username, is_demo=True).first()
        return territory.scope_of(account, now=clock.now()) if account else None


NEXT: dict[str, Callable[..., object]] = {
    "offered": emergency.accept,
    "accepted": emergency.depart,
    "en_route": emergency.arrive,
    "arrived": emergency.finish,
}


class Staff:
    """The colleagues on shift."""

    def __init__(self) -> None:
        self.seats = [scope for name in SEATS if (scope := scope_of(name))]
        self.ours = {scope.actor.account for scope in self.seats}
        self.papers = Papers(self.seats[-1]) if self.seats else None

    def work_once(self, now: datetime) -> int:
        """Do everything that is due; returns how many steps were taken."""
        with enter(system_scope("simulator")):
            incidents = list(Incident.objects.filter(closed_at=None).order_by("opened_at", "id")[:50])
            going = list(Dispatch.objects.filter(state__in=queries.GOING).order_by("offered_at", "id")[:100])
        steps = [self._answering(row, now) for row in incidents] if self.seats else []
        done = sum(map(self._tried, steps)) + sum(self._tried(_going(row, now)) for row in going)
        return done + (self.papers.work_once(now) if self.papers else 0)

    def _tried(self, step: Callable[[], object] | None) -> int:
        """A step that somebody else took first is no fault."""
        if step is None:
            return 0
        try:
            step()
        except (UnableToStep, emergency.UnableToOffer, queries.NotFound) as error:
            log.info("a simulated step was refused: %s", type(error).__name__)
            return 0
        return 1

    def _answering(self, row: Incident, now: datetime) -> Callable[[], object] | None:
        if row.taken_by not in {None, *self.ours}:
            return None
        since = row.opened_at if row.state == "open" else self._since(row)
        if now < _waits_until(row.id, row.state, since):
            return None
        scope = self.seats[_draw(row.id, "seat") % len(self.seats)]
        return {
            "open": lambda: _with(scope, emergency.acknowledge, incident=row.id, now=now),
            "acknowledged": lambda: _judge(scope, row, now),
            "understood": lambda: _send(scope, row, now),
            "resolved": lambda: _with(scope, emergency.close, incident=row.id, now=now),
        }.get(row.state)

    def _since(self, row: Incident) -> datetime:
        from chongyang.core.models import Case

        with enter(system_scope("simulator")):
            return Case.objects.only("entered_at").get(id=row.id).entered_at


def _with(scope: Scope, operation: Callable[..., object], **words: object) -> object:
    with enter(scope):
        return operation(scope=scope, **words)


def _judge(scope: Scope, row: Incident, now: datetime) -> object:
    if row.person is None:
        return _with(
            scope,
            emergency.close,
            incident=row.id,
            outcome="no_contact",
            note="模拟：来源不明，多次回拨无人",
            now=now,
        )
    _with(scope, emergency.record_attempt, incident=row.id, target="elder", result="answered", now=now)
    answers = ANSWERS[_draw(row.id, "answers") % len(ANSWERS)]
    return _with(scope, emergency.triage, incident=row.id, answers=answers, now=now)


def _send(scope: Scope, row: Incident, now: datetime) -> object:
    if row.level == "P4":
        words = {"outcome": "false_alarm", "false_reason": "mistake"}
        return _with(scope, emergency.close, incident=row.id, now=now, **words)
    with enter(scope):
        nearest = queries.rank_responders(scope, row, now=now, limit=1)
    if not nearest:
        note = "模拟：附近无当班人员"
        return _with(scope, emergency.close, incident=row.id, outcome="provider_lacking", note=note, now=now)
    return _with(scope, emergency.offer, incident=row.id, responders=[nearest[0].responder.id], now=now)


def _going(row: Dispatch, now: datetime) -> Callable[[], object] | None:
    """The next step of a responder."""
    since = row.arrived_at or row.accepted_at or row.offered_at
    if now < _waits_until(row.id, row.state, since):
        return None
    words: dict[str, object] = {"dispatch": row.id, "now": now}
    if row.state == "arrived":
        words |= {"outcome": "solved", "note": "模拟：到场处置"}
    return lambda: _as_responder(row, NEXT[row.state], words)


def _as_responder(row: Dispatch, step: Callable[..., object], words: dict[str, object]) -> object:
    with enter(system_scope("simulator")):
        scope = territory.scope_of(Account.objects.get(id=row.account), now=clock.now())
    return _with(scope, step, **words)


def run(seconds: float | None, pause: float = 2.0) -> int:
    """Work until told to stop (or for so many seconds); returns the steps taken."""
    staff, taken, until = Staff(), 0, None if seconds is None else time.monotonic() + seconds
    while until is None or time.monotonic() < until:
        taken += staff.work_once(clock.now())
        time.sleep(pause)
    return taken
