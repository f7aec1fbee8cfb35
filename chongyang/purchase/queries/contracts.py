"""Reads of contracts: which one government may pay a provider's help under."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from chongyang.core.scopes import interval_of
from chongyang.purchase.models import Contract


@dataclass(frozen=True, slots=True)
class ContractTold:
    """A contract in force for one item in one area. `ceiling_fen` is the highest price of the item."""

    contract: UUID
    lot: UUID
    number: str
    ceiling_fen: int
    valid_from: date
    valid_to: date


def contract_for(organisation: UUID, area: int, item: str, on: date) -> ContractTold | None:
    """The contract of this provider that covers the item there on the day, or None: then government does not
    pay. Of several the one that ends last. Contracts are public; one statement.
    """
    rows = Contract.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        organisation=organisation,
        items__has_key=item,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    for row in rows.order_by("-valid_to", "id"):
        if covers(row, area):
            number, ceiling = row.number, row.items[item]
            return ContractTold(row.id, row.lot_id, number, ceiling, row.valid_from, row.valid_to)
    return None


def covers(row: Contract, area: int) -> bool:
    """Whether an area lies in those of a contract."""
    return any(first <= area <= last for first, last in map(interval_of, row.areas))
