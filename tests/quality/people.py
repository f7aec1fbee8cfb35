"""The characters of quality: helped orders of a provider, its people, a seat, who judges in the county."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Scope
from chongyang.orders.models import Order
from chongyang.quality.models import ScoreEvent
from chongyang.quality.rules.score import kind_of
from chongyang.services.models import ServiceProvider
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from tests import factories
from tests.orders.people import CITY, ITEM, daughter, seat
from tests.services.made import make_provider
from tests.workforce.made import contractor

NOW = datetime(2019, 6, 18, 9, tzinfo=CITY)
HELPED_AT = datetime(2019, 6, 12, 9, tzinfo=CITY)
DAY = timedelta(days=1)

__all__ = ["daughter", "make_provider", "seat"]


def helped(provider: ServiceProvider, person: UUID | None = None, **columns: object) -> Order:
    """An order of last week that came to help."""
    told: dict[str, Any] = {"state": "confirmed", "from_at": HELPED_AT, **columns}
    order = Order(
        person=person or new_key(),
        area=factories.JINSHUI,
        item=ITEM,
        organisation=provider.organisation,
        provider_name=provider.name,
        channel="call",
        to_at=told["from_at"] + timedelta(hours=3),
        minutes=60,
        state_at=HELPED_AT,
        opened_at=HELPED_AT - DAY,
        key=str(new_key()),
        **told,
    )
    order.save(force_insert=True)
    order.refresh_from_db()
    return order


def own(provider: ServiceProvider) -> Scope:
    """Who answers for the provider."""
    return contractor(Organisation.objects.get(id=provider.organisation))


def county() -> Scope:
    """Who judges quality and admits providers in 金水区."""
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))


def event(
    provider: ServiceProvider, kind: str = "rejected", at: datetime = NOW, **columns: object
) -> ScoreEvent:
    told = kind_of(kind)
    values: dict[str, object] = {"points": told.points, "days": told.days, "reference": new_key(), **columns}
    return ScoreEvent.objects.create(
        organisation=provider.organisation,
        area=provider.area,
        kind=kind,
        number="F000000001",
        on=timezone.localdate(at),
        told_at=at,
        appeal_until=at + 14 * DAY,
        **values,
    )


def employ(scope: Scope, provider: ServiceProvider) -> None:
    """Somebody has a post with the provider beside her own."""
    territory.appoint(
        account=Account.objects.get(id=scope.actor.account),
        role=Role.CARE_WORKER,
        organisation=Organisation.objects.get(id=provider.organisation),
        intervals=[],
        by=SYSTEM,
        now=NOW - 300 * DAY,
    )
