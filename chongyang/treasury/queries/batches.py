"""Batches, orders and return lines within reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.models import Batch, BatchLine, PayeeAccount, PaymentOrder, ReturnLine
from chongyang.treasury.queries.reaching import one_of


def access_batch(scope: Scope, batch: UUID) -> Batch:
    """A batch. Raises NotAllowed, NotFound; so do the others here."""
    return one_of(Batch.objects.all(), scope, batch)


def access_batch_line(scope: Scope, line: UUID) -> BatchLine:
    return one_of(BatchLine.objects.all(), scope, line)


def access_order(scope: Scope, order: UUID) -> PaymentOrder:
    return one_of(PaymentOrder.objects.select_related("payee"), scope, order)


def list_batches(scope: Scope, state: str = "") -> QuerySet[Batch]:
    """Batches, the newest first; of one state where it is named."""
    permissions.demand_read(scope)
    rows = access.visible(Batch.objects.all(), scope)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-made_at", "-id")


def list_orders(scope: Scope, state: str = "", programme: str = "") -> QuerySet[PaymentOrder]:
    """Payments by the day on which they are due."""
    permissions.demand_read(scope)
    rows = access.visible(PaymentOrder.objects.select_related("payee"), scope)
    if state:
        rows = rows.filter(state=state)
    if programme:
        rows = rows.filter(programme=programme)
    return rows.order_by("due_on", "id")


def list_odd_lines(scope: Scope) -> QuerySet[ReturnLine]:
    """Lines of return files that settle nothing and wait for people: unknown, doubled, different, torn."""
    permissions.demand_read(scope)
    rows = access.visible(ReturnLine.objects.exclude(outcome__in=("paid", "failed")), scope)
    return rows.select_related("file__batch").order_by("-file__uploaded_at", "place", "id")


def has_account(payee: UUID, today: date) -> bool:
    """Whether a confirmed account is in force."""
    rows = PayeeAccount.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today),
        payee=payee,
        confirmed_by__isnull=False,
        valid_from__lte=today,
    )
    return rows.exists()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one payment, for whoever ordered it."""

    order: UUID
    reference_kind: str
    reference: UUID
    outcome: str
    amount_fen: int
    paid_on: date | None
    reason: str


def list_settled(files: Sequence[UUID], outcome: str, reference_kind: str = "") -> list[Settled]:
    """The payments that came out `paid` or `failed` in these return files; for handlers of the events
    treasury.payment.paid and .returned, whose payload names the files. In the system's scope.
    """
    rows = ReturnLine.objects.filter(file__in=files, outcome=outcome).select_related("batch_line__order")
    if reference_kind:
        rows = rows.filter(batch_line__order__reference_kind=reference_kind)
    found = rows.order_by("batch_line__place", "id").values_list(
        "batch_line__order",
        "batch_line__order__reference_kind",
        "batch_line__order__reference",
        "outcome",
        "batch_line__amount_fen",
        "settled_on",
        "reason",
    )
    return [Settled(*row) for row in found.iterator(chunk_size=5000)]
