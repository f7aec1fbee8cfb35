"""Errands within reach: the asker's, the provider's own, the county's; and what became of the money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from chongyang.checkout import permissions
from chongyang.checkout.enums import BillKind, BillState, ErrandState
from chongyang.checkout.models import Bill, CashHeld, Errand
from chongyang.checkout.queries.bills import PAGE, NotFound, page_of
from chongyang.core.access import visible
from chongyang.core.models import FileStored
from chongyang.core.queries import files
from chongyang.core.scopes import Scope
from chongyang.orders import queries as orders
from chongyang.services import queries as services
from chongyang.services.queries.offers import OfferTold

ITEM = "bill_paying"
"""The item of the catalogue under which a provider pays others' bills."""


def _reached(scope: Scope) -> "QuerySet[Errand]":
    permissions.demand_errand_read(scope)
    rows = visible(Errand.objects.all(), scope)
    if scope.system:
        return rows
    if (own := permissions.own_persons(scope)) is not None:
        return rows.filter(person__in=own)
    if not permissions.reads_as_provider(scope):
        return rows
    return rows.filter(organisation=scope.organisation) if scope.organisation else rows.none()


def access_errand(scope: Scope, errand: UUID) -> Errand:
    """One errand for who asked, who does it or who settles. Raises NotAllowed, NotFound."""
    found = _reached(scope).filter(pk=errand).first()
    if found is None:
        raise NotFound
    return found


def list_errands(
    scope: Scope, *, state: str = "", after: UUID | None = None, limit: int = PAGE
) -> list[Errand]:
    """The newest first."""
    rows = _reached(scope)
    return list(page_of(rows.filter(state=state) if state else rows, after, limit))


def count_errands(scope: Scope) -> int:
    """Those that wait to be paid, or for the second receipt."""
    waiting = (ErrandState.ASKED.value, ErrandState.PAID_FOR.value)
    return _reached(scope).filter(state__in=waiting).count()


def access_receipt(scope: Scope, errand: UUID, which: Literal["paid", "handed", "cash"]) -> FileStored:
    """One of the receipts of an errand. Raises NotAllowed, NotFound."""
    row = access_errand(scope, errand)
    cash = cash_of(row) if which == "cash" else None
    held = {"paid": row.paid_receipt, "handed": row.handed_receipt, "cash": cash.receipt if cash else None}
    key = held[which]
    file = files.access_file(scope, key) if key else None
    if file is None:
        raise NotFound
    return file


def cash_of(row: Errand) -> CashHeld | None:
    """The cash that was taken for it, where a city allows that at all."""
    return CashHeld.objects.filter(errand=row).first()


def bills_for(rows: Iterable[Errand]) -> dict[UUID, Bill]:
    """The bill of each errand that has one."""
    keys = [row.id for row in rows]
    return {one.reference: one for one in Bill.objects.filter(reference__in=keys, kind=BillKind.UTILITY)}


def doers_for(scope: Scope, *, area: int, on: date) -> list[OfferTold]:
    """Providers in force who pay others' bills at a place on a day; each once."""
    found = services.find_offers(scope, item=ITEM, area=area, on=on)
    return list({one.organisation: one for one in reversed(found)}.values())[::-1]


def persons_of(scope: Scope, now: datetime) -> frozenset[UUID]:
    """For whom somebody asks by herself or by mandate; the mandate must cover ordering."""
    return frozenset(orders.persons_of(scope, now)) if permissions.own_persons(scope) else frozenset()


@dataclass(frozen=True, slots=True)
class ErrandMonth:
    """What was paid for elders in a month and where it stands now. All in fen; `open_fen` has one receipt."""

    count: int
    paid_fen: int
    signed_fen: int
    open_fen: int
    came_fen: int
    cash_fen: int

    @property
    def owed_fen(self) -> int:
        """Signed for, and neither paid back nor covered by cash."""
        return self.signed_fen - self.came_fen - self.cash_fen


def month_of_errands(scope: Scope, month: date) -> ErrandMonth:
    """The reconciliation of a month by the day on which the utility was paid."""
    first, last = _bounds(month)
    rows = _reached(scope).filter(paid_at__gte=first, paid_at__lt=last)
    signed = Q(state=ErrandState.HANDED_OVER.value)
    told = rows.aggregate(
        count=Count("id"),
        paid=Sum("amount_fen"),
        signed=Sum("amount_fen", filter=signed),
        cash=Sum("amount_fen", filter=signed & Q(cash__isnull=False)),
    )
    bills = Bill.objects.filter(reference__in=rows.values("id"), kind=BillKind.UTILITY.value)
    came = bills.filter(state=BillState.PAID.value).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    paid, done, cash = told["paid"] or 0, told["signed"] or 0, told["cash"] or 0
    return ErrandMonth(told["count"], paid, done, paid - done, came, cash)


def _bounds(month: date) -> tuple[datetime, datetime]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(day, time(), zone) for day in (month.replace(day=1), following))  # type: ignore[return-value]
