"""Providers in force and their offers, for tests of this room and of those above it."""

from datetime import UTC, date, datetime
from uuid import UUID

from chongyang.core.keys import new_key
from chongyang.core.scopes import interval_of
from chongyang.services.models import Offer, OfferArea, ServiceProvider
from chongyang.territory.models import Organisation
from tests.workforce.made import PLACE, organisation

COUNTY = 410105000000
START = date(2018, 1, 1)


def make_provider(org: Organisation | None = None, **columns: object) -> ServiceProvider:
    """One on the public list since 2018."""
    org = org or organisation()
    values: dict[str, object] = {
        "name": org.name,
        "kind": "enterprise",
        "credit_code": new_key().hex[-18:].upper(),
        "area": org.area,
        "since_on": START,
        "entered_on": START,
        "check_on": date(2030, 1, 1),
        **columns,
    }
    return ServiceProvider.objects.create(organisation=org.id, **values)


def make_offer(
    provider: ServiceProvider,
    item: str = "bath_help",
    *,
    price_fen: int = 8000,
    areas: tuple[str, ...] = ("410105",),
    valid_from: date = START,
    valid_to: date | None = None,
) -> Offer:
    """An offer with its areas, as the operation writes it."""
    spans = [interval_of(code) for code in areas]
    held = {"provider": provider, "item": item, "valid_from": valid_from, "valid_to": valid_to}
    made = Offer.objects.create(
        organisation=provider.organisation,
        price_fen=price_fen,
        areas=[first for first, _ in spans],
        made_at=datetime(2018, 1, 1, tzinfo=UTC),
        **held,
    )
    for first, last in spans:
        OfferArea.objects.create(offer=made, area=first, last=last, **held)
    return made


def offered(item: str = "bath_help", **told: object) -> tuple[UUID, UUID]:
    """A provider with one offer: keys of its organisation and of the offer."""
    provider = make_provider()
    return provider.organisation, make_offer(provider, item, **told).id


__all__ = ["COUNTY", "PLACE", "START", "make_offer", "make_provider", "offered", "organisation"]
