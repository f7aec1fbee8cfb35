"""What the carrier ticks at a door, and the server at the counter: told to `visits` as what it is, evidence.

The order moves, the score is given and the month is settled as for any other help.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.orders import operations as orders
from chongyang.orders import queries as order_rows
from chongyang.orders.rules.lifecycle import GOING
from chongyang.services.rules import catalogue
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import Outcome
from chongyang.supplies.models import Portion, Stop
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.telling import tell
from chongyang.visits import operations as visits
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Order

MOMENT = timedelta(milliseconds=1)
ARRIVED, CARD, CODE, STARTED, STEPS, ENDED, AGAIN = 1, 2, 3, 4, 10, 90, 91
"""Numbers of what one tick tells: the door is the device, so that a tick made twice is known again."""


@transaction.atomic
def tick(
    *,
    stop: UUID,
    outcome: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    place: Mapping[str, float] | None = None,
    card: str = "",
    code: str = "",
) -> Stop:
    """Handed over, or nobody opened. The first tick counts; after "nobody" a second way may hand it over.

    Nobody opens to an elder who lives alone: the seats have an incident at once, as for a visit that did not
    begin. Raises UnableToSupply, NotFound, NotAllowed.
    """
    permissions.demand_carry(scope)
    row = queries.access_stop(scope, stop)
    if outcome not in (Outcome.HANDED_OVER, Outcome.NOBODY):
        raise UnableToSupply(errors.OUTCOME, "outcome")
    with enter(system_scope("round", actor=by)):
        cases.hold(row.order)
        row = Stop.objects.select_for_update(of=("self",)).select_related("portion").get(id=row.id)
        order = order_rows.get_many(system_scope("round"), [row.order])[row.order]
    if row.outcome in (outcome, Outcome.HANDED_OVER):
        return row
    if order.state not in GOING:
        raise UnableToSupply(errors.GONE)
    if outcome == Outcome.HANDED_OVER:
        _hand_over(row.portion, order, row.id, place, card, code, scope, by, now)
    with enter(system_scope("round", actor=by)):
        if outcome == Outcome.NOBODY:
            row.incident = visits.open_incident(
                person=row.person, area=row.area, reference=row.id, said_at=now, order=order, now=now
            )
        row.outcome, row.ticked_at, row.ticked_by = outcome, now, by.account
        row.save(update_fields=["outcome", "ticked_at", "ticked_by", "incident"])
        tell(f"stop.{outcome}", row, by=by, now=now)
    return row


def _hand_over(
    portion: Portion,
    order: Order,
    device: UUID,
    place: Mapping[str, float] | None,
    card: str,
    code: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> None:
    """One tick says what a careful carer tells one by one: came, did what the standard asks, gone."""
    told = [entry for entry in _entries(order, place, card, code, now) if entry]
    answers = visits.take_in(entries=told, device=device, sent_at=now, scope=scope, by=by, now=now)
    if refused := next((one for one in answers if isinstance(one, visits.Refused)), None):
        raise UnableToSupply(refused.reason)
    with enter(system_scope("portion", actor=by)):
        Portion.objects.filter(id=portion.id).update(served_at=now)


def _entries(
    order: Order, place: Mapping[str, float] | None, card: str, code: str, now: datetime
) -> list[dict[str, Any]]:
    steps = [one.key for one in catalogue.item(order.item).steps if one.required]
    found = [_entry(order, ARRIVED, "arrive", now, **({"place": dict(place)} if place else {}))]
    if card:
        found.append(_entry(order, CARD, "card", now, code=card))
    if code:
        found.append(_entry(order, CODE, "code", now, code=code))
    found.append(_entry(order, STARTED, "start", now))
    found += [_entry(order, STEPS + turn, "step", now, step=step) for turn, step in enumerate(steps)]
    found.append(_entry(order, ENDED, "end", now))
    if card:
        found.append(_entry(order, AGAIN, "card", now, code=card))
    return found


def _entry(order: Order, sequence: int, kind: str, now: datetime, **more: Any) -> dict[str, Any]:
    told = {"order": str(order.id), "kind": kind, "taken_at": now.isoformat()}
    return {"sequence": sequence, **told, **more}


@transaction.atomic
def serve(
    *, portion: UUID, scope: Scope, by: Actor, now: datetime, card: str = "", code: str = ""
) -> Portion:
    """A meal is eaten at the point: whoever serves it is assigned for that moment and tells it as evidence.

    Raises UnableToSupply, NotFound, NotAllowed, UnableToOrder.
    """
    account = permissions.demand_carry(scope)
    carer = workforce.carer_of_account(scope, account)
    row = next((one for one in queries.counter_of(scope, now) if one.id == portion), None)
    if carer is None or row is None:
        raise queries.NotFound(str(portion))
    with enter(system_scope("counter", actor=by)):
        cases.hold(row.order)
        row = Portion.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.served_at:
            return row
        order = order_rows.get_many(system_scope("counter"), [row.order])[row.order]
        if order.state not in GOING:
            raise UnableToSupply(errors.GONE)
        orders.assign(
            order=order.id,
            carers=[carer.id],
            from_at=now,
            to_at=now + MOMENT,
            scope=system_scope("counter", actor=by),
            by=SYSTEM,
            now=now,
        )
    _hand_over(row, order, row.id, None, card, code, scope, by, now)
    with enter(system_scope("counter", actor=by)):
        tell("portion.served", row, by=by, now=now)
        row.refresh_from_db()
    return row
