"""Reconciliation: what the bank answered becomes what was paid and what came back, by a fourth person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import EntryKind, OrderState
from chongyang.treasury.models import Batch, PaymentOrder, ReturnFile
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.batches import held, refuse_holders, step, tell
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import UnableToPay

NOTHING = N_("没有待对账的银行回单。")
OWN_FILE = N_("回单由谁上传就不能由谁对账，请由另一人办理。")
NOT_RETURNED = N_("只有银行退回的付款可以重新安排。")
NO_ACCOUNT = N_("请先登记并确认收款账号，再重新安排。")


@transaction.atomic
def reconcile_batch(
    *, batch: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Batch:
    """Settle what the taken return files say: paid orders are paid, returned ones give their money back to
    the commitment. Odd lines settle nothing and stay to be looked at. The batch is settled when every payment
    has its answer. Not by who took a file in, nor by an earlier person. Raises NotFound, UnableToPay.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    row = held(batch, scope)
    with access.enter(system_scope("reconciliation", actor=by)):
        refuse_holders(row, by, on_behalf_of)
        files = list(ReturnFile.objects.filter(batch=row, reconciled_at=None).order_by("uploaded_at", "id"))
        if not files:
            raise UnableToPay({"file": NOTHING})
        if any(file.uploaded_by in (doer, on_behalf_of) for file in files):
            raise UnableToPay({"person": OWN_FILE})
        is_open = bool(sql.first(sql.OPEN, batch=row.id))
        row.settled_at = None if is_open else now
        row = step(row, "reconcile" if is_open else "settle", by, now, on_behalf_of=on_behalf_of)
        keys = [file.id for file in files]
        _settle(row, keys, by, now)
        _give_back(row, keys, by, now)
        ReturnFile.objects.filter(id__in=keys).update(reconciled_by=doer, reconciled_at=now)
    return row


def _settle(row: Batch, files: Sequence[UUID], by: Actor, now: datetime) -> None:
    money = [one for _, _, one in sql.sums_by_budget(row.id, outcome="paid", files=files)]
    paid = _move(row, files, "paid", OrderState.PAID, now)
    enter(EntryKind.SETTLE, money, area=row.area, reference=("batch", row.id), by=by, now=now)
    _tell("treasury.payment.paid", row, files, paid, by, now)


def _give_back(row: Batch, files: Sequence[UUID], by: Actor, now: datetime) -> None:
    """What the bank sent back is committed again: it waits for a right account, or for being cancelled."""
    sums = sql.sums_by_budget(row.id, outcome="failed", files=files)
    if not sums:
        return
    assert not sql.move(sums, area=row.area, sign=-1), "what was spent can be given back"
    returned = _move(row, files, "failed", OrderState.RETURNED, now)
    money = [one for _, _, one in sums]
    enter(EntryKind.RETURN, money, area=row.area, reference=("batch", row.id), by=by, now=now)
    _tell("treasury.payment.returned", row, files, returned, by, now)


def _move(row: Batch, files: Sequence[UUID], said: str, outcome: OrderState, now: datetime) -> int:
    return sql.run(
        sql.SETTLED,
        batch=row.id,
        files=list(files),
        said=said,
        outcome=outcome.value,
        today=timezone.localdate(now),
    )


def _tell(kind: str, row: Batch, files: Sequence[UUID], payments: int, by: Actor, now: datetime) -> None:
    """One event for all of a batch; handlers read which payments by `queries.list_settled`."""
    if payments:
        told = {"files": [str(file) for file in files], "payments": payments}
        tell(kind, row, by, now, **told)


@transaction.atomic
def plan_again(*, order: UUID, scope: Scope, by: Actor, now: datetime) -> PaymentOrder:
    """A payment that the bank sent back goes into a next batch, once the payee's account was confirmed anew.
    Raises NotFound, UnableToPay.
    """
    permissions.demand_make(scope)
    queries.access_order(scope, order)
    with access.enter(system_scope("payment", actor=by)):
        row = PaymentOrder.objects.select_for_update(of=("self",)).get(id=order)
        if row.state != OrderState.RETURNED:
            raise UnableToPay({"order": NOT_RETURNED})
        if not queries.has_account(row.payee_id, timezone.localdate(now)):
            raise UnableToPay({"account": NO_ACCOUNT})
        row.state = OrderState.PLANNED.value
        row.save(update_fields=["state"])
    return row
