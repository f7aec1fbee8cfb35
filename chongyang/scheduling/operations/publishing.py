"""A draft becomes what is told to everybody: each order gets its carers, one that changed stays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as read_orders
from chongyang.orders.models import Assignment
from chongyang.orders.operations import Coming, assign_all
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import PlanState
from chongyang.scheduling.models import DayPlan, PlannedVisit
from chongyang.scheduling.operations.errors import CHANGED, NOT_DRAFT, UnableToPlan
from chongyang.scheduling.operations.keeping import tell
from chongyang.scheduling.queries import access_plan

Parts = Sequence[PlannedVisit]


@transaction.atomic
def publish(*, plan: UUID, scope: Scope, by: Actor, now: datetime) -> DayPlan:
    """Assign every order of the draft; what cannot be taken any more keeps its reason in its row. An order
    that the plan leaves out loses who was to come: her time is given to others.

    All that stood is ended before anything new begins, so that carers who exchange their visits are not in
    each other's way. Raises NotFound, NotAllowed, UnableToPlan.
    """
    permissions.demand_plan(scope)
    access_plan(scope, plan)
    with enter(system_scope("publish a plan", actor=scope.actor)):
        row = DayPlan.objects.select_for_update().get(id=plan)
        _demand_newest(row)
        waiting = _by_order(row)
        standing = read_orders.assignments_of(list(waiting))
        freed = list(row.left_out.order_by("order").values_list("order", flat=True))
    waiting = {key: parts for key, parts in waiting.items() if not _same(parts, standing[key])}
    wanted = [_coming(key, parts) for key, parts in waiting.items()]
    refused = assign_all(wanted=wanted, freed=freed, scope=scope, by=by, now=now)
    with enter(system_scope("publish a plan", actor=scope.actor)):
        _write_outcomes(waiting, refused)
        _replace_published(row)
        row.state, row.published_at, row.published_by = PlanState.PUBLISHED.value, now, by.account
        row.save(update_fields=["state", "published_at", "published_by"])
        tell("published", row, by, now, visits=row.visits, refused=len(refused))
    return row


def _demand_newest(row: DayPlan) -> None:
    if row.state != PlanState.DRAFT:
        raise UnableToPlan(CHANGED if row.state == PlanState.REPLACED else NOT_DRAFT)


def _by_order(row: DayPlan) -> dict[UUID, list[PlannedVisit]]:
    found: dict[UUID, list[PlannedVisit]] = {}
    rows = PlannedVisit.objects.filter(plan=row, fixed=False)
    for one in rows.order_by("from_at", "order", "position"):
        found.setdefault(one.order, []).append(one)
    return found


def _same(parts: Parts, standing: Sequence[Assignment]) -> bool:
    """Whether the order stands so already: nothing is written, nobody is told again."""
    told = [(one.carer, one.from_at, one.to_at) for one in parts]
    return told == [(one.carer, one.from_at, one.to_at) for one in standing]


def _write_outcomes(waiting: Mapping[UUID, Parts], refused: Mapping[UUID, Exception]) -> None:
    """Why an order stays out, in each of its rows."""
    parts = [part for key in refused for part in waiting.get(key, ())]
    for part in parts:
        part.outcome = str(refused[part.order])[:200]
    PlannedVisit.objects.bulk_update(parts, ["outcome"])


def _coming(key: UUID, parts: Parts) -> Coming:
    until = max(one.to_at for one in parts)
    return Coming(key, tuple(one.carer for one in parts), parts[0].from_at, until)


def _replace_published(row: DayPlan) -> None:
    former = DayPlan.objects.filter(organisation=row.organisation, day=row.day, state=PlanState.PUBLISHED)
    former.update(state=PlanState.REPLACED)
