"""Reads of cards: who has none, how many there are, whom a scanned code belongs to."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chongyang.core import access
from chongyang.core.fields import index_of
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.registration import permissions
from chongyang.registration.models import Card
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.registry.queries.elders import visible_elders

LONGEST = 40


def without_card(
    scope: Scope, within: Interval | None = None, *, printed_too: bool = False
) -> QuerySet[Elder]:
    """Living, registered persons of an area without a printed card; `printed_too` are all of them."""
    permissions.demand_keep(scope)
    rows = visible_elders(scope, within).filter(
        life_status="alive", same_as=None, registered_at__isnull=False
    )
    if printed_too:
        return rows
    good = Card.objects.filter(person=OuterRef("pk"), ended_at=None, printed_at__isnull=False)
    return rows.exclude(Exists(good))


def count_cards(scope: Scope, within: Interval | None = None) -> int:
    """Good, printed cards of an area."""
    permissions.demand_keep(scope)
    rows = access.visible(Card.objects.filter(ended_at=None, printed_at__isnull=False), scope)
    return (rows.filter(area__range=within) if within else rows).count()


def list_cards(scope: Scope, person: UUID) -> list[Card]:
    """All cards that a person ever had, the newest first."""
    permissions.demand_keep(scope)
    registry.access_elder(scope, person)
    return list(access.visible(Card.objects.filter(person=person), scope).order_by("-issued_at", "-id"))


def person_of_token(scope: Scope, token: str) -> UUID | None:
    """Whose good card this is, if this scope may know her; None for all else, and nobody hears which.

    A sanctioned crossing: the token is looked up in the system's scope, the person is asked for in one's own.
    """
    if not (0 < len(token) <= LONGEST and token.isascii() and token.isalnum()):
        return None
    with access.enter(system_scope("card", actor=scope.actor)):
        held = Card.objects.filter(token_index=index_of(token.lower(), "card_token"), ended_at=None)
        person = held.values_list("person", flat=True).first()
    if person is None:
        return None
    found = visible_elders(scope).filter(id=person).first()
    return found.id if found else None
