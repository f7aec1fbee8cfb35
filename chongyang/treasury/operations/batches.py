"""Batches: made, checked, released and reconciled by four persons, none of whom held a stage of a case."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from chongyang.core import access, events, sealing
from chongyang.core.fields import field_key
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import BatchState
from chongyang.treasury.models import Batch, BatchLine
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.errors import NOT_A_COLLEAGUE, UnableToPay
from chongyang.treasury.rules.lifecycles import BATCH
from chongyang.treasury.rules.told import COUNTY_DIGITS, first_code

MOST_IN_A_BATCH = 200_000
NOBODY = N_("没有到期、账号已确认的待付款项。")
HELD = N_("批次中有您办理过环节的事项，不能再参与付款。")
NOT_MINE = N_("这个区域不归您付款。")
CHANGED = N_("批次内容在提交后有变动，请退回重新编制。")


@transaction.atomic
def make_batch(
    *,
    area: int,
    until: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    programme: str = "",
    most: int = MOST_IN_A_BATCH,
    on_behalf_of: UUID | None = None,
) -> Batch:
    """Put the planned orders of a county that are due, and whose payee has a confirmed account, into a draft;
    names and accounts are copied as they are now. Raises UnableToPay.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    area = first_code(area, COUNTY_DIGITS)
    if not scope.covers(area):
        raise UnableToPay({"area": NOT_MINE})
    with access.enter(system_scope("batch", actor=by)):
        year = timezone.localdate(now).year
        sql.lock_numbers(area, year)
        last = Batch.objects.filter(area=area, year=year).aggregate(last=Max("number"))["last"] or 0
        batch = Batch(area=area, programme=programme, year=year, number=last + 1, made_by=doer, made_at=now)
        batch.save(force_insert=True)
        check_principal(on_behalf_of, area, now)
        told: dict[str, Any] = {"lifecycle": BATCH, "case_id": batch.id, "on_behalf_of": on_behalf_of}
        cases.open_case(area=area, by=by, now=now, how="desk", **told)
        _fill(batch, until, timezone.localdate(now), min(most, MOST_IN_A_BATCH))
        refuse_holders(batch, by, on_behalf_of)
        tell("treasury.batch.made", batch, by, now)
    return batch


def _fill(batch: Batch, until: date, today: date, most: int) -> None:
    values = {"area": batch.area, "until": until, "today": today, "programme": batch.programme, "most": most}
    rows = sql.ask(sql.CANDIDATES, **values)
    if not rows:
        raise UnableToPay({"orders": NOBODY})
    with sql.copying("treasury_new_line", sql.COLUMNS, sql.PART) as copy:
        for line in _copied(rows):
            copy.write_row(line)
    sql.run(sql.LINES, batch=batch.id, area=batch.area)
    sql.run("TRUNCATE treasury_new_line")
    sql.run(sql.STATE, batch=batch.id, source="planned", target="batched")
    batch.count, batch.total_fen = len(rows), sum(row[1] for row in rows)
    batch.save(update_fields=["count", "total_fen"])


