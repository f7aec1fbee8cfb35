"""The end of a year: what nobody committed lapses or is carried over, what is ordered goes on next year."""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.enums import EntryKind, Level, LineKind
from chongyang.treasury.models import Batch, Budget, BudgetLine, OrderPart, YearEnd
from chongyang.treasury.operations.budgets import (
    DOCUMENT,
    DONE,
    MOST_DOCUMENT,
    SAME_PERSON,
    demand_payer,
    raise_ceiling,
    sum_of,
    tell,
)
from chongyang.treasury.operations.entries import enter
from chongyang.treasury.operations.errors import UnableToBudget
from chongyang.treasury.rules.ledger import Sum
from chongyang.treasury.rules.told import first_code

TOO_EARLY = N_("年度还没有结束。")
OPEN_BATCH = N_("还有未对账的付款批次，不能结转。")
TWICE = N_("这一年度已经提出结转。")
OPEN_STATES = ("draft", "submitted", "approved", "released")


@cache
def rules() -> dict[str, str]:
    """By source of funds: lapse or carry_over."""
    text = files("chongyang.treasury").joinpath("data", "years.yaml").read_text(encoding="utf-8")
    told: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {fund: row["uncommitted"] for fund, row in told.items()}


@transaction.atomic
def propose_year_end(
    *, level: str, area: int, year: int, document: str, scope: Scope, by: Actor, now: datetime
) -> YearEnd:
    """The payer's finance wants to close a year that is over. Raises UnableToBudget."""
    doer = permissions.account_of(by)
    demand_payer(scope, level, area)
    first = first_code(area, Level.of(level).digits)
    if not 0 < len(document.strip()) <= MOST_DOCUMENT:
        raise UnableToBudget({"document": DOCUMENT})
    if year >= timezone.localdate(now).year:
        raise UnableToBudget({"year": TOO_EARLY})
    with access.enter(system_scope("year end", actor=by)):
        if YearEnd.objects.filter(area=first, year=year).exists():
            raise UnableToBudget({"year": TWICE})
        return YearEnd.objects.create(
            area=first, level=level, year=year, document=document.strip(), proposed_by=doer, proposed_at=now
        )


@transaction.atomic
def confirm_year_end(*, year_end: UUID, scope: Scope, by: Actor, now: datetime) -> YearEnd:
    """Another person closes the year: nothing is ordered from it any more. Refused while a batch with its
    money is on the way. Raises NotFound, UnableToBudget.
    """
    doer = permissions.account_of(by)
    permissions.demand_budget(scope)
    row = queries.access_year_end(scope, year_end)
    demand_payer(scope, row.level, row.area)
    with access.enter(system_scope("year end", actor=by)):
        row = YearEnd.objects.select_for_update(of=("self",)).get(id=year_end)
        if row.confirmed_by:
            raise UnableToBudget({"year": DONE})
        if row.proposed_by == doer:
            raise UnableToBudget({"year": SAME_PERSON})
        budgets = Budget.objects.filter(area=row.area, year=row.year, closed_at=None).order_by("id")
        for budget in budgets.select_for_update(of=("self",)):
            _close(row, budget, doer, by, now)
        row.confirmed_by, row.confirmed_at = doer, now
        row.save(update_fields=["confirmed_by", "confirmed_at", "lapsed_fen", "carried_fen"])
    return row


def _close(row: YearEnd, budget: Budget, doer: UUID, by: Actor, now: datetime) -> None:
    if Batch.objects.filter(lines__order__parts__budget=budget, state__in=OPEN_STATES).exists():
        raise UnableToBudget({"year": OPEN_BATCH})
    free = budget.ceiling_fen - budget.committed_fen - budget.spent_fen
    is_carried = rules().get(budget.fund) == "carry_over"
    carried = budget.committed_fen + (free if is_carried else 0)
    lapsed = 0 if is_carried else free
    row.lapsed_fen, row.carried_fen = row.lapsed_fen + lapsed, row.carried_fen + carried
    if carried:
        _carry(row, budget, carried, doer, by, now)
    for kind, amount in ((LineKind.CARRIED, carried), (LineKind.LAPSE, lapsed)):
        if amount:
            _line(row, budget, kind, -amount, doer, by, now)
    Budget.objects.filter(id=budget.id).update(closed_at=now)
    tell("treasury.year.closed", budget, by, now, lapsed=lapsed, carried=carried)


def _carry(row: YearEnd, budget: Budget, amount: int, doer: UUID, by: Actor, now: datetime) -> None:
    """Into next year's budget, with the orders that wait: their commitments move with them."""
    following, _ = Budget.objects.get_or_create(
        area=budget.area,
        fund=budget.fund,
        programme=budget.programme,
        year=budget.year + 1,
        defaults={"level": budget.level},
    )
    _line(row, following, LineKind.CARRY_OVER, amount, doer, by, now)
    moved = budget.committed_fen
    if moved:
        waiting = OrderPart.objects.filter(budget=budget, order__state__in=("planned", "returned"))
        waiting.update(budget=following)
        Budget.objects.filter(id=following.id).update(committed_fen=F("committed_fen") + moved)
        Budget.objects.filter(id=budget.id).update(committed_fen=F("committed_fen") - moved)
        away: list[Sum] = [sum_of(following, moved), sum_of(budget, -moved)]
        enter(EntryKind.ORDER, away, area=row.area, reference=("year_end", row.id), by=by, now=now)


def _line(
    row: YearEnd, budget: Budget, kind: LineKind, amount: int, doer: UUID, by: Actor, now: datetime
) -> None:
    """A line of both persons of the year end, with its entry; the ceiling follows."""
    BudgetLine.objects.create(
        budget=budget,
        area=budget.area,
        kind=kind.value,
        amount_fen=amount,
        document=row.document,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        confirmed_by=doer,
        confirmed_at=now,
    )
    raise_ceiling(budget, amount)
    told = [sum_of(budget, amount)]
    enter(EntryKind.BUDGET, told, area=row.area, reference=("year_end", row.id), by=by, now=now)
