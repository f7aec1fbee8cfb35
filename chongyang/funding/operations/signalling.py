"""Signals are raised by rule, hold the payments of their case, and are answered by people; the applicant may
object, and then another person decides.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions
from chongyang.funding.models import Application
from chongyang.funding.models.signals import Signal
from chongyang.funding.operations.errors import UnableToApply, UnableToHandle
from chongyang.funding.queries import signals as reads
from chongyang.funding.queries.finding_signals import find_signals
from chongyang.funding.queries.rights import too_near
from chongyang.funding.rules import signals as rules
from chongyang.funding.rules.monthly import digest_of
from chongyang.treasury import operations as treasury

NO_ANSWER = N_("请写明核实的情况（不超过一千字）。")
ANSWERED = N_("这个提示已经答复过了。")
NOT_FOUNDED = N_("只能对“情况属实”的答复提出异议，并且只能提一次。")
NO_APPEAL = N_("请写明为什么不同意（不超过一千字）。")
OWN = N_("异议须由另一位经办人答复。")
MOST, SHORT = 1000, 24


def raise_signals(*, now: datetime) -> int:
    """Ask every rule; what is new becomes a signal on its case. System scope. Returns how many."""
    raised = [
        raise_signal(rule=rule.name, application=found.application, finding=found.finding, now=now)
        for rule in rules.load().values()
        for found in find_signals(rule)
    ]
    return sum(row is not None for row in raised)


@transaction.atomic
def raise_signal(
    *, rule: str, application: UUID, finding: Mapping[str, Any], now: datetime, by: Actor = SYSTEM
) -> Signal | None:
    """One signal on a case, once for the same finding; its payments that have not left are held. In the
    system's scope.
    """
    case = Application.objects.filter(id=application).first()
    if case is None:
        return None
    key = f"{rule}:{application}:{digest_of(dict(finding))[:SHORT]}"
    told = {"severity": rules.load()[rule].severity, "finding": dict(finding), "raised_at": now}
    whose = {"area": case.area, "person": case.person, "organisation": case.organisation}
    row, is_new = Signal.objects.get_or_create(
        key=key, defaults={"rule": rule, "application": case, **told, **whose}
    )
    if not is_new:
        return None
    _hold(row, now)
    _tell("raised", row, by, now)
    return row


def _hold(row: Signal, now: datetime) -> None:
    orders = reads.orders_of(row.application)
    treasury.hold_orders(orders=orders, key=f"funding.signal:{row.id}", by=SYSTEM, now=now)


def hold_new_orders(case: Application, now: datetime) -> None:
    """A payment ordered while a signal is not cleared waits as the others do. In the system's scope."""
    for row in Signal.objects.filter(application=case, state__in=rules.HOLDING).order_by("id"):
        _hold(row, now)


@transaction.atomic
def answer_signal(
    *, signal: UUID, founded: bool, answer: str, scope: Scope, by: Actor, now: datetime
) -> Signal:
    """A person has looked: nothing is wrong, and the payments go; or it is so, and they stay. Raises
    UnableToHandle, NotFound.
    """
    row = _judged(signal, scope, by, now)
    if not 0 < len(answer.strip()) <= MOST:
        raise UnableToHandle({"answer": NO_ANSWER})
    if row.state != rules.OPEN:
        raise UnableToHandle({"signal": ANSWERED})
    with access.enter(system_scope("signal", actor=by)):
        row.state = rules.FOUNDED if founded else rules.UNFOUNDED
        row.answer, row.answered_by, row.answered_at = answer.strip(), by.account, now
        return _settled(row, "answered", by, now)


@transaction.atomic
def appeal_signal(*, signal: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Signal:
    """The applicant's side does not agree with the answer, once. Raises UnableToApply, NotFound."""
    reads.access_own_signal(scope, signal)
    if not 0 < len(text.strip()) <= MOST:
        raise UnableToApply({"appeal": NO_APPEAL})
    with access.enter(system_scope("signal", actor=by)):
        row = Signal.objects.select_for_update(of=("self",)).select_related("application").get(id=signal)
        if row.state != rules.FOUNDED:
            raise UnableToApply({"signal": NOT_FOUNDED})
        row.state, row.appeal = rules.APPEALED, text.strip()
        row.appealed_by, row.appealed_at = permissions.account_of(by), now
        return _settled(row, "appealed", by, now)


@transaction.atomic
def reply_to_appeal(
    *, signal: UUID, upheld: bool, reply: str, scope: Scope, by: Actor, now: datetime
) -> Signal:
    """Another person than who answered decides about the objection. `upheld`: the answer stands. Raises
    UnableToHandle, NotFound.
    """
    row = _judged(signal, scope, by, now)
    if not 0 < len(reply.strip()) <= MOST:
        raise UnableToHandle({"reply": NO_ANSWER})
    if row.state != rules.APPEALED:
        raise UnableToHandle({"signal": ANSWERED})
    if by.account in (row.answered_by, row.appealed_by):
        raise UnableToHandle({"by": OWN})
    with access.enter(system_scope("signal", actor=by)):
        row.state = rules.UPHELD if upheld else rules.UNFOUNDED
        row.reply, row.replied_by, row.replied_at = reply.strip(), by.account, now
        return _settled(row, "replied", by, now)


def _judged(signal: UUID, scope: Scope, by: Actor, now: datetime) -> Signal:
    """The signal under lock, by somebody who is not too near to the applicant."""
    permissions.account_of(by)
    reads.access_signal(scope, signal)
    with access.enter(system_scope("signal", actor=by)):
        row = Signal.objects.select_for_update(of=("self",)).select_related("application").get(id=signal)
        if why := too_near(row.application, by.account, now):
            raise UnableToHandle({"by": why})
    return row


def _settled(row: Signal, verb: str, by: Actor, now: datetime) -> Signal:
    row.save()
    if row.state == rules.UNFOUNDED:
        treasury.free_orders(key=f"funding.signal:{row.id}", by=by, now=now)
    _tell(verb, row, by, now)
    return row


def _tell(verb: str, row: Signal, by: Actor, now: datetime) -> None:
    events.record(
        f"funding.signal.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="funding.signal",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"rule": row.rule, "state": row.state, "application": str(row.application_id)},
    )
