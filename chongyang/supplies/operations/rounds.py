"""The meals that are brought become rounds, and a round gets its carrier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import operations as orders
from chongyang.orders import queries as order_rows
from chongyang.orders.rules.lifecycle import GOING
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import Way
from chongyang.supplies.models import Menu, Portion, Round, Stop
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.rules.rounds import Door, Leg, plan_rounds
from chongyang.supplies.rules.settings import meals

if TYPE_CHECKING:
    from chongyang.orders.models import Order

MINUTE = timedelta(minutes=1)


@transaction.atomic
def make_rounds(*, menu: UUID, scope: Scope, by: Actor, now: datetime) -> list[Round]:
    """Routes for what is to be brought and is on no round yet; once the cut-off is past, nothing comes after.

    Raises UnableToSupply, NotFound, NotAllowed.
    """
    row = queries.access_menu(scope, menu)
    if now < row.cut_off_at:
        raise UnableToSupply(errors.NOT_CUT_OFF)
    with enter(system_scope("rounds", actor=by)):
        Menu.objects.select_for_update(of=("self",)).get(id=row.id)
        found = Portion.objects.filter(
            menu=row, way=Way.BROUGHT.value, given_back_at=None, lost_at=None, served_at=None, stop=None
        )
        portions = {one.order: one for one in found.order_by("id")}
        held = order_rows.get_many(system_scope("rounds"), portions)
        going = [one for one in held.values() if one.state in GOING]
        if not going:
            raise UnableToSupply(errors.NO_STOPS)
        return _write(row, going, portions, by, now)


def _write(
    row: Menu, going: list[Order], portions: dict[UUID, Portion], by: Actor, now: datetime
) -> list[Round]:
    kitchen = (row.point.longitude, row.point.latitude)
    by_key = {str(one.id): one for one in going}
    begun = Round.objects.filter(menu=row).aggregate(most=Max("number"))["most"] or 0
    made = []
    for number, legs in enumerate(plan_rounds(kitchen, [_door(one) for one in going]), begun + 1):
        trip = Round.objects.create(
            menu=row,
            organisation=row.organisation,
            number=number,
            leaves_at=row.from_at,
            metres=sum(leg.metres for leg in legs),
            made_at=now,
        )
        moments = _moments(row, legs)
        Stop.objects.bulk_create(
            _stop(trip, turn, leg, at, by_key[leg.key], portions)
            for turn, (leg, at) in enumerate(zip(legs, moments, strict=True), 1)
        )
        tell("round.made", trip, by=by, now=now, area=row.point.area, stops=len(legs))
        made.append(trip)
    return made


def _door(order: Order) -> Door:
    known = order.longitude is not None and order.latitude is not None
    place = (float(order.longitude), float(order.latitude)) if known else None  # type: ignore[arg-type]
    return Door(str(order.id), place, order.quantity)


def _moments(row: Menu, legs: list[Leg]) -> list[datetime]:
    """When each door is reached; a way that is longer than the hours of the meal is drawn into them."""
    whole = (row.to_at - row.from_at) / MINUTE
    needed = legs[-1].minutes + meals().stop_minutes
    shrink = min(1.0, whole / needed)
    return [row.from_at + leg.minutes * shrink * MINUTE for leg in legs]


def _stop(
    trip: Round, turn: int, leg: Leg, at: datetime, order: Order, portions: dict[UUID, Portion]
) -> Stop:
    return Stop(
        round=trip,
        portion=portions[order.id],
        order=order.id,
        person=order.person,
        area=order.area,
        organisation=trip.organisation,
        sequence=turn,
        planned_at=at,
        metres=leg.metres,
    )


@transaction.atomic
def give_round(*, round: UUID, carer: UUID, scope: Scope, by: Actor, now: datetime) -> Round:
    """Who walks it: assigned to each of its orders, one door after the other, by the rules of `orders`
    (certificate that holds, not away, nowhere else). Raises UnableToSupply, NotFound, NotAllowed,
    UnableToOrder.
    """
    permissions.demand_keep(scope)
    row = queries.access_round(scope, round)
    with enter(system_scope("round", actor=by)):
        row = Round.objects.select_for_update(of=("self",)).get(id=row.id)
        stops = list(Stop.objects.filter(round=row).order_by("sequence"))
        held = order_rows.get_many(system_scope("round"), [one.order for one in stops])
    if not stops or any(one.outcome for one in stops):
        raise UnableToSupply(errors.BEGUN)
    going = [one for one in stops if held[one.order].state in GOING]
    for one, after in zip(going, [*going[1:], None], strict=True):
        until = after.planned_at if after else one.planned_at + meals().stop_minutes * MINUTE
        orders.assign(
            order=one.order,
            carers=[carer],
            from_at=one.planned_at,
            to_at=min(until, held[one.order].to_at),
            scope=scope,
            by=by,
            now=now,
        )
    with enter(system_scope("round", actor=by)):
        row.carer = carer
        row.save(update_fields=["carer"])
        tell("round.given", row, by=by, now=now, area=stops[0].area)
    return row
