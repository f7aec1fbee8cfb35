"""What was spent of vouchers, and what contracts cover, as sets for whoever settles a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.scopes import interval_of
from chongyang.purchase.enums import Kind
from chongyang.purchase.models import Contract, VoucherEntry


@dataclass(frozen=True, slots=True)
class Cover:
    """One item of one contract in one interval of areas, on half-open days."""

    contract: UUID
    organisation: UUID
    item: str
    first: int
    last: int
    valid_from: date
    valid_to: date


def spent_rows() -> QuerySet[Any, Any]:
    """Entries of what was spent for an order: order, amount, the payers of it. In the system's scope."""
    rows = VoucherEntry.objects.filter(kind=Kind.SPENT.value, order__isnull=False)
    return rows.order_by().values("order", "amount_fen", "parts")


def list_covers(since: date, until: date) -> list[Cover]:
    """What the contracts in force on any of these half-open days cover, in a fixed order."""
    ends = Q(ended_on=None) | Q(ended_on__gt=since)
    rows = Contract.objects.filter(ends, valid_from__lt=until, valid_to__gt=since).order_by("valid_to", "id")
    return [cover for row in rows for cover in _covers(row)]


def _covers(row: Contract) -> Iterator[Cover]:
    until = min(row.valid_to, row.ended_on) if row.ended_on else row.valid_to
    for item in sorted(row.items):
        for first, last in sorted(map(interval_of, row.areas)):
            yield Cover(row.id, row.organisation, item, first, last, row.valid_from, until)


def contract_number(contract: UUID) -> str:
    """What a contract is called; contracts are public."""
    return Contract.objects.filter(id=contract).values_list("number", flat=True).first() or ""
