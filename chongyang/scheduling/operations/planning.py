"""Plan a day: gather, search, check, keep. Within the day the same, without moving what has begun."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from chongyang.core.scopes import Actor, Interval, Scope
from chongyang.orders import queries as orders
from chongyang.routing.rules.planner import Budget
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import Stage
from chongyang.scheduling.models import DayPlan
from chongyang.scheduling.operations import keeping, solving
from chongyang.scheduling.operations.errors import IS_PAST, NO_ORDERS, TOO_LARGE, UnableToPlan
from chongyang.scheduling.operations.gathering import Gathered, gather, midnight_of
from chongyang.scheduling.rules.settings import load

SEED = 1
Tell = Callable[[Stage], None]
TOLD = ("accepted", "on_the_way", "arrived", "started", "paused")


def quiet(_: Stage) -> None:
    """Nobody asks how far it is."""


def plan_day(
    *,
    day: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    area: Interval | None = None,
    organisation: UUID | None = None,
    seconds: float | None = None,
    rounds: int | None = None,
    seed: int = SEED,
    tell: Tell = quiet,
) -> list[DayPlan]:
    """Drafts of a day: of one provider, or of each with orders in an area. `rounds` instead of seconds makes
    the answer the same every time.

    On the day itself what is done, under way or already due by `now` stays, and so does what is pinned; the
    rest moves as little as pays. It is not one transaction: the search lasts seconds, and an order that
    changes meanwhile is found when the plan is published. Raises NotAllowed, UnableToPlan.
    """
    permissions.demand_plan(scope)
    minute = (now - midnight_of(day)).total_seconds() / 60
    if minute >= 24 * 60:
        raise UnableToPlan(IS_PAST, field="day")
    seconds = allowed_seconds(seconds)
    held = _gathered(day, scope, now, area, organisation)
    whole = sum(len(one.day.visits) for _, one in held) or 1
    made = []
    for home, one in held:
        budget = Budget(seconds=max(0.2, seconds * len(one.day.visits) / whole), rounds=rounds, seed=seed)
        made.append(_one(one, home, day, minute, budget, tell, scope=scope, by=by, now=now))
    return made


def allowed_seconds(asked: float | None) -> float:
    """How long a day is searched. Raises UnableToPlan."""
    seconds = load().seconds if asked is None else asked
    if not 0 < seconds <= load().most_seconds:
        raise UnableToPlan(TOO_LARGE, field="seconds", most=int(load().most_seconds))
    return seconds


def _gathered(
    day: date, scope: Scope, now: datetime, area: Interval | None, organisation: UUID | None
) -> list[tuple[UUID, Gathered]]:
    homes = [organisation] if organisation else providers_of(scope, day, area)
    held = [(home, gather(organisation=home, day=day, scope=scope, now=now)) for home in homes]
    held = [(home, one) for home, one in held if one.day.visits or one.left]
    if not held:
        raise UnableToPlan(NO_ORDERS, field="day")
    return held


def providers_of(
    scope: Scope, day: date, area: Interval | None = None, organisation: UUID | None = None
) -> list[UUID]:
    """The providers with orders of a day within reach on which somebody is to go or has gone."""
    midnight = midnight_of(day)
    until = midnight + timedelta(days=1)
    told = {"area": area, "organisation": organisation, "states": TOLD}
    return orders.providers_between(scope, from_at=midnight, to_at=until, **told)  # type: ignore[arg-type]


def _one(
    held: Gathered,
    home: UUID,
    day: date,
    minute: float,
    budget: Budget,
    tell: Tell,
    *,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> DayPlan:
    began = time.monotonic()
    tell(Stage.SEARCHING)
    solved = solving.solve(held, minute, budget)
    tell(Stage.EXPLAINING)
    why = solving.reasons(held, solved)
    spent = round(time.monotonic() - began, 3)
    made = keeping.Made(home, day, spent, budget.seed)
    return keeping.keep(held, solved, why, made, scope=scope, by=by, now=now)
