"""An answer as rows: one version of a provider's day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from chongyang.core import bulk, events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.routing.rules.day import Assignment
from chongyang.scheduling.enums import PlanState
from chongyang.scheduling.models import DayPlan, LeftOut, PlannedVisit
from chongyang.scheduling.operations.gathering import Gathered
from chongyang.scheduling.operations.solving import Solved
from chongyang.territory.models import Organisation

Reasons = Mapping[tuple[str, int], dict[str, Any]]


@dataclass(frozen=True)
class Made:
    """What is known of a plan beside its visits."""

    organisation: UUID
    day: date
    seconds: float
    seed: int


@transaction.atomic
def keep(
    held: Gathered, solved: Solved, why: Reasons, made: Made, *, scope: Scope, by: Actor, now: datetime
) -> DayPlan:
    """The next version of the day, as a draft; an older draft is replaced, the published one stands."""
    with enter(system_scope("keep a plan", actor=scope.actor)):
        home = Organisation.objects.select_for_update().get(id=made.organisation)
        same_day = DayPlan.objects.filter(organisation=made.organisation, day=made.day)
        version = (same_day.aggregate(last=Max("version"))["last"] or 0) + 1
        same_day.filter(state=PlanState.DRAFT).update(state=PlanState.REPLACED)
        plan = DayPlan.objects.create(
            version=version,
            area=home.area,
            **_columns(held, solved, made),
            account=by.account,
            computed_at=now,
        )
        bulk.create(_visits(plan, held, solved, why))
        bulk.create(_left(plan, held, solved))
        tell("computed", plan, by, now, visits=plan.visits, left=plan.left)
    return plan


def tell(what: str, plan: DayPlan, by: Actor, now: datetime, **payload: object) -> None:
    events.record(
        f"scheduling.plan.{what}",
        by=by,
        now=now,
        area=plan.area,
        subject_type="scheduling.plan",
        subject=plan.id,
        organisation=plan.organisation,
        payload={"version": plan.version, **payload},
    )


def _columns(held: Gathered, solved: Solved, made: Made) -> dict[str, Any]:
    answer = solved.answer
    return {
        "organisation": made.organisation,
        "day": made.day,
        "state": PlanState.DRAFT,
        "visits": len(answer.by_visit),
        "left": len(answer.unserved) + len(held.left),
        "carers": len(answer.routes),
        "travel_minutes": round(answer.travel),
        "objective": round(answer.cost, 3),
        "pauses": {key: round(start) for key, start in sorted(answer.pauses.items())},
        "moved": solved.moved,
        "by_road": held.by_road,
        "seconds": made.seconds,
        "seed": made.seed,
        "digest": digest_of(answer.assignments, _why_left(held, solved)),
    }


def digest_of(assignments: Sequence[Assignment], left: Mapping[str, str]) -> str:
    """SHA-256 of who goes where and when, and of who is left out for what."""
    lines = [f"{one.visit}|{one.part}|{one.carer}|{round(one.start)}" for one in assignments]
    lines += [f"{key}|{reason}" for key, reason in left.items()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _visits(plan: DayPlan, held: Gathered, solved: Solved, why: Reasons) -> list[PlannedVisit]:
    return [
        visit_row(plan, held, one, fixed=_is_fixed(held, solved, one), why=why.get((one.visit, one.part), {}))
        for one in solved.answer.assignments
    ]


def _is_fixed(held: Gathered, solved: Solved, one: Assignment) -> bool:
    return one.visit in solved.fixed or one.visit not in held.movable


def visit_row(
    plan: DayPlan, held: Gathered, one: Assignment, *, fixed: bool, why: dict[str, Any]
) -> PlannedVisit:
    order = held.orders[one.visit]
    minutes = held.day.visit_by_key[one.visit].parts[one.part].minutes
    return PlannedVisit(
        plan=plan,
        order=order.id,
        position=one.part + 1,
        carer=UUID(one.carer),
        from_at=held.moment(round(one.start)),
        to_at=held.moment(round(one.start) + minutes),
        travel_minutes=round(one.travel),
        wait_minutes=max(0, round(one.wait)),
        fixed=fixed,
        pinned=one.visit in held.pinned,
        why={**why, "bring_key": list(held.keys[one.visit])} if one.visit in held.keys else why,
        person=order.person,
        area=order.area,
        organisation=plan.organisation,
    )


def _why_left(held: Gathered, solved: Solved) -> dict[str, str]:
    return {**{one.visit: one.reason.value for one in solved.answer.unserved}, **dict(held.left)}


def _left(plan: DayPlan, held: Gathered, solved: Solved) -> list[LeftOut]:
    skills = {one.visit: list(one.needs) for one in solved.answer.unserved}
    return [
        LeftOut(
            plan=plan,
            order=held.orders[key].id,
            reason=reason,
            skills=skills.get(key, []),
            person=held.orders[key].person,
            area=held.orders[key].area,
            organisation=plan.organisation,
        )
        for key, reason in _why_left(held, solved).items()
    ]
