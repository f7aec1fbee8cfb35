"""A decision about a person, stage by stage: applied for, assessed, decided, published. Nobody too near to
her judges her (asked here), and nobody holds two stages (the life cycle's law).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.identifiers import mask_name
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.queries.rights import is_near
from chongyang.purchase import permissions, queries
from chongyang.purchase.enums import (
    ASIDE,
    ASSESSMENT,
    DECISION,
    IN_FORCE,
    NOTICE,
    PROPOSED,
    REFUSED,
    STOPPED,
    WITHDRAWN,
)
from chongyang.purchase.models import Entitlement, Notice
from chongyang.purchase.operations.errors import UnableToDecide
from chongyang.purchase.operations.events import tell
from chongyang.purchase.queries import registered
from chongyang.purchase.rules import county, entitled, flow
from chongyang.purchase.rules.entitled import Found
from chongyang.purchase.rules.flow import ENTITLED, UNRELATED
from chongyang.registry import queries as registry

NOT_HERE = N_("这件事项现在不在可以这样办理的环节。")
NO_REASON = N_("请写明理由，最多 500 个字。")
NOT_ENTITLED = N_("按细则已不符合条件，不能同意；请写明理由不予同意。")
NO_LEVEL = N_("请选择评估得出的能力等级。")
NEAR = N_("您是本人或代办过老人事务的人，不能办理这件事项。")
LEVELS = tuple("01234")
MOST, STREET = 500, 10**3


@transaction.atomic
def apply(*, entitlement: UUID, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """A community or street hands a proposal in for decision: its case is opened with the same key. Raises
    UnableToDecide, NotFound.
    """
    row = _held(entitlement, scope, PROPOSED, ASIDE)
    if scope.role not in flow.APPLICANTS:
        raise UnableToDecide({"by": NOT_HERE})
    with judging(row, by):
        _refresh(row, now)
        row.name = registry.known_names([row.person])[row.person]
        cases.open_case(lifecycle=flow.NAME, area=row.area, by=by, now=now, person=row.person, case_id=row.id)
        row.applied_by, row.applied_at, row.why = permissions.account_of(by), now, ""
        row.reason = None
        _move(row, ASSESSMENT, now)
    return row


@transaction.atomic
def set_aside(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """The desk leaves a proposal, with the reason; it comes back when it is applied for after all."""
    row = _held(entitlement, scope, PROPOSED)
    row.state, row.why, row.reason = ASIDE, entitled.DESK, _worded(reason)
    row.save(update_fields=["state", "why", "reason"])
    tell("set_aside", row, by, now)
    return row


@transaction.atomic
def assess(
    *, entitlement: UUID, level: str, note: str, scope: Scope, by: Actor, now: datetime
) -> Entitlement:
    """A third party tells the level of ability that it found on its visit. Raises UnableToDecide."""
    row = _held(entitlement, scope, ASSESSMENT)
    if level not in LEVELS:
        raise UnableToDecide({"level": NO_LEVEL})
    with judging(row, by):
        row.ability_seen = level
        _step(row, "assess", by, now, reason=_worded(note, empty=True))
        _move(row, DECISION, now)
    return row


@transaction.atomic
def approve(*, entitlement: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Entitlement:
    """The county agrees where every condition holds today, and publishes it. Raises UnableToDecide."""
    row = _held(entitlement, scope, DECISION)
    with judging(row, by):
        found = found_now(row, now)
        if found is None or not found.is_sure:
            raise UnableToDecide({"answer": NOT_ENTITLED})
        _fill(row, found, now)
        _step(row, "approve", by, now, facts={ENTITLED}, reason=reason.strip()[:MOST])
        row.decided_at = now
        _publish(row, now)
        _move(row, NOTICE, now)
    return row


@transaction.atomic
def refuse(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """The county does not agree, with the reason that the person reads."""
    row = _held(entitlement, scope, DECISION)
    return _end(row, "refuse", REFUSED, entitled.DECIDED_NO, reason, by, now)


@transaction.atomic
def send_back(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """The county asks for another assessment."""
    row = _held(entitlement, scope, DECISION)
    with judging(row, by):
        _step(row, "send_back", by, now, reason=_worded(reason))
        _move(row, ASSESSMENT, now)
    return row


@transaction.atomic
def withdraw(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """Who applied takes it back before it is in force."""
    row = _held(entitlement, scope, ASSESSMENT, DECISION, NOTICE)
    return _end(row, "withdraw", WITHDRAWN, entitled.GAVE_UP, reason, by, now)


@transaction.atomic
def give_up(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """The elder does not want it any more: what this period granted stays usable, no other is granted."""
    row = _held(entitlement, scope, IN_FORCE)
    row.valid_to = max(
        county.months_after(timezone.localdate(now), 1), row.valid_from or timezone.localdate(now)
    )
    return _end(row, "give_up", STOPPED, entitled.GAVE_UP, reason, by, now)


def _end(
    row: Entitlement, action: str, state: str, why: str, reason: str, by: Actor, now: datetime
) -> Entitlement:
    with judging(row, by):
        _step(row, action, by, now, reason=_worded(reason))
        row.why, row.reason, row.closed_at = why, reason.strip(), now
        close_notices(row, now)
        _move(row, state, now)
    return row


def found_now(row: Entitlement, now: datetime) -> Found | None:
    """What the rule says of her today, with what the assessor found; in the system's scope."""
    rule, today = county.rule_of(row.rule), timezone.localdate(now)
    known = next(registered.read_register(rule, today, [row.person]), None)
    if known is None or not rule.holds_on(today):
        return None
    return entitled.find(rule, entitled.seen(known, row.ability_seen), today)


