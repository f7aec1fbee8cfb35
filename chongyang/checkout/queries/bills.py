"""What is owed and what was paid, within reach."""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chongyang.checkout import permissions
from chongyang.checkout.enums import BillState, RefundState
from chongyang.checkout.models import Attempt, Bill, Difference, Errand, Refund
from chongyang.core.access import OutOfReach, visible
from chongyang.core.scopes import Scope

M = TypeVar("M", bound=Model)
PAGE = 50


class NotFound(OutOfReach):
    """No such bill, payment, refund or errand for this reader."""


def _reached(rows: "QuerySet[M]", scope: Scope) -> "QuerySet[M]":
    permissions.demand_read(scope)
    own = permissions.own_persons(scope)
    held = visible(rows, scope)
    return held if own is None else held.filter(person__in=own)


def _one(rows: "QuerySet[M]", scope: Scope, key: UUID) -> M:
    found = _reached(rows, scope).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def access_bill(scope: Scope, bill: UUID) -> Bill:
    """A bill for who pays it or settles it. Raises NotAllowed, NotFound; so do the others here."""
    return _one(Bill.objects.all(), scope, bill)


def access_attempt(scope: Scope, attempt: UUID) -> Attempt:
    return _one(Attempt.objects.select_related("bill"), scope, attempt)


def access_attempt_by(scope: Scope, vendor: str, number: str) -> Attempt:
    """A payment by the number that its vendor knows."""
    rows = Attempt.objects.select_related("bill").filter(vendor=vendor, number=number)
    found = _reached(rows, scope).first()
    if found is None:
        raise NotFound
    return found


def access_refund(scope: Scope, refund: UUID) -> Refund:
    return _one(Refund.objects.select_related("attempt__bill"), scope, refund)


def access_errand(scope: Scope, errand: UUID) -> Errand:
    return _one(Errand.objects.all(), scope, errand)


def list_bills(scope: Scope, *, state: str = "", after: UUID | None = None, limit: int = PAGE) -> list[Bill]:
    """The newest first, with their payments."""
    rows = _reached(Bill.objects.all(), scope)
    page = _page(rows.filter(state=state) if state else rows, after, limit)
    return list(page.prefetch_related("attempts"))


def bills_of(scope: Scope, references: Collection[UUID]) -> list[Bill]:
    """The bills for these things, oldest first."""
    rows = _reached(Bill.objects.filter(reference__in=references), scope)
    return list(rows.order_by("id"))


def count_open(scope: Scope) -> int:
    return _reached(Bill.objects.filter(state=BillState.OPEN.value), scope).count()


def list_refunds(
    scope: Scope, *, waiting: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[Refund]:
    rows = _reached(Refund.objects.select_related("attempt__bill"), scope)
    return list(_page(rows.filter(state=RefundState.ASKED.value) if waiting else rows, after, limit))


def list_errands(scope: Scope, *, after: UUID | None = None, limit: int = PAGE) -> list[Errand]:
    return list(_page(_reached(Errand.objects.all(), scope), after, limit))


def list_differences(scope: Scope, *, limit: int = PAGE) -> list[Difference]:
    """Those that nobody explained, of statements within reach."""
    permissions.demand_refund(scope)
    rows = visible(Difference.objects.filter(closed_at=None).select_related("day"), scope)
    return list(rows.order_by("-id")[:limit])


def _page(rows: "QuerySet[Any]", after: UUID | None, limit: int) -> "QuerySet[Any]":
    held = rows.filter(id__lt=after) if after else rows
    return held.order_by("-id")[:limit]
