"""What orders lead to here: a bill when help was verified, a fee when it was withdrawn too late."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.checkout.enums import BillKind
from chongyang.checkout.operations.billing import cancel_bill, make_bill
from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders import queries as orders


def follow_verified(event: Any) -> None:
    """Handler of `orders.order.verify`: what the voucher did not cover is the elder's to pay. Idempotent."""
    row = _order(event.subject)
    if row is not None and row.organisation and row.own_fen:
        _bill(row, BillKind.SERVICE, row.own_fen, event.at)


def follow_withdrawn(event: Any) -> None:
    """Handler of `orders.order.withdraw`: the fee of a late cancellation instead of the price."""
    row = _order(event.subject)
    if row is None:
        return
    cancel_bill(reference=row.id, kind=BillKind.SERVICE, by=SYSTEM, now=event.at)
    if row.organisation and row.fee_fen:
        _bill(row, BillKind.CANCELLATION, row.fee_fen, event.at)


def follow_disputed(event: Any) -> None:
    """Handler of `orders.order.dispute`: nobody is asked to pay what is disputed."""
    cancel_bill(reference=event.subject, kind=BillKind.SERVICE, by=SYSTEM, now=event.at)


def _order(key: UUID) -> Any:
    scope = system_scope("billing")
    with access.enter(scope):
        try:
            return orders.access_order(scope, key)
        except orders.NotFound:
            return None


def _bill(row: Any, kind: BillKind, fen: int, at: datetime) -> None:
    make_bill(
        kind=kind,
        reference=row.id,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        item=row.item,
        amount_fen=fen,
        by=SYSTEM,
        now=at,
    )
