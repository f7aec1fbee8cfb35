"""下达指标: money of the city's budget is put at a county's disposal by three persons of two offices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import Level
from chongyang.treasury.models import Allotment, AllottedFund, Budget
from chongyang.treasury.operations.budgets import DOCUMENT, MOST_DOCUMENT, demand_payer, tell
from chongyang.treasury.operations.errors import CLOSED, UnableToBudget
from chongyang.treasury.rules.lifecycles import ALLOTMENT
from chongyang.treasury.rules.told import AMOUNT, AREA, COUNTY_DIGITS, MOST_FEN, first_code

NOT_CITY = N_("只有市级预算可以下达指标。")
TOO_MUCH = N_("下达的指标超过了市级预算。")
NOT_YOURS = N_("指标由下达的县（市、区）接收。")


@transaction.atomic
def propose_allotment(
    *,
    budget: UUID,
    to_area: int,
    amount_fen: int,
    document: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Allotment:
    """The city's finance wants to allot; nothing moves yet. Raises NotFound, UnableToBudget."""
    doer = permissions.account_of(by)
    held = queries.access_budget(scope, budget)
    demand_payer(scope, held.level, held.area)
    target = first_code(to_area, COUNTY_DIGITS)
    if wrong := _fault(held, target, amount_fen, document):
        raise UnableToBudget(wrong)
    with access.enter(system_scope("allotment", actor=by)):
        row = Allotment.objects.create(
            budget=held,
            area=held.area,
            to_area=target,
            amount_fen=amount_fen,
            document=document.strip(),
            proposed_by=doer,
            proposed_at=now,
        )
        cases.open_case(lifecycle=ALLOTMENT, case_id=row.id, area=row.area, by=by, now=now, how="desk")
    return row


def _fault(held: Budget, target: int, amount: int, document: str) -> dict[str, str]:
    checks = (
        ("budget", NOT_CITY, held.level == Level.CITY),
        ("year", CLOSED, held.closed_at is None),
        ("area", AREA, target != held.area and first_code(target, Level.CITY.digits) == held.area),
        ("amount", AMOUNT, type(amount) is int and 0 < amount <= MOST_FEN),
        ("document", DOCUMENT, 0 < len(document.strip()) <= MOST_DOCUMENT),
    )
    return next(({field: text} for field, text, is_right in checks if not is_right), {})


@transaction.atomic
def confirm_allotment(*, allotment: UUID, scope: Scope, by: Actor, now: datetime) -> Allotment:
    """Another person of the city's finance allots it; the county may receive it. Never over the budget."""
    row = _held(allotment, scope)
    demand_payer(scope, row.budget.level, row.area)
    with access.enter(system_scope("allotment", actor=by)):
        _step(row, "confirm", by, now)
        if row.budget.closed_at:
            raise UnableToBudget({"year": CLOSED})
        _allot(row.budget, row.amount_fen)
        row.confirmed_by, row.confirmed_at = by.account, now
        row.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        tell("treasury.allotment.confirmed", row.budget, by, now, fen=row.amount_fen, to=row.to_area)
    return row


def _allot(budget: Budget, amount: int) -> None:
    try:
        with transaction.atomic():
            Budget.objects.filter(id=budget.id).update(allotted_fen=F("allotted_fen") + amount)
    except IntegrityError:
        raise UnableToBudget({"amount": TOO_MUCH}) from None


@transaction.atomic
def receive_allotment(*, allotment: UUID, scope: Scope, by: Actor, now: datetime) -> Allotment:
    """The county's finance takes it: from now on it pays from it. A third person, of the other office."""
    row = _held(allotment, scope)
    if not scope.covers(row.to_area):
        raise UnableToBudget({"area": NOT_YOURS})
    with access.enter(system_scope("allotment", actor=by)):
        _step(row, "receive", by, now)
        fund, _ = AllottedFund.objects.get_or_create(budget_id=row.budget_id, area=row.to_area)
        AllottedFund.objects.filter(id=fund.id).update(allotted_fen=F("allotted_fen") + row.amount_fen)
        row.received_by, row.received_at = by.account, now
        row.save(update_fields=["state", "received_by", "received_at"])
        tell("treasury.allotment.received", row.budget, by, now, fen=row.amount_fen, to=row.to_area)
    return row


@transaction.atomic
def refuse_allotment(*, allotment: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Allotment:
    """The second person does not agree, and says why."""
    row = _held(allotment, scope)
    demand_payer(scope, row.budget.level, row.area)
    with access.enter(system_scope("allotment", actor=by)):
        _step(row, "refuse", by, now, reason=reason)
        row.save(update_fields=["state"])
    return row


def _held(allotment: UUID, scope: Scope) -> Allotment:
    permissions.demand_budget(scope)
    permissions.account_of(scope.actor)
    queries.access_allotment(scope, allotment)
    with access.enter(system_scope("allotment", actor=scope.actor)):
        cases.hold(allotment)
        return Allotment.objects.select_related("budget").get(id=allotment)


def _step(row: Allotment, action: str, by: Actor, now: datetime, **said: Any) -> None:
    try:
        case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="desk", **said)
    except cases.UnableToStep as refused:
        raise UnableToBudget({"step": refused.reason}) from None
    row.state = case.state
