"""Orders, their plans, visits and days in check_scope.

Who makes visits finds those that are hers; nobody of the sample comes to anybody, so a carer or a volunteer
finds none, also where an alarm once opened the elder's file to her.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from chongyang.api import orders as door
from chongyang.api import scheduling as days_door
from chongyang.api import visits as visits_door
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.orders import queries
from chongyang.orders.models import Assignment, Order, Plan, PlanPause
from chongyang.scheduling import queries as days
from chongyang.scheduling.models import DayPlan, LeftOut, Pin, PlannedVisit
from chongyang.territory.enums import TokenName
from chongyang.visits import queries as visits
from chongyang.visits.models import CallBack, Missed, Visit
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import all_of, counted, listed, of_each, one_by_one
from chongyang.workshop.scopes.helping import (
    DAY,
    ITEM,
    LATER,
    LONG_AGO,
    Home,
    acts_for,
    add_case,
    any_of,
    judges,
    orders_for_others,
    plans_days,
    provides,
    settles,
    verifies,
)
from chongyang.workshop.scopes.rule import Resource, reaches
from chongyang.workshop.scopes.sample import Character, Sample

READS, SEES = TokenName.ORDERS_READ, TokenName.VISITS_READ
SPAN = {"from_at": LONG_AGO, "to_at": LATER}
EVER = {"from_at": datetime(1999, 1, 1, tzinfo=UTC), "to_at": datetime(2001, 1, 1, tzinfo=UTC)}
BATHED = {"item": ITEM, "minutes": 60, **SPAN}
SCORE = {"score": 40, "verdict": "below", "judged_at": LONG_AGO}
PAID = {"score": 90, "verdict": "accepted", "judged_at": LONG_AGO}


def add_rows(sample: Sample, homes: list[Home]) -> None:
    """An order, a recurring plan with a pause, a visit below the line and one that is paid, an overdue one,
    and a day of every provider.
    """
    for home in homes:
        order = sample.add(_order(home))
        add_case(order.id, "orders.order", order.state, **home.whose)
        comes = {"carer": new_key(), "position": 1, "at": LONG_AGO, **SPAN}
        sample.add(Assignment(order=order, **comes, **home.whose))
        _plan(sample, home)
        _visits(sample, home, order)
        _day(sample, home, order)


def _order(home: Home) -> Order:
    moments = {"state_at": LONG_AGO, "opened_at": LONG_AGO}
    return Order(channel="call", state="created", key=new_key().hex, **moments, **BATHED, **home.whose)


def _plan(sample: Sample, home: Home) -> None:
    whose = {"person": home.person, "area": home.area}
    plan = sample.add(
        Plan(
            item=ITEM,
            weekdays=[1],
            begins=LONG_AGO.time(),
            window_minutes=60,
            holidays="skip",
            valid_from=DAY,
            made_until=DAY,
            channel="call",
            made_at=LONG_AGO,
            key=new_key().hex,
            **whose,
        )
    )
    sample.add(PlanPause(plan=plan, reason="away", from_on=DAY, at=LONG_AGO, **whose))


def _visits(sample: Sample, home: Home, order: Order) -> None:
    ended = {"started_at": LONG_AGO, "ended_at": LATER, "last_received_at": LATER}
    told = {"number": order.number, **BATHED, **ended, **home.whose}
    below = sample.add(Visit(order=order.id, **SCORE, **told))
    sample.add(Visit(order=new_key(), **PAID, **told))
    called = {"account": new_key(), "outcome": "confirmed", "at": LATER}
    sample.add(CallBack(visit=below, person=home.person, area=home.area, **called))
    sample.add(Missed(order=order.id, number=order.number, due_at=LONG_AGO, **home.whose))


def _day(sample: Sample, home: Home, order: Order) -> None:
    sizes = {"visits": 1, "left": 1, "carers": 1, "travel_minutes": 0, "objective": 0.0}
    ran = {"by_road": False, "seconds": 0.0, "seed": 1, "digest": "0" * 64, "computed_at": LONG_AGO}
    plan = sample.add(DayPlan(day=DAY, version=1, state="draft", **sizes, **ran, **home.where))
    planned = {"position": 1, "carer": new_key(), "travel_minutes": 0, "wait_minutes": 0}
    sample.add(PlannedVisit(plan=plan, order=order.id, **planned, **SPAN, **home.whose))
    sample.add(LeftOut(plan=plan, order=new_key(), reason="skill", **home.whose))
    sample.add(Pin(order=order.id, starts_at=LONG_AGO, reason="asked", at=LONG_AGO, **home.whose))


def _days(get: Any) -> Any:
    """What belongs to a day, asked for each row by the plan that was accessed."""
    return of_each(lambda scope, row: get(scope, [days.access_plan(scope, row.plan_id)]))


def _of_own_days(who: Character, row: Any) -> bool:
    """A day is read as a whole, by who reaches its provider."""
    return reaches(who, row.plan)


def _paid(scope: Scope, row: Visit) -> list[Visit]:
    rows = visits.list_accepted(scope, organisation=row.organisation, month=DAY)
    return [one for one in rows if one.verdict == row.verdict]


def _pins(scope: Scope, row: Pin) -> list[Pin]:
    return list(days.pins_of(scope, [row.order]).values())


ORDERS = any_of(orders_for_others, acts_for, provides, plans_days, verifies, judges)
"""Who orders or acts for her, her provider, who plans its days, and who judges what was done."""
VISITS = any_of(ORDERS, settles)
"""The same, and who pays by the evidence."""


def _with(verdict: str) -> Callable[[Character, Any], bool]:
    return lambda _, row: row.verdict == verdict


RESOURCES = (
    Resource(
        "help orders",
        Order,
        ORDERS,
        {
            "list": listed(queries.list_open),
            "between": listed(queries.list_between, **EVER),
            "detail": one_by_one(queries.access_order),
            "of a person": of_each(lambda scope, row: queries.history_of(scope, [row.person])),
            "many": of_each(lambda scope, row: queries.get_many(scope, [row.pk]).values()),
            "API list": api.every_page(door.list_help_orders, READS),
            "API between": api.page(
                door.list_between, READS, since=EVER["from_at"], until=EVER["to_at"], limit=api.MOST
            ),
            "API detail": api.each(door.get_help_order, READS, "order"),
        },
        {"count": counted(queries.count_open)},
    ),
    Resource(
        "plans of help",
        Plan,
        ORDERS,
        {
            "detail": one_by_one(queries.access_plan),
            "of a person": of_each(lambda scope, row: queries.list_plans(scope, [row.person])),
        },
    ),
    Resource(
        "pauses of help",
        PlanPause,
        ORDERS,
        {"of a plan": of_each(lambda scope, row: queries.pauses_of(scope, [row.plan_id])[row.plan_id])},
    ),
    Resource(
        "visits",
        Visit,
        VISITS,
        {
            "detail": one_by_one(visits.access_visit),
            "API detail": api.each(visits_door.get_visit, SEES, "visit"),
        },
        narrower={"API detail": verifies},
    ),
    Resource(
        "visits below the line",
        Visit,
        verifies,
        {
            "list": listed(visits.list_below),
            "API list": api.every_page(visits_door.list_visits_below, SEES),
        },
        {"count": counted(visits.count_below)},
        only=_with("below"),
    ),
    Resource("visits to pay", Visit, VISITS, {"list": of_each(_paid)}, only=_with("accepted")),
    Resource("overdue visits", Missed, VISITS, {"list": listed(visits.list_missed)}),
    Resource(
        "planned days",
        DayPlan,
        plans_days,
        {
            "list": listed(days.list_plans, day=DAY),
            "newest": all_of(partial(days.newest_plans, day=DAY)),
            "detail": one_by_one(days.access_plan),
            "API list": api.every_page(days_door.list_plans, READS),
            "API detail": api.each(days_door.get_plan, READS, "plan"),
        },
    ),
    Resource(
        "planned visits", PlannedVisit, plans_days, {"of a day": _days(days.visits_of)}, only=_of_own_days
    ),
    Resource("left out of a day", LeftOut, plans_days, {"of a day": _days(days.left_of)}, only=_of_own_days),
    Resource("fixed visits", Pin, plans_days, {"of an order": of_each(_pins)}),
)
