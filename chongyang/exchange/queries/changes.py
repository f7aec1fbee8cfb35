"""Reads of told changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.core.access import enter, visible
from chongyang.core.models import Event, OutboxMessage
from chongyang.core.scopes import Scope, system_scope
from chongyang.exchange.enums import Basis
from chongyang.exchange.models import Agreement, Subscription, ToldChange
from chongyang.exchange.rules.telling import DESTINATION
from chongyang.registry import queries as registry
from chongyang.registry.enums import ConsentPurpose
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, slots=True)
class Pulled:
    """What may be told, and the number up to which was looked."""

    changes: Sequence[ToldChange]
    last: int


def list_changes(subscription: Subscription, after: int, limit: int) -> list[ToldChange]:
    """Changes after a number, in order; for the machine that delivers."""
    rows = ToldChange.objects.filter(subscription=subscription, number__gt=after)
    return list(rows.order_by("number")[:limit])


@dataclass(frozen=True, slots=True)
class Failing:
    """Changes that the other side has not taken: how many, since when, and whether nobody tries any more."""

    changes: int
    since: datetime
    is_dead: bool


def failing_of(scope: Scope, held: Subscription) -> Failing | None:
    """What was tried and not taken; nothing while all is taken, or was not tried yet."""
    tried = OutboxMessage.objects.filter(destination=DESTINATION, payload__subscription=str(held.id))
    stuck = visible(tried.filter(attempts__gt=0, state__in=("waiting", "dead")), scope)
    first = stuck.order_by("created_at", "id").first()
    lacking = held.last_number - held.delivered_number
    if first is None or held.ended_at or not held.url or not lacking:
        return None
    return Failing(lacking, first.created_at, not stuck.filter(state="waiting").exists())


def may_be_told(agreement: Agreement, person: UUID | None) -> bool:
    """Where the agreement rests on consent, only while the person's own stands; in the system's scope."""
    rests_on_consent = agreement.basis == Basis.CONSENT
    return not rests_on_consent or (person is not None and registry.agrees(person, ConsentPurpose.SHARING))


def still_told(agreement: Agreement, rows: Sequence[ToldChange]) -> list[ToldChange]:
    """Of changes that were written down, those that may be told now; in the system's scope."""
    events = Event.objects.filter(id__in=[row.event for row in rows]).order_by("seq")
    persons = dict(events.values_list("id", "person"))
    return [row for row in rows if may_be_told(agreement, persons.get(row.event))]


def pulled_changes(scope: Scope, agreement: Agreement, *, after: int, limit: int) -> Pulled | None:
    """What a department pulls after a number; None without a subscription. Raises NotAllowed."""
    demand(scope, Can.ASK_REGISTRY)
    held = visible(Subscription.objects.filter(agreement=agreement, ended_at=None), scope).first()
    if held is None:
        return None
    rows = visible(ToldChange.objects.filter(subscription=held, number__gt=after), scope)
    found = list(rows.order_by("number")[:limit])
    with enter(system_scope("exchange changes", actor=scope.actor)):
        told = still_told(agreement, found)
    return Pulled(told, found[-1].number if found else after)