def _refresh(row: Entitlement, now: datetime) -> None:
    found = found_now(row, now)
    if found is None:
        raise UnableToDecide({"answer": NOT_ENTITLED})
    _fill(row, found, now)


def _fill(row: Entitlement, found: Found, now: datetime) -> None:
    row.group, row.quota, row.area = found.group.key, found.group.quota, found.area
    row.facts, row.digest = [fact.as_json() for fact in found.facts], found.digest
    row.day, row.computed_at = timezone.localdate(now), now


def _held(entitlement: UUID, scope: Scope, *states: str) -> Entitlement:
    """The row under its lock, in one of these states. Raises UnableToDecide, NotFound, NotAllowed."""
    permissions.demand_desk(scope)
    queries.access_entitlement(scope, entitlement)
    row = Entitlement.objects.select_for_update(of=("self",)).get(id=entitlement)
    if row.state not in states:
        raise UnableToDecide({"state": NOT_HERE})
    return row


@contextmanager
def judging(row: Entitlement, by: Actor) -> Iterator[None]:
    """The block runs in the system's scope, after it was asked whether this person may judge her."""
    with access.enter(system_scope("judging", actor=by)):
        if is_near(row.person, None, by.account):
            raise UnableToDecide({"by": NEAR})
        yield


def _step(row: Entitlement, action: str, by: Actor, now: datetime, **told: Any) -> None:
    facts = {UNRELATED, *told.pop("facts", ())}
    cases.perform(case=Case(id=row.id), action=action, by=by, now=now, facts=facts, **told)


def _move(row: Entitlement, state: str, now: datetime) -> None:
    days = flow.load().workdays.get(state)
    zone = timezone.get_current_timezone()
    row.state, row.due_at = state, workdays.deadline(now, days, zone) if days else None
    row.save()


def _publish(row: Entitlement, now: datetime) -> Notice:
    """From today to the last working day of its time; a covered name, and the street as the place."""
    today = timezone.localdate(now)
    return Notice.objects.create(
        application=row,
        rule=row.rule,
        group=row.group,
        shown_name=mask_name(row.name.plain),
        area=row.area // STREET * STREET,
        from_on=today,
        to_on=workdays.china().add(today, flow.load().notice_workdays + 1),
    )


def close_notices(row: Entitlement, now: datetime) -> None:
    """No notice of it runs any more."""
    Notice.objects.filter(application=row, closed_at=None).update(closed_at=now)


def _worded(reason: str, *, empty: bool = False) -> str:
    text = reason.strip()
    if len(text) > MOST or not (text or empty):
        raise UnableToDecide({"reason": NO_REASON})
    return text
