"""What each step of an order leaves behind: its state, the quota, who comes, the event for other rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import events
from chongyang.core.models import Case, Step
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.orders import permissions
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import offering
from chongyang.orders.queries.orders import carers_before
from chongyang.purchase import operations as purchase
from chongyang.territory.rules.capabilities import BY_MANDATE

SILENCE = N_("服务商未在时限内答复")
ENDS = {"withdraw", "expire"}
LEAVES = {"refuse", "lapse"}
TOLD = {
    *("accepted", "refused", "done", "confirmed", "disputed", "verified", "settled"),
    *("withdrawn", "expired"),
}
"""States that other rooms follow by the event `orders.<state>`; the case's own events tell the rest."""


def demand_own(scope: Scope, row: Order, now: datetime) -> None:
    """Who acts by a mandate needs one that covers ordering."""
    if not scope.system and scope.role in {role.value for role in BY_MANDATE}:
        permissions.demand_order(scope, row.person, now)


def take(
    order: UUID,
    action: str,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    how: str = "",
    evidence: Mapping[str, Any] | None = None,
    facts: frozenset[str] = frozenset(),
) -> Order:
    """Perform an action of the order's case and return the row as it is then; in the system's scope."""
    cases.perform(
        case=Case(id=order),
        action=action,
        by=by,
        now=now,
        reason=reason,
        how=how,
        evidence=evidence,
        facts=facts,
    )
    return Order.objects.get(id=order)


def follow_step(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step: the row follows its case, the quota and the assignments follow the row."""
    if step.source == step.target and step.action != "offer":
        return
    row = Order.objects.get(id=case.id)
    row.state, row.state_at, row.closed_at = case.state, now, case.ended_at
    if step.action in LEAVES:
        offering.leave(row, step.reason or SILENCE, by=by, now=now)
    elif step.action in ENDS:
        purchase.release(order=row.id, by=by, now=now)
    elif step.action == "verify":
        purchase.spend(order=row.id, by=by, now=now)
    elif step.action == "accept" and row.carer_before is None:
        row.carer_before = next(iter(carers_before(row.person, row.item)), None)
    if step.action in LEAVES | ENDS:
        Assignment.objects.filter(order=row, ended_at=None).update(ended_at=now)
    row.save(
        update_fields=[
            *("state", "state_at", "closed_at", "tried", "covered_fen", "own_fen", "account", "rule"),
            "carer_before",
        ]
    )
    _tell(row, by, now)
    if step.action in LEAVES:
        offering.ask_next(row, now=now)


def _tell(row: Order, by: Actor, now: datetime) -> None:
    """The event that rooms above follow: what happened is its kind, the payload is the order's key alone."""
    if row.state not in TOLD:
        return
    events.record(
        f"orders.{row.state}",
        by=by,
        now=now,
        area=row.area,
        subject_type="orders.order",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"order": str(row.id)},
    )
