"""One click calls the person of a task; the call carries the task, and saying how it went ends both.

Without an exchange (the Null adapter) nothing dials and nothing tells when she answered: the seat dials by
hand, and the moment at which she says how it went stands for both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import identifiers, live
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.hotline import queries
from chongyang.hotline.models import Call
from chongyang.hotline.operations import call_backs, calls, talking
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.operations.talking import UnableToTalk
from chongyang.hotline.rules.calls import Moments, Reason, state_of
from chongyang.hotline.rules.follow_ups import About
from chongyang.registry import queries as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

SPOKEN, UNANSWERED = N_("已接通"), N_("无人接听")
RUNNING = timedelta(minutes=20)
"""So long a call that nobody ended keeps a second one for the same task away."""


@dataclass(frozen=True, slots=True)
class _Called:
    """Whom a task calls."""

    number: str
    person: UUID | None
    area: int


@transaction.atomic
def call_task(*, reason: str, task: UUID, scope: Scope, now: datetime) -> Call:
    """Call for a care call, a follow-up or a complaint. A second click gives the same one."""
    demand(scope, Can.ANSWER_CALLS)
    if reason not in WHOM:
        raise UnableToTalk(N_("请说明为什么呼出"))
    queue(f"dial/{task}")
    if running := queries.running_call_of(scope, task, now - RUNNING):
        if running.account != scope.actor.account:
            raise UnableToTalk(N_("同事正在打这个电话"), running.account)
        return running
    whom = WHOM[reason](scope, task)
    about: dict[str, Any] = {"task": task, "person": whom.person, "area": whom.area}
    return talking.call_out(reason=reason, number=whom.number, scope=scope, now=now, **about)


def _of_care_call(scope: Scope, task: UUID) -> _Called:
    row = queries.access_care_call(scope, task)
    if row.state != "calling" or row.taken_by != scope.actor.account:
        raise UnableToTalk(N_("这个电话已由别人接手"))
    return _Called(_number_of(scope, row.person), row.person, row.area)


def _of_follow_up(scope: Scope, task: UUID) -> _Called:
    row = queries.access_follow_up(scope, task)
    if row.ended_at:
        raise UnableToTalk(N_("这件已经办结，不用再打"))
    number = _number_of(scope, row.person) if row.person else ""
    if not number and row.about == About.INCIDENT:
        number = _plain(emergency.access_incident(scope, row.subject).caller_number)
    if not number and row.about == About.COMPLAINT:
        number = _plain(queries.access_complaint(scope, row.subject).complainant_phone)
    return _Called(number, row.person, row.area)


def _of_complaint(scope: Scope, task: UUID) -> _Called:
    """Who complained, or the elder where the complaint names no number."""
    row = queries.access_complaint(scope, task)
    if row.closed_at:
        raise UnableToTalk(N_("这件已经办结，不用再打"))
    number = _plain(row.complainant_phone)
    return _Called(number or (_number_of(scope, row.person) if row.person else ""), row.person, row.area)


WHOM: dict[str, Callable[[Scope, UUID], _Called]] = {
    Reason.CARE_CALL.value: _of_care_call,
    Reason.FOLLOW_UP.value: _of_follow_up,
    Reason.COMPLAINT.value: _of_complaint,
}


def _number_of(scope: Scope, person: UUID) -> str:
    return _plain(registry.access_elder(scope, registry.canonical_of(person)).phone)


def _plain(sealed: object) -> str:
    """A sealed number as it is dialled; empty where there is none that can be."""
    try:
        return identifiers.read_phone(getattr(sealed, "plain", "") or "").number
    except identifiers.InvalidIdentifier:
        return ""


def end_task_call(*, task: UUID, is_reached: bool, outcome: str, scope: Scope, now: datetime) -> UUID | None:
    """The call behind an outcome gets its words and, dialled by hand, its end; None where nobody dialled."""
    row = queries.last_call_of(scope, task)
    if row is None or row.outcome or row.account != scope.actor.account:
        return None
    if row.ended_at is None and queries.is_dialled_by_hand():
        row.answered_at = (row.answered_at or now) if is_reached else row.answered_at
        row.ended_at = max(now, row.began_at)
        row.state = state_of(Moments(row.began_at, row.offered_at, row.answered_at, row.ended_at))
    row.outcome = outcome[:200]
    row.save()
    calls.write_line(row, scope, now, why="")
    call_backs.follow_call(row, now=now)
    live.announce("calls", area=row.area, key=str(row.id))
    return row.id
