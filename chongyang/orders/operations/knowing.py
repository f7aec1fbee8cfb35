"""What a set of orders must know before any of them is written: read at once, three statements for all."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.orders import permissions
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Wanted
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold


class Known:
    """Elders within reach, what their files say about who should come, and the offers that were chosen."""

    def __init__(self, wanted: Sequence[Wanted], scope: Scope, now: datetime) -> None:
        self._scope, self._now = scope, now
        sound = [one for one in wanted if _is_sound(one, now)]
        self._elders = _elders(scope, {one.person for one in sound})
        known = [(one, self._elders[one.person]) for one in sound if one.person in self._elders]
        self._wishes = registry.wishes_each(scope, {elder.id for one, elder in known if not _wishes(one)})
        self._offers = services.offers_on(
            {(one.offer, _day(one), elder.area) for one, elder in known if one.offer}
        )
        self._first: dict[tuple[str, int, date], OfferTold | None] = {}

    def draft(self, wanted: Wanted, *, by: Actor, key: str) -> Order:
        """The order with its terms, not yet written. Raises NotFound, NotAllowed, UnableToOrder."""
        item = drafting.item_of(wanted.item)
        drafting.check(wanted, item, self._now)
        elder = self._elders.get(wanted.person)
        if elder is None:
            raise registry.NotFound(str(wanted.person))
        permissions.demand_order(self._scope, wanted.person, self._now)
        drafting.check_alive(elder)
        row = drafting.order_of(wanted, elder, item, by=by, now=self._now, key=key)
        if not _wishes(wanted) and (wishes := self._wishes.get(elder.id)):
            row.prefers_sex, row.dialects = wishes.prefers_sex, sorted(wishes.languages)
        if told := self._offer(wanted, elder.area):
            drafting.set_terms(row, told, now=self._now, terms=wanted.terms)
        return row

    def _offer(self, wanted: Wanted, area: int) -> OfferTold | None:
        """The chosen one, else the first there is: asked once for an item, a street and a day."""
        on = _day(wanted)
        if wanted.offer:
            return drafting.chosen(wanted, self._offers.get((wanted.offer, on, area)))
        asked = (wanted.item, area, on)
        if asked not in self._first:
            self._first[asked] = drafting.find_offer(wanted, self._scope, area)
        return self._first[asked]


def _is_sound(wanted: Wanted, now: datetime) -> bool:
    """Whether it is worth a question to the database; `draft` says what is wrong."""
    try:
        drafting.check(wanted, drafting.item_of(wanted.item), now)
    except UnableToOrder:
        return False
    return True


def _elders(scope: Scope, persons: Collection[UUID]) -> dict[UUID, Elder]:
    """By the key that was asked for: who is within reach; for a file that is a double the one that counts."""
    found = registry.access_elders(scope, persons)
    for person, elder in list(found.items()):
        if elder.same_as_id:
            found |= _counting(scope, person, elder)
    return {person: elder for person, elder in found.items() if elder.same_as_id is None}


def _counting(scope: Scope, person: UUID, elder: Elder) -> dict[UUID, Elder]:
    canonical = registry.canonical_of(elder)
    reached = registry.access_elders(scope, [canonical])
    return {person: reached[canonical]} if canonical in reached else {}


def _wishes(wanted: Wanted) -> bool:
    return bool(wanted.prefers_sex or wanted.dialects)


def _day(wanted: Wanted) -> date:
    return timezone.localdate(wanted.from_at)
