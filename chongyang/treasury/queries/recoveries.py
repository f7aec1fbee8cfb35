"""What payees owe and what came back of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.enums import OrderState
from chongyang.treasury.models import Instalment, PaymentOrder, Receivable, Repayment
from chongyang.treasury.queries.reaching import one_of

PAYABLE = 20


@dataclass(frozen=True, slots=True)
class Owing:
    """A recovery with its instalments, and the payments of the payee that it could be taken from."""

    row: Receivable
    instalments: tuple[Instalment, ...]
    payable: tuple[PaymentOrder, ...]

    @property
    def left_fen(self) -> int:
        return self.row.amount_fen - self.row.collected_fen

    @property
    def next(self) -> Instalment | None:
        """The earliest instalment that has not come whole."""
        return next((one for one in self.instalments if one.collected_fen < one.amount_fen), None)

    def is_late(self, today: date) -> bool:
        return self.next is not None and self.next.due_on < today


def access_receivable(scope: Scope, receivable: UUID) -> Receivable:
    """A recovery. Raises NotAllowed, NotFound; so does the other."""
    return one_of(Receivable.objects.all(), scope, receivable)


def access_repayment(scope: Scope, repayment: UUID) -> Repayment:
    return one_of(Repayment.objects.select_related("receivable"), scope, repayment)


def list_receivables(scope: Scope, state: str = "open") -> QuerySet[Receivable]:
    """What payees owe, the oldest first."""
    permissions.demand_read(scope)
    rows = access.visible(Receivable.objects.select_related("payee"), scope)
    return rows.filter(state=state).order_by("ordered_at", "id")


def list_repayments(scope: Scope) -> QuerySet[Repayment]:
    """What was told and waits for a second person, the oldest first."""
    permissions.demand_read(scope)
    rows = Repayment.objects.filter(state="proposed").select_related("receivable__payee", "order")
    return access.visible(rows, scope).order_by("proposed_at", "id")


def owing_of(scope: Scope, rows: Sequence[Receivable]) -> list[Owing]:
    """A page of recoveries with what the desk needs of each: three statements, however many they are."""
    permissions.demand_read(scope)
    held = {row.id: row for row in rows}
    parts = Prefetch("instalments", Instalment.objects.order_by("number"), "in_order")
    found = access.visible(Receivable.objects.filter(id__in=held).prefetch_related(parts), scope)
    planned = PaymentOrder.objects.filter(payee__in={row.payee_id for row in rows}, state=OrderState.PLANNED)
    payable = list(access.visible(planned, scope).order_by("due_on", "id"))
    instalments = {row.id: tuple(row.in_order) for row in found}
    return [
        Owing(
            row,
            instalments.get(row.id, ()),
            tuple(one for one in payable if row.set_off and one.payee_id == row.payee_id)[:PAYABLE],
        )
        for row in rows
    ]


def owed_fen(scope: Scope, payee: UUID) -> int:
    """What a payee still owes."""
    rows = access.visible(Receivable.objects.filter(payee=payee, state="open"), scope)
    told = rows.aggregate(asked=Sum("amount_fen"), come=Sum("collected_fen"))
    return (told["asked"] or 0) - (told["come"] or 0)
