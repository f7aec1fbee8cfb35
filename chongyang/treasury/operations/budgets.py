"""Budgets: each line of a ceiling is proposed by one of the payer's finance and confirmed by another."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import TAKES_AWAY, EntryKind, Fund, Level, LineKind
from chongyang.treasury.models import Budget, BudgetLine
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import CLOSED, UnableToBudget
from chongyang.treasury.rules.ledger import Sum
from chongyang.treasury.rules.told import AMOUNT, AREA, FUND, LEVEL, MOST_FEN, first_code

NOT_BELOW = N_("调减后会低于已安排、已支出或已下达的数额。")
SAME_PERSON = N_("由谁提出就不能由谁确认，请由另一人办理。")
DONE = N_("这一笔已经办理过了。")
DOCUMENT = N_("请填写依据的文件。")
KIND = N_("没有这种调整。")
NOT_YOURS = N_("只能管理本级的预算。")
YEAR = N_("年度不正确。")
FIRST_YEAR, LAST_YEAR, MOST_DOCUMENT = 2000, 2100, 120


@dataclass(frozen=True, slots=True)
class LineTold:
    """One line of a budget as proposed: `area` is any code inside the payer's, the amount is positive."""

    level: str
    area: int
    fund: str
    programme: str
    year: int
    kind: str
    amount_fen: int
    document: str


BY_HAND = (LineKind.INITIAL, LineKind.RAISE, LineKind.CUT)


def _fault(told: LineTold) -> dict[str, str]:
    checks = (
        ("level", LEVEL, told.level in set(Level)),
        ("fund", FUND, told.fund in set(Fund)),
        ("kind", KIND, told.kind in set(BY_HAND)),
        ("amount", AMOUNT, type(told.amount_fen) is int and 0 < told.amount_fen <= MOST_FEN),
        ("document", DOCUMENT, 0 < len(told.document.strip()) <= MOST_DOCUMENT),
        ("year", YEAR, FIRST_YEAR <= told.year <= LAST_YEAR),
        ("area", AREA, 10**11 <= told.area < 10**12),
    )
    return next(({field: text} for field, text, is_right in checks if not is_right), {})


def demand_payer(scope: Scope, level: str, area: int) -> None:
    """Only the payer's own finance: somebody of a county does not keep the city's budget."""
    permissions.demand_budget(scope)
    first = first_code(area, Level.of(level).digits)
    last = first + 10 ** (12 - Level.of(level).digits) - 1
    whole = scope.system or any(low <= first and last <= high for low, high in scope.intervals)
    if not whole:
        raise UnableToBudget({"area": NOT_YOURS})


@transaction.atomic
def propose_line(*, told: LineTold, scope: Scope, by: Actor, now: datetime) -> BudgetLine:
    """Propose a line; the budget is opened with its first. Raises UnableToBudget."""
    permissions.demand_budget(scope)
    doer = permissions.account_of(by)
    if wrong := _fault(told):
        raise UnableToBudget(wrong)
    demand_payer(scope, told.level, told.area)
    with access.enter(system_scope("budget", actor=by)):
        budget, _ = Budget.objects.get_or_create(
            area=first_code(told.area, Level.of(told.level).digits),
            fund=told.fund,
            programme=told.programme,
            year=told.year,
            defaults={"level": told.level},
        )
        if budget.closed_at:
            raise UnableToBudget({"year": CLOSED})
        return BudgetLine.objects.create(
            budget=budget,
            area=budget.area,
            kind=told.kind,
            amount_fen=-told.amount_fen if told.kind in TAKES_AWAY else told.amount_fen,
            document=told.document.strip(),
            proposed_by=doer,
            proposed_at=now,
        )


@transaction.atomic
def confirm_line(*, line: UUID, scope: Scope, by: Actor, now: datetime) -> BudgetLine:
    """The line counts from now on. By another person of the same payer. Raises NotFound, UnableToBudget."""
    permissions.demand_budget(scope)
    doer = permissions.account_of(by)
    row = queries.access_line(scope, line)
    demand_payer(scope, row.budget.level, row.area)
    with access.enter(system_scope("budget", actor=by)):
        row = _open_line(line)
        if row.proposed_by == doer:
            raise UnableToBudget({"line": SAME_PERSON})
        if row.budget.closed_at:
            raise UnableToBudget({"year": CLOSED})
        row.confirmed_by, row.confirmed_at = doer, now
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        raise_ceiling(row.budget, row.amount_fen)
        enter(
            EntryKind.BUDGET,
            [sum_of(row.budget, row.amount_fen)],
            area=row.area,
            reference=("budget", row.id),
            by=by,
            now=now,
        )
        tell("treasury.budget.changed", row.budget, by, now, fen=row.amount_fen)
    return row


@transaction.atomic
def refuse_line(*, line: UUID, scope: Scope, by: Actor, now: datetime) -> BudgetLine:
    """The line does not count; whoever proposed it may take it back this way."""
    permissions.demand_budget(scope)
    permissions.account_of(by)
    row = queries.access_line(scope, line)
    demand_payer(scope, row.budget.level, row.area)
    with access.enter(system_scope("budget", actor=by)):
        row = _open_line(line)
        row.refused_at = now
        row.save(update_fields=["refused_at"])
    return row


def _open_line(line: UUID) -> BudgetLine:
    rows = BudgetLine.objects.select_related("budget").select_for_update(of=("self",))
    row = rows.get(id=line)
    if row.confirmed_by or row.refused_at:
        raise UnableToBudget({"line": DONE})
    return row


def raise_ceiling(budget: Budget, amount: int) -> None:
    """Add to a ceiling or take from it; what is committed, spent or allotted stays below it."""
    try:
        with transaction.atomic():
            Budget.objects.filter(id=budget.id).update(ceiling_fen=F("ceiling_fen") + amount)
    except IntegrityError as error:
        if "budget_" not in str(error):
            raise
        raise UnableToBudget({"amount": NOT_BELOW}) from None


def sum_of(budget: Budget, amount: int) -> Sum:
    return Sum(budget.area, budget.level, budget.fund, budget.programme, budget.year, amount)


def tell(kind: str, budget: Budget, by: Actor, now: datetime, **more: object) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=budget.area,
        subject_type="treasury.budget",
        subject=budget.id,
        payload={"programme": budget.programme, "year": budget.year, "fund": budget.fund} | more,
    )
