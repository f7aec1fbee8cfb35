"""What every step of a return shares: the row under its lock, its case, its deadline, its event."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.core.workdays import china
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import queries
from chongyang.reporting.enums import RETURNED
from chongyang.reporting.models import Return
from chongyang.reporting.operations.errors import UnableToReport
from chongyang.reporting.rules import ways

FIXED = N_("这张表已经锁定，数字只能办理更正。")
CLOSED = N_("这个期间已经关闭，数字只能办理更正。")


def held(report: UUID, scope: Scope) -> Return:
    """The return within reach, held until the transaction ends.

    Raises NotFound, UnableToReport for one that is locked for good.
    """
    queries.access_return(scope, report)
    with access.enter(system_scope("return", actor=scope.actor)):
        row = Return.objects.select_for_update(of=("self",)).get(id=report)
        if queries.closing_of(row.period):
            raise UnableToReport({"state": CLOSED})
    if row.locked_at:
        raise UnableToReport({"state": FIXED})
    return row


def facts_of(scope: Scope, row: Return, *more: str) -> Collection[str]:
    """Whether the stage is this person's by reach and line, and what else holds."""
    return {ways.IN_LINE, *more} if queries.is_mine(scope, row) else {*more}


def step(
    row: Return, action: str, by: Actor, now: datetime, *, facts: Collection[str], reason: str = ""
) -> None:
    """Take a step of the case under the system's scope; state and deadline follow. Raises UnableToStep."""
    case = cases.perform(
        case=Case(id=row.id), action=action, by=by, now=now, facts=facts, reason=reason, how="desk"
    )
    if case.state != row.state:
        row.state, row.reminded_at, row.escalated_at = case.state, None, None
        row.due_on = due_on(row, now)
    row.save()


def due_on(row: Return, now: datetime) -> Any:
    """Until when the state that the row is in wants to be left."""
    if row.state == RETURNED:
        return china().add(timezone.localdate(now), ways.load().mend_workdays)
    stage = queries.stage_of(row)
    return ways.due_on(Period.read(row.period).days.last, stage.workdays) if stage else None


def tell(verb: str, row: Return, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"reporting.return.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="reporting.return",
        subject=row.id,
        organisation=row.organisation,
        payload={"form": row.form, "place": row.place, "period": row.period, **payload},
    )
