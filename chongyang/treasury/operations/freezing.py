"""Freezes: for a time nothing of a programme, or of an area, is released."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import Level
from chongyang.treasury.models import Freeze
from chongyang.treasury.operations.budgets import DONE, SAME_PERSON, demand_payer
from chongyang.treasury.operations.errors import UnableToBudget
from chongyang.treasury.rules.told import first_code

REASON = N_("请填写冻结的理由。")
DAYS = N_("冻结的结束必须晚于开始。")
OVERLAPS = N_("这段时间已经冻结。")
MOST_REASON = 200


@transaction.atomic
def propose_freeze(
    *,
    level: str,
    area: int,
    programme: str,
    valid_from: date,
    valid_to: date | None,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Freeze:
    """Ask for a freeze of one's own level; it holds when another person confirms. Raises UnableToBudget."""
    doer = permissions.account_of(by)
    demand_payer(scope, level, area)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        raise UnableToBudget({"reason": REASON})
    if valid_to is not None and valid_to <= valid_from:
        raise UnableToBudget({"valid_to": DAYS})
    with access.enter(system_scope("freeze", actor=by)):
        return Freeze.objects.create(
            area=first_code(area, Level.of(level).digits),
            level=level,
            programme=programme,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=reason.strip(),
            proposed_by=doer,
        )


@transaction.atomic
def confirm_freeze(*, freeze: UUID, scope: Scope, by: Actor, now: datetime) -> Freeze:
    """From its first day nothing is released. By another person."""
    doer = permissions.account_of(by)
    row = _held(freeze, scope, by)
    with access.enter(system_scope("freeze", actor=by)):
        if row.confirmed_by:
            raise UnableToBudget({"freeze": DONE})
        if row.proposed_by == doer:
            raise UnableToBudget({"freeze": SAME_PERSON})
        row.confirmed_by, row.confirmed_at = doer, now
        try:
            with transaction.atomic():
                row.save(update_fields=["confirmed_by", "confirmed_at"])
        except IntegrityError:
            raise UnableToBudget({"valid_from": OVERLAPS}) from None
        _tell("treasury.freeze.confirmed", row, by, now)
    return row


@transaction.atomic
def lift_freeze(*, freeze: UUID, scope: Scope, by: Actor, now: datetime) -> Freeze:
    """It ends today; not by who asked for it, so that a freeze is not opened by one person for an hour."""
    doer = permissions.account_of(by)
    row = _held(freeze, scope, by)
    today = timezone.localdate(now)
    with access.enter(system_scope("freeze", actor=by)):
        if row.lifted_by or (row.valid_to and row.valid_to <= today):
            raise UnableToBudget({"freeze": DONE})
        if row.confirmed_by and row.proposed_by == doer:
            raise UnableToBudget({"freeze": SAME_PERSON})
        row.lifted_by, row.valid_to = doer, max(today, row.valid_from)
        row.save(update_fields=["lifted_by", "valid_to"])
        _tell("treasury.freeze.lifted", row, by, now)
    return row


def _held(freeze: UUID, scope: Scope, by: Actor) -> Freeze:
    permissions.demand_budget(scope)
    row = queries.access_freeze(scope, freeze)
    demand_payer(scope, row.level, row.area)
    with access.enter(system_scope("freeze", actor=by)):
        return Freeze.objects.select_for_update(of=("self",)).get(id=freeze)


def _tell(kind: str, row: Freeze, by: Actor, now: datetime) -> None:
    told = {"programme": row.programme, "from": row.valid_from, "to": row.valid_to}
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.freeze",
        subject=row.id,
        payload=told,
    )
