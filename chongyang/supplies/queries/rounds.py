"""Rounds for who keeps them and for who walks them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chongyang.core.access import enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.supplies import permissions
from chongyang.supplies.enums import Way
from chongyang.supplies.models import Menu, Portion, Round, Stop
from chongyang.supplies.queries.meals import NotFound
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Order


def list_rounds(scope: Scope, menu: Menu) -> list[Round]:
    """The rounds of a menu of the asking provider."""
    permissions.demand_keep(scope)
    return list(visible(Round.objects.filter(menu=menu), scope).order_by("number"))


def access_round(scope: Scope, round: UUID) -> Round:
    """For its provider, or for the carrier who has it. Raises NotFound."""
    with enter(system_scope("round", actor=scope.actor)):
        row = Round.objects.select_related("menu__point").filter(id=round).first()
    if row is None or not (_keeps(scope, row) or _carries(scope, row)):
        raise NotFound(str(round))
    return row


def _keeps(scope: Scope, row: Round) -> bool:
    return scope.system or (permissions.may_keep(scope) and scope.organisation == row.organisation)


def _carries(scope: Scope, row: Round) -> bool:
    account = scope.actor.account
    carer = workforce.carer_of_account(scope, account) if account else None
    return carer is not None and carer.id == row.carer


def own_rounds(scope: Scope, day: date) -> list[Round]:
    """The rounds of a day that the asking carrier has."""
    account = permissions.demand_carry(scope)
    carer = workforce.carer_of_account(scope, account)
    if carer is None:
        return []
    with enter(system_scope("own rounds", actor=scope.actor)):
        rows = Round.objects.filter(carer=carer.id, menu__day=day).select_related("menu__point")
        return list(rows.order_by("leaves_at", "number", "id"))


def stops_of(scope: Scope, rounds: Sequence[Round]) -> dict[UUID, list[Stop]]:
    """The doors of rounds that were accessed, in their turn; in the system's scope, since a carrier's own
    scope reaches no area.
    """
    with enter(system_scope("stops", actor=scope.actor)):
        found: dict[UUID, list[Stop]] = {row.id: [] for row in rounds}
        rows = Stop.objects.filter(round__in=list(rounds)).select_related("portion__dish")
        for row in rows.order_by("round", "sequence"):
            found[row.round_id].append(row)
        return found


def access_stop(scope: Scope, stop: UUID) -> Stop:
    """A door of a round that the asker keeps or walks. Raises NotFound."""
    with enter(system_scope("stop", actor=scope.actor)):
        row = Stop.objects.select_related("round__menu__point", "portion").filter(id=stop).first()
    if row is None or not (_keeps(scope, row.round) or _carries(scope, row.round)):
        raise NotFound(str(stop))
    return row


def orders_of_stops(scope: Scope, stops: Sequence[Stop]) -> dict[UUID, Order]:
    """The orders behind doors of a round that was accessed; in the system's scope, for who goes there."""
    with enter(system_scope("round", actor=scope.actor)):
        return orders.get_many(system_scope("round"), [one.order for one in stops])


def orders_of_portions(scope: Scope, portions: Sequence[Portion]) -> dict[UUID, Order]:
    """The orders of meals at the counter of the asker's own point."""
    with enter(system_scope("counter", actor=scope.actor)):
        return orders.get_many(system_scope("counter"), [one.order for one in portions])


def counter_of(scope: Scope, now: datetime) -> list[Portion]:
    """Who eats at the points of the asking carer's provider in these hours."""
    account = permissions.demand_carry(scope)
    carer = workforce.carer_of_account(scope, account)
    if carer is None:
        return []
    with enter(system_scope("counter", actor=scope.actor)):
        rows = Portion.objects.filter(
            organisation=carer.organisation,
            way=Way.THERE.value,
            menu__from_at__lte=now,
            menu__to_at__gt=now,
            given_back_at=None,
            lost_at=None,
        )
        return list(rows.select_related("menu__point", "dish").order_by("menu", "id"))
