"""A dispatcher's own hand: one visit to another carer or time, with every hard rule asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.routing.rules.checking import broken_rules, measured
from chongyang.routing.rules.day import Answer, Assignment, Day, Reason, Unserved
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import LeftWhy, PinWhy
from chongyang.scheduling.models import DayPlan, LeftOut, PlannedVisit
from chongyang.scheduling.operations import keeping
from chongyang.scheduling.operations.errors import (
    FAULTS,
    HOLDS_NO,
    NOT_IN_PLAN,
    TWO_PLACES,
    UnableToPlan,
)
from chongyang.scheduling.operations.gathering import Gathered, gather, with_ways
from chongyang.scheduling.operations.pinning import pin
from chongyang.scheduling.operations.solving import Solved
from chongyang.scheduling.queries import newest_plans

UNTOLD = {"forgotten", "unknown_visit", "planned_and_left_out"}
"""What a change of orders since the plan brings; no matter of this move."""


@transaction.atomic
def move(
    *,
    order: UUID,
    carers: Sequence[UUID],
    starts_at: datetime,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> DayPlan:
    """A new draft of the day in which these carers come at this time and nothing else moves; it is a pin too.

    Refused where it breaks a hard rule that held before: a way that is too long, two places at once, no
    pause, too much work, a certificate. Raises NotFound, NotAllowed, UnableToPlan.
    """
    permissions.demand_plan(scope)
    row = orders.access_order(scope, order)
    day = timezone.localdate(row.from_at)
    assert row.organisation
    newest = newest_plans(scope, day, organisation=row.organisation)
    if not newest:
        raise UnableToPlan(NOT_IN_PLAN)
    told: dict[str, Any] = {"scope": scope, "by": by, "now": now}
    pin(order=order, carers=carers, starts_at=starts_at, reason=PinWhy.MOVED.value, **told)
    held = gather(organisation=row.organisation, day=day, scope=scope, now=now)
    with enter(system_scope("move a visit", actor=scope.actor)):
        before = _answer_of(held, newest[0])
        left = dict(LeftOut.objects.filter(plan=newest[0]).values_list("order", "reason"))
        rows = list(PlannedVisit.objects.filter(plan=newest[0]).order_by("id"))
    after = _moved(held, before, str(order), [str(one) for one in carers], held.minute(starts_at))
    after = _refuse_new_faults(held.day, before, after, {str(one) for one in carers})
    fixed = frozenset(str(one.order) for one in rows if one.fixed)
    others = {one.carer for one in before.by_visit.get(str(order), ())} != {str(one) for one in carers}
    solved = Solved(_with_left(held, after, left), fixed, int(others))
    why = {(str(one.order), one.position - 1): one.why for one in rows if one.order != order}
    made = keeping.Made(row.organisation, day, 0.0, newest[0].seed)
    return keeping.keep(held, solved, why, made, **told)


def _answer_of(held: Gathered, plan: DayPlan) -> Answer:
    """What a kept plan says, as far as its orders are still of the day."""
    found: dict[str, list[Assignment]] = {}
    for one in PlannedVisit.objects.filter(plan=plan).order_by("from_at", "id"):
        visit = held.day.visit_by_key.get(str(one.order))
        if visit and one.position <= len(visit.parts) and str(one.carer) in held.day.carer_by_key:
            told = Assignment(visit.key, one.position - 1, str(one.carer), held.minute(one.from_at), 0.0, 0.0)
            found.setdefault(told.carer, []).append(told)
    pauses = {key: float(value) for key, value in plan.pauses.items() if key in found}
    return _answer(held.day, found, pauses)


def _answer(day: Day, routes: dict[str, list[Assignment]], pauses: dict[str, float]) -> Answer:
    whole = tuple(one for key, route in sorted(routes.items()) for one in with_ways(day, key, route))
    answer = Answer(whole, pauses, (), 0.0, 0.0, 0.0, 0.0)
    travel = measured(day, answer).travel
    return replace(answer, travel=travel, cost=travel)


def _moved(held: Gathered, before: Answer, order: str, carers: list[str], start: float) -> Answer:
    if order not in held.day.visit_by_key or not set(carers) <= set(held.day.carer_by_key):
        raise UnableToPlan(NOT_IN_PLAN)
    routes = {key: [one for one in route if one.visit != order] for key, route in before.routes.items()}
    for part, carer in enumerate(carers):
        routes.setdefault(carer, []).append(Assignment(order, part, carer, start, 0.0, 0.0))
    return _answer(held.day, {key: route for key, route in routes.items() if route}, dict(before.pauses))


def _refuse_new_faults(day: Day, before: Answer, after: Answer, carers: set[str]) -> Answer:
    """The answer with pauses that fit, or the first hard rule that the move breaks, in words."""
    former = _faults(day, before)
    for key in sorted(carers):
        after = _with_pause(day, after, key)
    broken = sorted(_faults(day, after) - former)
    if not broken:
        return after
    if _overlaps(day, after, carers):
        raise UnableToPlan(TWO_PLACES, field="starts_at")
    rule = broken[0][0]
    if rule in FAULTS:
        raise UnableToPlan(FAULTS[rule], field="starts_at")
    raise UnableToPlan(HOLDS_NO, field="carers", rule=rule)


def _faults(day: Day, answer: Answer) -> set[tuple[str, str]]:
    return {(one.rule, one.who) for one in broken_rules(day, answer) if one.rule not in UNTOLD}


def _with_pause(day: Day, answer: Answer, key: str) -> Answer:
    """The carer's pause where it breaks least: as it was, at the beginning of its window, after a visit."""
    carer = day.carer_by_key[key]
    if carer.pause is None:
        return answer
    first, last = carer.pause.window
    ends = [one.start + day.visit_by_key[one.visit].parts[one.part].minutes for one in answer.routes[key]]
    tried = [
        answer.pauses.get(key, first),
        max(first, carer.shift[0]),
        *(e for e in ends if first <= e <= last),
    ]
    options = [replace(answer, pauses={**answer.pauses, key: start}) for start in tried]
    without = replace(answer, pauses={k: v for k, v in answer.pauses.items() if k != key})
    return min([*options, without], key=lambda one: len(_faults(day, one)))


def _overlaps(day: Day, answer: Answer, carers: set[str]) -> bool:
    for key in carers:
        end = 0.0
        for one in answer.routes.get(key, ()):
            if one.start < end:
                return True
            end = one.start + day.visit_by_key[one.visit].parts[one.part].minutes
    return False


def _with_left(held: Gathered, answer: Answer, left: dict[UUID, str]) -> Answer:
    """Who was left out stays so with the same reason; who is new since the plan is said to be."""
    known = {one.value for one in Reason}
    found = []
    for key in sorted(set(held.day.visit_by_key) - set(answer.by_visit)):
        reason = left.get(UUID(key), "")
        found.append((key, reason if reason in known else LeftWhy.IS_NEW.value))
    told = tuple(Unserved(key, Reason(why)) for key, why in found if why in known)
    new = {key: LeftWhy.IS_NEW for key, why in found if why not in known}
    held.left.update(new)
    return replace(answer, unserved=told)
