"""What one payee was paid: for whoever reads money, for herself, and for an organisation its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.treasury import permissions
from chongyang.treasury.models import BatchLine, Payee, PayeeAccount, PaymentOrder, Receivable
from chongyang.treasury.queries.reaching import NotFound


@dataclass(frozen=True, slots=True)
class Statement:
    """A payee with every payment and everything she owes, the newest first."""

    payee: Payee
    orders: list[PaymentOrder]
    receivables: list[Receivable]
    lines: Mapping[UUID, BatchLine]

    @property
    def paid_fen(self) -> int:
        return sum(row.amount_fen for row in self.orders if row.state == "paid")


def get_statement(
    scope: Scope, payee: UUID, *, first: date | None = None, last: date | None = None
) -> Statement:
    """The statement of a payee, of payments due in `first` to before `last`. Her own and her helper's by
    grant, an organisation's by its own people; everybody else needs the right to read money. Raises NotFound.
    """
    row = access.visible(Payee.objects.filter(id=payee), scope).first()
    if row is None or not _may(scope, row):
        raise NotFound(str(payee))
    orders = access.visible(PaymentOrder.objects.filter(payee=row), scope)
    if first:
        orders = orders.filter(due_on__gte=first)
    if last:
        orders = orders.filter(due_on__lt=last)
    found = list(orders.order_by("-due_on", "-id")[:2000])
    owed = access.visible(Receivable.objects.filter(payee=row), scope).order_by("-ordered_at", "-id")
    lines = access.visible(BatchLine.objects.filter(order__in=found), scope).select_related("batch")
    return Statement(row, found, list(owed), {line.order_id: line for line in lines.order_by("id")})


def find_statement(
    scope: Scope, *, person: UUID | None = None, organisation: UUID | None = None
) -> Statement:
    """The statement of a person or an organisation; raises NotFound also where nothing was ever paid."""
    rows = Payee.objects.filter(person=person) if person else Payee.objects.filter(organisation=organisation)
    row = access.visible(rows, scope).first()
    if row is None:
        raise NotFound(str(person or organisation))
    return get_statement(scope, row.id)


def list_own_statements(scope: Scope) -> list[Statement]:
    """Of the reader herself, of those she helps, and of her organisation; nothing where nothing was paid."""
    whose = Q(person__in=permissions.own_persons(scope))
    rows = Payee.objects.filter(whose | Q(organisation=scope.organisation) if scope.organisation else whose)
    return [get_statement(scope, row.id) for row in access.visible(rows, scope).order_by("id")[:20]]


def list_accounts(scope: Scope, payee: UUID) -> list[PayeeAccount]:
    """The accounts of a payee, the newest first. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(PayeeAccount.objects.filter(payee=payee), scope)
    return list(rows.order_by("-proposed_at", "-id"))


def _may(scope: Scope, row: Payee) -> bool:
    own = row.organisation is not None and row.organisation == scope.organisation
    return own or row.person in permissions.own_persons(scope) or permissions.may_read(scope)
