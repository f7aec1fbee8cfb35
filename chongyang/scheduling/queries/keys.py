"""Who holds whose key."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from chongyang.core.access import OutOfReach, enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.orders.models import Order
from chongyang.scheduling import permissions
from chongyang.scheduling.models import KeyHolding
from chongyang.workforce import queries as workforce

MOST_KEYS = 200


class NoKey(OutOfReach):
    """No such key for this reader."""


def access_holding(scope: Scope, holding: UUID) -> KeyHolding:
    """One within a dispatcher's reach, or given to the carer who asks. Raises NoKey."""
    if permissions.may_plan(scope):
        row = visible(KeyHolding.objects.filter(id=holding), scope).first()
    else:
        row = next((one for one in own_keys(scope) if one.id == holding), None)
    if row is None:
        raise NoKey(str(holding))
    return row


def own_keys(scope: Scope) -> list[KeyHolding]:
    """What the carer who signed in holds, or was given and has not acknowledged."""
    account = scope.actor.account
    carer = workforce.carer_of_account(scope, account) if account else None
    if carer is None:
        return []
    with enter(system_scope("own keys", actor=scope.actor)):
        return list(KeyHolding.objects.filter(carer=carer.id, ended_at=None).order_by("given_at", "id"))


def own_keys_with_orders(scope: Scope) -> list[tuple[KeyHolding, Order | None]]:
    """A carer's keys, each with the last order of its elder, which has her covered name."""
    system = system_scope("own keys", actor=scope.actor)
    rows = own_keys(scope)
    with enter(system):
        latest = orders.latest_of(system, {row.person for row in rows})
    return [(row, latest.get(row.person)) for row in rows]


def list_keys(scope: Scope, *, organisation: UUID | None = None) -> list[tuple[KeyHolding, Order | None]]:
    """Keys that are out within a dispatcher's reach, at most `MOST_KEYS`, each with the last order of its
    elder: first what nobody acknowledged yet, then what is out longest.
    """
    permissions.demand_plan(scope)
    rows = visible(KeyHolding.objects.filter(ended_at=None), scope)
    rows = rows.filter(organisation=organisation) if organisation else rows
    found = list(rows.order_by(F("taken_at").asc(nulls_first=True), "given_at", "id")[:MOST_KEYS])
    latest = orders.latest_of(scope, {row.person for row in found})
    return [(row, latest.get(row.person)) for row in found]


def keys_of(scope: Scope, person: UUID, organisation: UUID) -> list[KeyHolding]:
    """Where an elder's keys are with a provider whose order was accessed, and what is on its way."""
    permissions.demand_plan(scope)
    rows = KeyHolding.objects.filter(person=person, organisation=organisation, ended_at=None)
    return list(visible(rows, scope).order_by("given_at", "id"))


def holders_of(persons: Collection[UUID], organisation: UUID) -> dict[UUID, list[UUID]]:
    """By elder the carers who hold her key, acknowledged by both. In the system's scope."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = KeyHolding.objects.filter(
        person__in=list(persons), organisation=organisation, ended_at=None, taken_at__isnull=False
    )
    for person, carer in rows.order_by("taken_at", "id").values_list("person", "carer"):
        if carer:
            found[person].append(carer)
    return found
