"""Reads of contracts: which one government may pay a provider's help under."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from chongyang.core.scopes import interval_of
from chongyang.purchase.models import Contract

Asked = tuple[UUID, int, str, date]
"""Who would do what, where and on which day."""


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
    """`contracts_for` one provider, place, item and day."""
    asked = (organisation, area, item, on)
    return contracts_for([asked]).get(asked)


def contracts_for(asked: Collection[Asked]) -> dict[Asked, ContractTold]:
    """For each (provider, area, item, day) the contract that covers it; where there is none government does
    not pay. Of several the one that ends last. Contracts are public; one statement.
    """
    days = [on for *_, on in asked] or [date.min]
    rows = Contract.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=min(days)),
        organisation__in={organisation for organisation, *_ in asked},
        valid_from__lte=max(days),
        valid_to__gt=min(days),
    )
    held = list(rows.order_by("-valid_to", "id")) if asked else []
    found = ((one, next((row for row in held if _pays(row, *one)), None)) for one in set(asked))
    return {one: _told(row, one[2]) for one, row in found if row}


def _pays(row: Contract, organisation: UUID, area: int, item: str, on: date) -> bool:
    """Whether government pays this under the contract."""
    in_force = row.valid_from <= on < row.valid_to and (row.ended_on is None or row.ended_on > on)
    return in_force and row.organisation == organisation and item in row.items and covers(row, area)


def _told(row: Contract, item: str) -> ContractTold:
    return ContractTold(row.id, row.lot_id, row.number, row.items[item], row.valid_from, row.valid_to)


def covers(row: Contract, area: int) -> bool:
    """Whether an area lies in those of a contract."""
    return any(first <= area <= last for first, last in map(interval_of, row.areas))
