"""One payment followed both ways: to the bank's answer, and to the budget that it was taken from."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q

from chongyang.core import access
from chongyang.core.models import StageHolder
from chongyang.core.scopes import Scope, system_scope
from chongyang.treasury import permissions
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import (
    AllottedFund,
    BatchLine,
    Budget,
    BudgetLine,
    Collection,
    Entry,
    Hold,
    OrderPart,
    PaymentOrder,
    Posting,
    Receivable,
    ReturnLine,
)
from chongyang.treasury.models.budgets import Allotment
from chongyang.treasury.queries.desk import NEXT, STAGES, Stage
from chongyang.treasury.queries.reaching import NotFound
from chongyang.treasury.rules import lifecycles


@dataclass(frozen=True, slots=True)
class Passage:
    """One journey to the bank: the line as it was sent, who held the four stages, what the bank said."""

    line: BatchLine
    stages: tuple[Stage, ...]
    answer: ReturnLine | None


@dataclass(frozen=True, slots=True)
class Share:
    """A payer's part: its budget with the papers of its ceiling, and what the county was allotted of it."""

    part: OrderPart
    budget: Budget
    lines: tuple[BudgetLine, ...]
    allotted: AllottedFund | None
    allotments: tuple[Allotment, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What has to come back of the payment, and what came."""

    row: Receivable
    collected: tuple[Collection, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """A payment with everything that the treasury knows of it. `corrected_by` are its later lines."""

    order: PaymentOrder
    passages: tuple[Passage, ...]
    entries: tuple[Entry, ...]
    shares: tuple[Share, ...]
    corrects: PaymentOrder | None
    corrected_by: tuple[PaymentOrder, ...]
    owed: tuple[Owed, ...]
    is_held: bool


def find_order(scope: Scope, order: UUID) -> tuple[PaymentOrder, bool]:
    """A payment and whether the reader is the payee's side: whoever reads money and reaches it, the payee
    and her helper by grant, an organisation its own people. Raises NotFound.
    """
    row = access.visible(PaymentOrder.objects.filter(id=order).select_related("payee"), scope).first()
    if row is not None and permissions.may_read(scope):
        return row, False
    if row is None or not _is_own(scope, row):
        raise NotFound(str(order))
    return row, True


def _is_own(scope: Scope, row: PaymentOrder) -> bool:
    theirs = row.organisation is not None and row.organisation == scope.organisation
    return theirs or row.person in permissions.own_persons(scope)


def trace_order(scope: Scope, row: PaymentOrder) -> Traced:
    """Everything about a payment that was accessed: a few statements, however large its batch is."""
    with access.enter(system_scope("explanation", actor=scope.actor)):
        passages = tuple(_passages(row))
        owed = tuple(_owed(row))
        keys = [row.id, *(one.line.batch_id for one in passages), *(one.row.id for one in owed)]
        return Traced(
            order=row,
            passages=passages,
            entries=tuple(_entries(row, keys)),
            shares=tuple(_share(row, part) for part in _parts(row)),
            corrects=PaymentOrder.objects.filter(id=row.corrects_id).first() if row.corrects_id else None,
            corrected_by=tuple(PaymentOrder.objects.filter(corrects=row).order_by("line", "id")),
            owed=owed,
            is_held=Hold.objects.filter(order=row, ended_at=None).exists(),
        )


def get_receipt(scope: Scope, order: UUID) -> Traced:
    """A payment that has arrived, for its receipt; for whom `find_order` finds it. Raises NotFound."""
    row, _ = find_order(scope, order)
    if row.state != OrderState.PAID:
        raise NotFound(str(order))
    return trace_order(scope, row)


def _passages(row: PaymentOrder) -> Iterable[Passage]:
    settles = ReturnLine.objects.filter(outcome__in=("paid", "failed")).order_by("id")
    lines = BatchLine.objects.filter(order=row).select_related("batch")
    for line in lines.prefetch_related(Prefetch("returns", settles)).order_by("batch__made_at", "id"):
        yield Passage(line, _stages(line), next(iter(line.returns.all()), None))


def _stages(line: BatchLine) -> tuple[Stage, ...]:
    holders = list(StageHolder.objects.filter(case=line.batch_id).order_by("at", "id"))
    following = NEXT.get(line.batch.state)
    told = []
    for place, name in enumerate(STAGES):
        held = [one for one in holders if one.stage == name]
        at = held[0].at if held else None
        who = tuple(one.holder for one in held)
        told.append(Stage(name, lifecycles.STAGE_WORDS[name], who, at, place == following))
    return tuple(told)


def _entries(row: PaymentOrder, keys: list[UUID]) -> Iterable[Entry]:
    """The order's own entries, and of its batches those sums that hold it: same programme and payers."""
    postings = Posting.objects.filter(programme=row.programme).order_by("account", "level", "id")
    rows = Entry.objects.filter(Q(reference__in=keys)).prefetch_related(Prefetch("postings", postings))
    return rows.order_by("at", "id")


def _owed(row: PaymentOrder) -> Iterable[Owed]:
    for owed in Receivable.objects.filter(order=row).order_by("ordered_at", "id"):
        yield Owed(owed, tuple(Collection.objects.filter(receivable=owed).order_by("on", "id")))


def _parts(row: PaymentOrder) -> Iterable[OrderPart]:
    return OrderPart.objects.filter(order=row).select_related("budget").order_by("level", "fund", "id")


def _share(row: PaymentOrder, part: OrderPart) -> Share:
    lines = BudgetLine.objects.filter(budget=part.budget, confirmed_at__isnull=False)
    county = row.area // 10**6 * 10**6
    allotted = AllottedFund.objects.filter(budget=part.budget, area=county).first()
    allotments = Allotment.objects.filter(budget=part.budget, to_area=county, state="received")
    return Share(
        part,
        part.budget,
        tuple(lines.order_by("confirmed_at", "id")),
        allotted,
        tuple(allotments.order_by("received_at", "id")),
    )
