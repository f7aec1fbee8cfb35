"""An elder's key goes from hand to hand: who gives it says so, and another person says that it came."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import queries as orders
from chongyang.scheduling import permissions
from chongyang.scheduling.models import KeyHolding
from chongyang.scheduling.operations import errors
from chongyang.scheduling.operations.errors import UnableToPlan
from chongyang.scheduling.queries.keys import access_holding
from chongyang.workforce import queries as workforce

SYSTEM = "an elder's key"


@transaction.atomic
def give_key(
    *, order: UUID, carer: UUID | None, scope: Scope, by: Actor, now: datetime, holding: UUID | None = None
) -> KeyHolding:
    """The key of an order's elder is given to a carer of its provider: by the elder, or from who holds it; to
    nobody: back to the elder. It counts from the day on which somebody else says that it came.

    Raises NotFound, NotAllowed, UnableToPlan.
    """
    permissions.demand_plan(scope)
    row = orders.access_order(scope, order)
    if row.organisation is None or row.closed_at is not None:
        raise UnableToPlan(errors.NOT_NOW)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        held = KeyHolding.objects.filter(person=row.person, organisation=row.organisation, ended_at=None)
        rows = {one.id: one for one in held.order_by("id").select_for_update()}
        former = rows.get(holding) if holding else None
        if (holding and (former is None or former.taken_at is None)) or (carer is None and former is None):
            raise UnableToPlan(errors.NO_KEY, field="holding")
        if former and any(one.former_id == former.id for one in rows.values()):
            raise UnableToPlan(errors.KEY_ON_ITS_WAY, field="holding")
        if any(one.carer == carer for one in rows.values() if carer):
            raise UnableToPlan(errors.HAS_KEY, field="carer")
        if carer and workforce.access_carer(system_scope(SYSTEM), carer).organisation != row.organisation:
            raise UnableToPlan(errors.OTHER_PROVIDER, field="carer")
        whose = {"person": row.person, "area": row.area, "organisation": row.organisation}
        made = KeyHolding(carer=carer, former=former, given_at=now, given_by=by.account, **whose)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # two at once, and there was no row yet to wait for
            raise UnableToPlan(errors.HAS_KEY, field="carer") from None
        _tell("given", made, by, now)
    return made


@transaction.atomic
def take_key(*, holding: UUID, scope: Scope, by: Actor, now: datetime) -> KeyHolding:
    """It came: said by the carer herself or a dispatcher, never by who gave it. Raises NotFound, NotAllowed,
    UnableToPlan.
    """
    row = access_holding(scope, holding)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        both = KeyHolding.objects.filter(id__in=[row.id, row.former_id or row.id]).order_by("id")
        row = {one.id: one for one in both.select_for_update()}[row.id]  # in the order of `give_key`
        if row.taken_at or row.ended_at:
            raise UnableToPlan(errors.KEY_TAKEN)
        if by.account is not None and by.account == row.given_by:
            raise UnableToPlan(errors.SAME_HAND)
        row.taken_at, row.taken_by = now, by.account
        row.ended_at = now if row.carer is None else None
        row.save(update_fields=["taken_at", "taken_by", "ended_at"])
        if row.former_id:
            KeyHolding.objects.filter(id=row.former_id).update(ended_at=now)
        _tell("taken", row, by, now)
    return row


@transaction.atomic
def cancel_key(*, holding: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """It was not handed over after all. Raises NotFound, NotAllowed, UnableToPlan."""
    permissions.demand_plan(scope)
    row = access_holding(scope, holding)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        if not KeyHolding.objects.filter(id=row.id, taken_at=None, ended_at=None).update(ended_at=now):
            raise UnableToPlan(errors.KEY_TAKEN)
        _tell("cancelled", row, by, now)


def _tell(what: str, row: KeyHolding, by: Actor, now: datetime) -> None:
    events.record(
        f"scheduling.key.{what}",
        by=by,
        now=now,
        area=row.area,
        subject_type="scheduling.key",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"carers": [str(row.carer)] if row.carer else []},
    )
