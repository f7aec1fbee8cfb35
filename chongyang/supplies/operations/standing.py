"""Meals by plan: `orders` makes the orders ahead, here they get their portions once there is a menu."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import operations as orders
from chongyang.orders import queries as order_rows
from chongyang.registry import queries as registry
from chongyang.supplies import queries
from chongyang.supplies.enums import ITEMS, Allergen, Way
from chongyang.supplies.models import Dish, MealTime, Menu, Standing
from chongyang.supplies.operations import errors, portions
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.ordering import offer_of
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.rules import times

if TYPE_CHECKING:
    from chongyang.orders.models import Order

AHEAD = timedelta(days=20)
NEW, WAITING = ("offered",), ("offered", "accepted")
MOST = 20_000
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingForm:
    """Which meal on which weekdays. `avoids` are allergens; a dish that has one is never chosen."""

    point: UUID
    meal: str
    way: str
    weekdays: Collection[int]
    valid_from: date
    valid_to: date | None = None
    low_salt: bool = False
    soft: bool = False
    avoids: Collection[str] = ()
    note: str = ""


@transaction.atomic
def begin_standing(
    *, person: UUID, form: StandingForm, channel: str, scope: Scope, by: Actor, now: datetime, key: str = ""
) -> Standing:
    """A recurring plan of `orders` (its pauses, holidays and end are there) with the meal that it wants.

    Raises UnableToSupply, NotFound, NotAllowed, UnableToOrder.
    """
    elder = registry.access_elder(scope, person)
    point = queries.access_point(form.point)
    served = MealTime.objects.filter(point=point, meal=form.meal).first()
    if served is None:
        raise UnableToSupply(errors.NO_TIME, "meal")
    if set(form.avoids) - set(Allergen):
        raise UnableToSupply(errors.KIND, "avoids")
    if form.way == Way.BROUGHT and not queries.serves(point.areas, elder.area):
        raise UnableToSupply(errors.NOT_HERE, "way")
    window = timedelta(hours=served.ends.hour - served.begins.hour)
    window += timedelta(minutes=served.ends.minute - served.begins.minute)
    plan = orders.begin_plan(
        person=person,
        form=orders.PlanForm(
            item=ITEMS.get(form.way, ""),
            weekdays=form.weekdays,
            begins=served.begins,
            window_minutes=int(window.total_seconds()) // 60,
            valid_from=form.valid_from,
            valid_to=form.valid_to,
            offer=offer_of(point, form.way, elder.area, form.valid_from),
            note=form.note,
        ),
        channel=channel,
        scope=scope,
        by=by,
        now=now,
        key=key,
    )
    with enter(system_scope("standing meal", actor=by)):
        row, is_new = Standing.objects.get_or_create(
            plan=plan.id,
            defaults={
                "point": point,
                "meal": form.meal,
                "way": form.way,
                "person": plan.person,
                "area": plan.area,
                "organisation": point.organisation,
                "low_salt": form.low_salt,
                "soft": form.soft,
                "avoids": sorted(set(form.avoids)),
                "made_at": now,
            },
        )
        if is_new:
            tell("standing.begun", row, by=by, now=now)
            _follow([row], now=now)
    return row


@transaction.atomic
def change_standing(
    *, standing: UUID, do: str, until: date | None, scope: Scope, by: Actor, now: datetime
) -> Standing:
    """Pause (until a day, or without an end), resume, end: what its plan of `orders` does, by its rules.

    Meals ordered ahead for those days are called off; before their cut-off their portions are free again.
    """
    row = queries.access_standing(scope, standing)
    told: dict[str, Any] = {"plan": row.plan, "scope": scope, "by": by, "now": now}
    today = timezone.localdate(now)
    if do == "pause":
        orders.pause_plan(reason="other", from_on=today, to_on=until, **told)
    elif do == "resume":
        orders.resume_plan(on=today, **told)
        with enter(system_scope("standing meal", actor=by)):
            _follow([row], now=now)
    else:
        orders.end_plan(reason="own", **told)
        with enter(system_scope("standing meal", actor=by)):
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            tell("standing.ended", row, by=by, now=now)
    return row


def follow_standing(*, now: datetime) -> int:
    """Orders that plans made lately are accepted; where a menu stands and has some left, those that wait get
    a portion. How many.

    Each order in a transaction of its own, so that nobody who orders a meal waits for the whole city's.
    """
    left = Menu.objects.filter(published_at__isnull=False, cut_off_at__gt=now, taken__lt=F("capacity"))
    with enter(system_scope("standing meals")):
        rows = list(Standing.objects.filter(ended_at=None).order_by("made_at", "id"))
    done = _follow(rows, now=now)
    with enter(system_scope("standing meals")):  # a cut-off is never after its day
        menus = list(left.filter(day__gte=timezone.localdate(now)).order_by("day", "id"))
    return done + sum(follow_menu(menu, now=now) for menu in menus)


def follow_menu(row: Menu, *, now: datetime) -> int:
    """All that waits for one menu, when it is published: plans before passers-by, the earliest plan first."""
    with enter(system_scope("standing meals")):
        found = Standing.objects.filter(point=row.point_id, meal=row.meal, ended_at=None)
        rows = list(found.order_by("made_at", "id"))
    first, last = times.window(row.day, time.min, time.max, timezone.get_default_timezone())
    return _follow(rows, now=now, between=(first, last), states=WAITING)


def follow_end(event: Event) -> None:
    """Handler of `orders.plan.ended`."""
    with enter(system_scope("standing meals")):
        Standing.objects.filter(plan=event.subject or NOBODY, ended_at=None).update(ended_at=event.at)


def _follow(
    rows: Sequence[Standing],
    *,
    now: datetime,
    between: tuple[datetime, datetime] | None = None,
    states: Collection[str] = NEW,
) -> int:
    """Serve the orders of these plans that have no portion yet, the earliest plan first; how many."""
    if not rows:
        return 0
    scope, done = system_scope("standing meals"), 0
    with enter(scope):
        waiting = _waiting(rows, scope, between or (now, now + AHEAD), states)
    for row, order in waiting:
        with enter(scope):
            done += cases.try_step(str(order.id), partial(_serve, order, row, now))
    return done


def _waiting(
    rows: Sequence[Standing], scope: Scope, between: tuple[datetime, datetime], states: Collection[str]
) -> list[tuple[Standing, Order]]:
    """Orders of these plans without a portion, by their time and then by the age of the plan."""
    by_plan = {row.plan: (number, row) for number, row in enumerate(rows)}
    first, last = between
    found = order_rows.list_between(
        scope, from_at=first, to_at=last, states=states, plans=by_plan, limit=MOST
    )
    have = queries.meals_among([one.id for one in found])
    waiting = [(*by_plan[one.plan_id], one) for one in found if one.plan_id and one.id not in have]
    waiting.sort(key=lambda one: (one[2].from_at, one[0]))
    return [(row, order) for _, row, order in waiting if order.organisation == row.organisation]


def _serve(order: Order, row: Standing, now: datetime) -> None:
    """Accepted at once, so that it never lapses; a portion where one is left that suits her."""
    portions.accept(order, now=now)
    day = timezone.localdate(order.from_at)
    menu = Menu.objects.filter(
        point=row.point_id, day=day, meal=row.meal, published_at__isnull=False, cut_off_at__gt=now
    ).first()
    for dish in _suiting(menu, row, order) if menu else ():
        try:
            with transaction.atomic():
                portions.take(order, dish, row.way, by=system_scope("").actor, now=now)
            return
        except UnableToSupply:
            continue


def _suiting(menu: Menu, row: Standing, order: Order) -> list[Dish]:
    """Dishes for no more than was agreed, without what she avoids; those that fit her best first."""
    most = order.price_fen // order.quantity
    dishes = Dish.objects.filter(menu=menu, price_fen__lte=most).order_by("-price_fen", "id")
    fit = [one for one in dishes if not set(one.allergens) & set(row.avoids)]
    fit = [one for one in fit if (one.low_salt or not row.low_salt) and (one.soft or not row.soft)]
    return [one for one in fit if one.left >= order.quantity]
