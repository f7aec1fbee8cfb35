"""Who offers what where for how much on a day. All of it is public: the catalogue's page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from chongyang.core.scopes import Scope
from chongyang.services.enums import ProviderState
from chongyang.services.models import ItemPrice, Offer, OfferArea
from chongyang.services.rules import catalogue


class NoOffer(Exception):
    """The offer is not there, does not hold on that day or in that area, or its provider is not in force."""


@dataclass(frozen=True, slots=True)
class OfferTold:
    """One offer as an order needs it. `price_fen` is for one unit of the item."""

    offer: UUID
    organisation: UUID
    provider_name: str
    item: str
    price_fen: int
    score: Decimal | None
    provider: UUID


@dataclass(frozen=True, slots=True)
class Range:
    """Within which prices an item may be offered, and on which document that rests."""

    price_from_fen: int
    price_to_fen: int
    document: str
    confirmed: bool

    def allows(self, price_fen: int) -> bool:
        return self.price_from_fen <= price_fen <= self.price_to_fen


def holds_on(day: date) -> Q:
    """What holds on a day, by half-open days."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def find_offers(scope: Scope, *, item: str, area: int, on: date) -> list[OfferTold]:
    """Offers of an item at a place on a day by providers in force: the best score first, then the cheapest.

    Public, so that no capability is asked: the scope names who asks.
    """
    rows = _in_force(on).filter(item=item, area__lte=area, last__gte=area)
    order = (F("offer__provider__score").desc(nulls_last=True), "offer__price_fen", "offer__id")
    return [_told(row.offer) for row in rows.order_by(*order)]


def _in_force(on: date) -> "QuerySet[OfferArea]":
    rows = OfferArea.objects.filter(holds_on(on), offer__provider__state=ProviderState.IN_FORCE)
    return rows.select_related("offer__provider")


def _told(row: Offer) -> OfferTold:
    who = row.provider
    return OfferTold(row.id, row.organisation, who.name, row.item, row.price_fen, who.score, who.id)


def offer_on(offer: UUID, on: date, area: int) -> OfferTold:
    """An offer that holds on a day at a place. Raises NoOffer."""
    row = _in_force(on).filter(offer=offer, area__lte=area, last__gte=area).first()
    if row is None:
        raise NoOffer(str(offer))
    return _told(row.offer)


def list_offers(provider: UUID, *, since: date) -> list[Offer]:
    """All offers of a provider that hold on a day or later, by item and day."""
    rows = Offer.objects.filter(Q(valid_to=None) | Q(valid_to__gt=since), provider=provider)
    return list(rows.order_by("item", "valid_from", "id"))


def range_of(item: str, area: int, on: date) -> Range:
    """The price range of an item at a place on a day. Raises UnknownItem."""
    return ranges_of([item], area, on)[item]


def ranges_of(items: Iterable[str], area: int, on: date) -> dict[str, Range]:
    """The same of many items in one statement: of the rows that hold, the smallest area counts."""
    wanted = list(items)
    ranges = {key: _own_range(catalogue.item(key)) for key in wanted}
    rows = ItemPrice.objects.filter(holds_on(on), item__in=wanted, area__lte=area, last__gte=area)
    for row in rows.order_by((F("last") - F("area")).desc(), "id"):
        ranges[row.item] = Range(row.price_from_fen, row.price_to_fen, row.document, row.confirmed)
    return ranges


def _own_range(item: catalogue.Item) -> Range:
    return Range(item.price_from_fen, item.price_to_fen, item.source, item.confirmed)


def lowest_prices(area: int, on: date) -> dict[str, tuple[int, int]]:
    """By item: the lowest price at a place on a day, and how many offer it. One statement."""
    rows = _in_force(on).filter(area__lte=area, last__gte=area).values("item")
    found = rows.annotate(low=Min("offer__price_fen"), count=Count("provider", distinct=True))
    return {row["item"]: (row["low"], row["count"]) for row in found.order_by("item")}


def providers_at(area: int, on: date) -> set[UUID]:
    """The providers in force that offer anything at a place on a day."""
    rows = _in_force(on).filter(area__lte=area, last__gte=area)
    return set(rows.order_by("provider").values_list("provider", flat=True).distinct())
