"""Release: the moment after which money moves. Everything is looked at once more, then one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions
from chongyang.treasury.enums import EntryKind
from chongyang.treasury.models import Batch
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.batches import check_digest, held, refuse_holders, step, tell
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import CLOSED, UnableToPay

ACCOUNT_CHANGED = N_("有收款账号在编制后变更，请退回重新编制。")
NOT_READY = N_("批次中有已取消、金额变动或暂缓的付款，请退回重新编制。")
FROZEN = N_("付款正在冻结期内，不能放款。")
OVER_BUDGET = N_("超出预算，不能放款。")
OVER_ALLOTTED = N_("超出市级下达的指标，不能放款。")
OVER = {"budget": OVER_BUDGET, "allotted": OVER_ALLOTTED}


@transaction.atomic
def release_batch(
    *, batch: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Batch:
    """Let the money go: commitments become spending, once, whoever clicks how often.

    Refused when a line changed since it was submitted, an account is no longer the payee's, an order was
    cancelled, a freeze is in force, a budget or what the city allotted does not suffice, or the person held a
    stage of the batch or of a case in it. Raises NotFound, UnableToPay. About 5 s for 100,000 payments.
    """
    permissions.demand_release(scope)
    row = held(batch, scope)
    with access.enter(system_scope("release", actor=by)):
        refuse_holders(row, by, on_behalf_of)
        row.released_at = now
        row = step(row, "release", by, now, on_behalf_of=on_behalf_of)
        _look_again(row, now)
        _spend(row, by, now)
        tell("treasury.batch.paid_out", row, by, now)
    return row


def _look_again(row: Batch, now: datetime) -> None:
    today = timezone.localdate(now)
    check_digest(row)
    if sql.first(sql.CHANGED, batch=row.id, today=today):
        raise UnableToPay({"account": ACCOUNT_CHANGED})
    if sql.first(sql.NOT_READY, batch=row.id):
        raise UnableToPay({"order": NOT_READY})
    if sql.ask(sql.FROZEN, batch=row.id, area=row.area, today=today):
        raise UnableToPay({"freeze": FROZEN})


def _spend(row: Batch, by: Actor, now: datetime) -> None:
    sums = sql.sums_by_budget(row.id)
    if any(closed for _, closed, _ in sums):
        raise UnableToPay({"budget": CLOSED})
    try:
        with transaction.atomic():
            lacking = sql.move(sums, area=row.area, sign=1)
    except IntegrityError:
        lacking = "budget"
    if lacking:
        raise UnableToPay({lacking: OVER[lacking]})
    sql.run(sql.STATE, batch=row.id, source="batched", target="released")
    money = [one for _, _, one in sums]
    enter(EntryKind.RELEASE, money, area=row.area, reference=("batch", row.id), by=by, now=now)
