"""Who offers what where for how much on a day. All of it is public: the catalogue's page shows it."""

from collections.abc import Collection, Iterable
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
    asked = (offer, on, area)
    told = offers_on([asked]).get(asked)
    if told is None:
        raise NoOffer(str(offer))
    return told


def offers_on(asked: Collection[tuple[UUID, date, int]]) -> dict[tuple[UUID, date, int], OfferTold]:
    """Of these (offer, day, area) those that hold. One statement."""
    if not asked:
        return {}
    days, areas = {on for _, on, _ in asked}, {area for *_, area in asked}
    rows = OfferArea.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=min(days)),
        offer__in={offer for offer, *_ in asked},
        area__lte=max(areas),
        last__gte=min(areas),
        valid_from__lte=max(days),
        offer__provider__state=ProviderState.IN_FORCE,
    )
    found: dict[tuple[UUID, date, int], OfferTold] = {}
    for row in rows.select_related("offer__provider"):
        for one in asked:
            if one[0] == row.offer_id and _lies_in(row, one[1], one[2]):
                found[one] = _told(row.offer)
    return found


def _lies_in(row: OfferArea, on: date, area: int) -> bool:
    in_days = row.valid_from <= on and (row.valid_to is None or row.valid_to > on)
    return in_days and row.area <= area <= row.last


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
