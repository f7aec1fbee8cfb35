"""The stages of a statement: the provider agrees, the purchaser checks, finance approves and pays."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.queries.cases import held_stages
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.orders.operations import settling as orders
from chongyang.purchase import operations as purchase
from chongyang.settlement import permissions
from chongyang.settlement.models import Line, Objection, Statement
from chongyang.settlement.operations.errors import (
    CHANGED,
    NO_BUDGET,
    OPEN_OBJECTIONS,
    UnableToSettle,
)
from chongyang.settlement.queries import access_statement, digest_of
from chongyang.settlement.rules.deductions import catalogue
from chongyang.settlement.rules.lifecycle import SENT
from chongyang.settlement.rules.months import shifted, spelled
from chongyang.territory import queries as territory
from chongyang.treasury import operations as treasury
from chongyang.treasury import queries as treasury_queries
from chongyang.treasury.enums import Level

PROGRAMME, CLAUSE, REFERENCE = "government_purchase", "2018-34/3.1.3", "settlement.statement"
LEVELS = frozenset(level.value for level in Level)


def step(
    *, statement: UUID, action: str, scope: Scope, by: Actor, now: datetime, reason: str = ""
) -> Statement:
    """One step of a person: agree, check, send_back. Raises UnableToStep, UnableToSettle, NotFound."""
    if action == "approve":
        return approve(statement=statement, scope=scope, by=by, now=now)
    with transaction.atomic():
        permissions.account_of(by)
        row = _held(statement, scope, by)
        with access.enter(system_scope("settlement", actor=by)):
            _demand_ready(row, action)
            return _move(row, action, by, now, reason)


def _held(statement: UUID, scope: Scope, by: Actor) -> Statement:
    access_statement(scope, statement)
    with access.enter(system_scope("settlement", actor=by)):
        cases.hold(statement)
        return Statement.objects.select_for_update(of=("self",)).get(id=statement)


def _demand_ready(row: Statement, action: str) -> None:
    if action == "agree" and Objection.objects.filter(statement=row, answered_at=None).exists():
        raise UnableToSettle(OPEN_OBJECTIONS)
    if action == "check" and digest_of(system_scope("digest"), row) != row.digest:
        raise UnableToSettle(CHANGED)


def _move(row: Statement, action: str, by: Actor, now: datetime, reason: str = "") -> Statement:
    case = cases.perform(case=Case.objects.get(id=row.id), action=action, by=by, now=now, reason=reason)
    row.state = case.state
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def approve(*, statement: UUID, scope: Scope, by: Actor, now: datetime) -> Statement:
    """Finance approves, and the treasury commits each payer's part; who held a stage here holds none there.

    What a community pays is not the treasury's: it stands as `unpaid_fen`. Raises UnableToSettle where a
    payer's budget is too small, and nothing is approved then.
    """
    permissions.account_of(by)
    row = _held(statement, scope, by)
    with access.enter(system_scope("settlement", actor=by)):
        if digest_of(system_scope("digest"), row) != row.digest:
            raise UnableToSettle(CHANGED)
        _move(row, "approve", by, now)
        row.due_on = timezone.localdate(now) + timedelta(days=catalogue().due_days)
        row.unpaid_fen = sum(one["amount_fen"] for one in row.parts if one["level"] not in LEVELS)
        row.payment = _order(row, by, now)
        row.save(update_fields=["due_on", "payment", "unpaid_fen"])
        _use_contract(row, by, now)
        return row if row.payment else _move(row, "pay", SYSTEM, now)


def _order(row: Statement, by: Actor, now: datetime) -> UUID | None:
    parts = [
        treasury.PartTold(one["level"], catalogue().fund, one["area"], one["amount_fen"])
        for one in row.parts
        if one["level"] in LEVELS
    ]
    if not parts:
        return None
    name = territory.organisation_names([row.organisation]).get(row.organisation, "")
    try:
        made = treasury.order_payment(
            payee=treasury.PayeeTold("organisation", row.organisation, row.area, name),
            programme=PROGRAMME,
            clause=CLAUSE,
            object=f"contract:{row.contract}",
            period=(row.month, shifted(row.month, 1)),
            parts=parts,
            reference=(REFERENCE, row.id),
            key=f"settlement:{row.id}",
            held_by=list(held_stages(system_scope("stages"), row.id)),
            due_on=row.due_on or timezone.localdate(now),
            by=by,
            now=now,
        )
    except treasury.UnableToPay as refused:
        raise UnableToSettle(NO_BUDGET, why=str(refused)) from refused
    return made.id


def _use_contract(row: Statement, by: Actor, now: datetime) -> None:
    if row.payable_fen:
        purchase.note_use(
            contract=row.contract,
            key=f"{row.number} {spelled(row.month)}",
            amount_fen=row.payable_fen,
            on=timezone.localdate(now),
            by=by,
            now=now,
        )


def agree_silent(*, now: datetime) -> int:
    """Statements whose provider said nothing in time are agreed by the program; returns how many."""
    with access.enter(system_scope("settlement")):
        late = Statement.objects.filter(state=SENT, object_until__lt=now).order_by("id")
        keys = list(late.values_list("id", flat=True)[:500])
    return sum(_agreed(key, now) for key in keys)


def _agreed(key: UUID, now: datetime) -> bool:
    with transaction.atomic(), access.enter(system_scope("settlement")):
        rows = Statement.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.filter(id=key, state=SENT).first()
        return row is not None and cases.try_step(
            f"statement {key}", lambda: _move(row, "lapse", SYSTEM, now)
        )


@transaction.atomic
def note_paid(*, statement: UUID, now: datetime) -> None:
    """The bank has paid: the statement ends. Idempotent."""
    with access.enter(system_scope("settlement")):
        row = Statement.objects.select_for_update(of=("self",)).filter(id=statement, state="approved").first()
        if row is not None:
            _move(row, "pay", SYSTEM, now)


@transaction.atomic
def end_orders(*, now: datetime, limit: int = 2_000) -> int:
    """Orders of paid statements become settled, a set at a time; returns how many were looked at."""
    with access.enter(system_scope("settlement")):
        rows = Line.objects.filter(statement__state="paid", ended_order_at=None).order_by("id")
        held = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        orders.settle_all(orders=[row.order for row in held], by=SYSTEM, now=now)
        Line.objects.filter(id__in=[row.id for row in held]).update(ended_order_at=now)
    return len(held)


def follow_paid(event: Any) -> None:
    """Handler of `treasury.payment.paid`: statements that this answer of the bank paid. Idempotent."""
    files = (event.payload or {}).get("files", [])
    for settled in treasury_queries.list_settled(files, "paid", REFERENCE):
        note_paid(statement=settled.reference, now=event.at)