def _copied(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Lines with name and account sealed anew for their new place; 20 µs a line."""
    number = settings.FIELD_KEY_NUMBER
    key, table = field_key(number), BatchLine._meta.db_table

    def moved(value: Any, source: str, target: str) -> bytes:
        plain = sealing.open_sealed(bytes(value), keys=field_key, place=source)
        return sealing.seal(plain, key=key, key_number=number, place=target)

    for place, row in enumerate(rows, start=1):
        order, amount, person, organisation, payee, name, account, bank, digits, index = row
        line = new_key()
        yield (
            *(line, place, order, person, organisation),
            moved(name, f"treasury_payee.name.{payee}", f"{table}.name.{line}"),
            *(account, bank),
            moved(digits, f"treasury_payeeaccount.number.{account}", f"{table}.number.{line}"),
            *(bytes(index), amount),
        )


def check_principal(on_behalf_of: UUID | None, area: int, now: datetime) -> None:
    """A delegate names somebody who could do it herself. Raises UnableToPay."""
    if on_behalf_of and not queries.may_stand_in(on_behalf_of, area, now):
        raise UnableToPay({"on_behalf_of": NOT_A_COLLEAGUE})


def refuse_holders(batch: Batch, by: Actor, on_behalf_of: UUID | None) -> None:
    """Nobody who held a stage of a case that is paid here takes part, nor through a delegate."""
    persons = [person for person in (by.account, on_behalf_of) if person]
    if sql.first(sql.HELD, batch=batch.id, persons=persons):
        raise UnableToPay({"person": HELD})


@transaction.atomic
def submit_batch(
    *, batch: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Batch:
    """The maker is done: the digest of the lines is taken. Raises NotFound, UnableToPay."""
    permissions.demand_make(scope)
    row = held(batch, scope)
    with access.enter(system_scope("batch", actor=by)):
        refuse_holders(row, by, on_behalf_of)
        row.digest, row.count, row.total_fen = digest_of(row)
        row.save(update_fields=["digest", "count", "total_fen"])
        return step(row, "submit", by, now, on_behalf_of=on_behalf_of)


@transaction.atomic
def approve_batch(
    *, batch: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Batch:
    """Another person has checked it. Raises NotFound, UnableToPay."""
    permissions.demand_make(scope)
    row = held(batch, scope)
    with access.enter(system_scope("batch", actor=by)):
        refuse_holders(row, by, on_behalf_of)
        check_digest(row)
        return step(row, "approve", by, now, on_behalf_of=on_behalf_of)


@transaction.atomic
def send_back_batch(
    *,
    batch: UUID,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    on_behalf_of: UUID | None = None,
) -> Batch:
    """The checker or the releaser does not agree: back to the draft, with a reason."""
    permissions.demand_release(scope)
    row = held(batch, scope)
    with access.enter(system_scope("batch", actor=by)):
        refuse_holders(row, by, on_behalf_of)
        action = "refuse" if row.state == BatchState.APPROVED else "send_back"
        return step(row, action, by, now, on_behalf_of=on_behalf_of, reason=reason)


@transaction.atomic
def withdraw_batch(
    *, batch: UUID, scope: Scope, by: Actor, now: datetime, on_behalf_of: UUID | None = None
) -> Batch:
    """The maker takes it back before release: its orders are planned again, its lines stay as they were."""
    permissions.demand_make(scope)
    row = held(batch, scope)
    with access.enter(system_scope("batch", actor=by)):
        done = step(row, "withdraw", by, now, on_behalf_of=on_behalf_of)
        sql.run(sql.STATE, batch=row.id, source="batched", target="planned")
        return done


@transaction.atomic
def drop_line(*, line: UUID, scope: Scope, by: Actor, now: datetime) -> Batch:
    """One payment leaves a draft (its account is in doubt, its case is contested) and is planned again."""
    permissions.demand_make(scope)
    found = queries.access_batch_line(scope, line)
    row = held(found.batch_id, scope)
    with access.enter(system_scope("batch", actor=by)):
        refuse_holders(row, by, None)
        if row.state != BatchState.DRAFT:
            raise UnableToPay({"batch": N_("只能从编制中的批次移出付款。")})
        sql.run(
            "UPDATE treasury_paymentorder SET state = 'planned' WHERE id = %(order)s", order=found.order_id
        )
        BatchLine.objects.filter(id=line).delete()
        row.count, row.total_fen = row.count - 1, row.total_fen - found.amount_fen
        row.save(update_fields=["count", "total_fen"])
        tell("treasury.batch.shortened", row, by, now)
        return row


def held(batch: UUID, scope: Scope) -> Batch:
    """The batch within reach, with its case locked: two clicks come one after the other."""
    row = queries.access_batch(scope, batch)
    with access.enter(system_scope("batch", actor=scope.actor)):
        cases.hold(row.id)
        return Batch.objects.get(id=row.id)


def step(
    row: Batch,
    action: str,
    by: Actor,
    now: datetime,
    *,
    on_behalf_of: UUID | None = None,
    reason: str = "",
) -> Batch:
    """Take the step of the case and keep its state on the row. Raises UnableToPay, the table's sentence."""
    check_principal(on_behalf_of, row.area, now)
    told: dict[str, Any] = {"on_behalf_of": on_behalf_of, "reason": reason, "how": "desk"}
    try:
        case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, **told)
    except cases.UnableToStep as refused:
        raise UnableToPay({"step": refused.reason}) from None
    row.state = case.state
    row.save(update_fields=["state", "released_at", "settled_at"])
    return row


def digest_of(row: Batch) -> tuple[bytes, int, int]:
    """SHA-256 over the lines in their order, how many they are, what they come to."""
    digest, lines, total = sql.ask(sql.DIGEST, batch=row.id)[0]
    return bytes(digest), lines, total


def check_digest(row: Batch) -> None:
    if digest_of(row) != (bytes(row.digest or b""), row.count, row.total_fen):
        raise UnableToPay({"batch": CHANGED})


def tell(kind: str, row: Batch, by: Actor, now: datetime, **more: Any) -> None:
    """An event of a batch: how many payments and how much, nothing of a person."""
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.batch",
        subject=row.id,
        payload={"count": row.count, "fen": row.total_fen} | more,
    )
