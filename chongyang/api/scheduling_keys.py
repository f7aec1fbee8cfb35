"""Keys of elders by JSON: given by a dispatcher's word (tokens of orders), acknowledged by who gets them; a
carer's own (tokens of visits).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status

from chongyang.api.needs import scope_of, writer
from chongyang.api.orders import ONE as ORDER
from chongyang.api.orders import orders, said, writes
from chongyang.api.shapes import Body, plain
from chongyang.api.visits import WAY as VISITS
from chongyang.api.visits import WRITES, visits
from chongyang.orders import queries as help_orders
from chongyang.scheduling import operations, queries

WAY = "/services/keys"
ONE = WAY + "/{uuid:holding}"
OWN = VISITS + "/keys"
own_writes = writer(visits, WRITES)


class KeyRow(Schema):
    """A key with a carer, with nobody on its way back. Until `taken_at` it counts as where it was."""

    id: UUID
    person: UUID
    organisation: UUID
    carer: UUID | None
    former: UUID | None
    given_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None


class GiveKeyBody(Body):
    """To a carer, or back to the elder; from who holds it (`holding`), or from the elder."""

    carer: UUID | None = None
    holding: UUID | None = None


def _row(row: Any) -> dict[str, Any]:
    return plain(row, KeyRow, former=row.former_id)


@orders.get(ORDER + "/keys", response=list[KeyRow], operation_id="list_keys")
def list_keys(request: HttpRequest, order: UUID) -> Any:
    """Where the keys of an order's elder are with its provider, and what is on its way."""
    scope = scope_of(request)
    row = help_orders.access_order(scope, order)
    return (
        [_row(one) for one in queries.keys_of(scope, row.person, row.organisation)]
        if row.organisation
        else []
    )


@writes(ORDER + "/keys", KeyRow, "give_key", made=True)
def give(request: HttpRequest, order: UUID, body: GiveKeyBody) -> Any:
    """It is given; it counts from when somebody else says that it came."""
    return Status(201, _row(operations.give_key(order=order, **body.dict(), **said(request))))


@writes(ONE + "/take", KeyRow, "take_key")
def take(request: HttpRequest, holding: UUID) -> Any:
    """It came: said by a dispatcher, never by who gave it."""
    return _row(operations.take_key(holding=holding, **said(request)))


@writes(ONE + "/cancel", KeyRow, "cancel_key")
def cancel(request: HttpRequest, holding: UUID) -> Any:
    """It was not handed over after all."""
    operations.cancel_key(holding=holding, **said(request))
    return _row(queries.access_holding(scope_of(request), holding))


@visits.get(OWN, response=list[KeyRow], operation_id="list_own_keys")
def list_own(request: HttpRequest) -> Any:
    """What the carer who calls holds, or was given and has not acknowledged."""
    return [_row(one) for one in queries.own_keys(scope_of(request))]


@own_writes(OWN + "/{uuid:holding}/take", KeyRow, "take_own_key")
def take_own(request: HttpRequest, holding: UUID) -> Any:
    """It came, says the carer to whom it was given."""
    return _row(operations.take_key(holding=holding, **said(request)))
