"""The register of the response-chain ledger: single incidents, for who may know persons."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.emergency.models import IncidentTimes
from chongyang.emergency.queries.incidents import NotFound
from chongyang.emergency.queries.ledger import chosen
from chongyang.emergency.rules.ledger import Choice, Order
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

EXPORT_LIMIT = 20_000
Place = tuple[str, UUID]
"""Where a page ended: the sorted value as text, and the row."""
COLUMNS = {Order.NEWEST: "opened_at", Order.ANSWER: "answer_seconds", Order.DOOR: "door_seconds"}


def may_read_register(scope: Scope) -> bool:
    """Whether the role reads single incidents at all."""
    return may(scope, Can.READ_LEDGER) and can_read(scope)


def _rows(scope: Scope, choice: Choice) -> QuerySet[IncidentTimes]:
    demand(scope, Can.READ_LEDGER)
    return chosen(scope, choice) if can_read(scope) else IncidentTimes.objects.none()


def list_register(
    scope: Scope,
    choice: Choice,
    order: Order = Order.NEWEST,
    *,
    limit: int = 50,
    after: Place | None = None,
) -> list[IncidentTimes]:
    """A page of the register, each row with its incident.

    By slowness, those that were never reached have no place: they are sought by themselves.
    """
    column = COLUMNS[order]
    rows = _rows(scope, choice).filter(**{f"{column}__isnull": False})
    if after:
        value = _value(order, after[0])
        rows = rows.filter(**{f"{column}__lte": value}).exclude(**{column: value, "id__gte": after[1]})
    return list(rows.select_related("incident").order_by(f"-{column}", "-id")[:limit])


def _value(order: Order, text: str) -> Any:
    return datetime.fromisoformat(text) if order is Order.NEWEST else float(text)


def place_of(row: IncidentTimes, order: Order) -> Place:
    """Where a page ends that ends with this row."""
    value = getattr(row, COLUMNS[order])
    return (value.isoformat() if order is Order.NEWEST else repr(value), row.id)


def count_register(scope: Scope, choice: Choice) -> int:
    """How many incidents a choice holds, merged ones among them."""
    return _rows(scope, choice).count()


def access_times(scope: Scope, incident: UUID) -> IncidentTimes:
    """The measured times of one incident within reach, with the incident; raises NotFound."""
    demand(scope, Can.READ_LEDGER)
    rows = visible(IncidentTimes.objects.filter(incident=incident), scope).select_related("incident")
    row = rows.first() if can_read(scope) else None
    if row is None:
        raise NotFound(str(incident))
    return row


def export_register(scope: Scope, choice: Choice, limit: int = EXPORT_LIMIT) -> list[IncidentTimes]:
    """The rows of an export, the newest first; `operations.begin_ledger_export` writes the event before."""
    demand(scope, Can.EXPORT_LEDGER)
    return list_register(scope, choice, limit=limit)


def find_number(scope: Scope, number: str) -> UUID:
    """The incident of a number within reach; raises NotFound."""
    demand(scope, Can.READ_LEDGER)
    rows = visible(IncidentTimes.objects.filter(incident__number=number), scope)
    key = rows.values_list("incident", flat=True).first() if can_read(scope) else None
    if key is None:
        raise NotFound(number)
    return key
