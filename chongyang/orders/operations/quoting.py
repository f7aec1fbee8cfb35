"""Who would do it for how much, and what her quota would pay: nothing of it stays."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.orders import permissions
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Wanted
from chongyang.registry import queries as registry
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold

MOST = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer with the whole price and its split, in fen."""

    offer: OfferTold
    price_fen: int
    covered_fen: int
    own_fen: int


def quote(*, wanted: Wanted, scope: Scope, by: Actor, now: datetime) -> list[Quote]:
    """The first offers of what is wanted, in the services' own order. Raises as placing the order would.

    Each is held as an order would be and rolled back, so that what is shown is what would be charged.
    """
    elder = registry.access_elder(scope, wanted.person)
    permissions.demand_order(scope, wanted.person, now)
    item = drafting.item_of(wanted.item)
    drafting.check_alive(elder)
    drafting.check(wanted, item, now)
    row = drafting.order_of(wanted, elder, item, by=by, now=now, key="")
    on = timezone.localdate(wanted.from_at)
    found = services.find_offers(scope, item=wanted.item, area=row.area, on=on)[:MOST]
    return sorted((_quoted(row, told, by, now) for told in found), key=lambda one: one.covered_fen == 0)


def _quoted(row: Order, told: OfferTold, by: Actor, now: datetime) -> Quote:
    with transaction.atomic():
        drafting.freeze(row, told, by=by, now=now)
        transaction.set_rollback(True)
    return Quote(told, row.price_fen, row.covered_fen, row.own_fen)


def wanted_for(person: UUID, item: str, from_at: datetime, to_at: datetime, channel: str) -> Wanted:
    """What a page asks about."""
    return Wanted(person=person, item=item, from_at=from_at, to_at=to_at, channel=channel)
