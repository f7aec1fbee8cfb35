"""What is owed and what was paid, within reach."""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, Sum

from chongyang.checkout import permissions
from chongyang.checkout.enums import BillState, RefundState
from chongyang.checkout.models import Attempt, Bill, Difference, Refund
from chongyang.core.access import OutOfReach, enter, visible
from chongyang.core.scopes import Scope, system_scope

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


def list_bills(
    scope: Scope, *, state: str = "", closed: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[Bill]:
    """The newest first, with their payments; `closed`: those on which nothing is owed any more."""
    rows = _reached(Bill.objects.all(), scope)
    rows = rows.exclude(state=BillState.OPEN.value) if closed else rows
    page = page_of(rows.filter(state=state) if state else rows, after, limit)
    return list(page.prefetch_related("attempts"))


def bills_of(scope: Scope, references: Collection[UUID]) -> list[Bill]:
    """The bills for these things, oldest first."""
    rows = _reached(Bill.objects.filter(reference__in=references), scope)
    return list(rows.order_by("id"))


def sum_open(scope: Scope) -> int:
    """What is owed on all open bills together, in fen."""
    rows = _reached(Bill.objects.filter(state=BillState.OPEN.value), scope)
    return int(rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def count_open(scope: Scope) -> int:
    return _reached(Bill.objects.filter(state=BillState.OPEN.value), scope).count()


def list_refunds(
    scope: Scope, *, waiting: bool = False, after: UUID | None = None, limit: int = PAGE
) -> list[Refund]:
    rows = _reached(Refund.objects.select_related("attempt__bill"), scope)
    return list(page_of(rows.filter(state=RefundState.ASKED.value) if waiting else rows, after, limit))


def list_differences(scope: Scope, *, limit: int = PAGE) -> list[Difference]:
    """Those that nobody explained: a provider's own, all for who makes payments."""
    permissions.demand_refund(scope)
    with enter(system_scope("differences", actor=scope.actor)):  # a day of a vendor is nobody's row
        rows = _differences(scope).filter(closed_at=None).select_related("day")
        return list(rows.order_by("-id")[:limit])


def _differences(scope: Scope) -> "QuerySet[Difference]":
    rows = Difference.objects.all()
    return rows if permissions.sees_all_numbers(scope) else visible(rows, scope)


def access_difference(scope: Scope, difference: UUID) -> Difference:
    permissions.demand_refund(scope)
    with enter(system_scope("differences", actor=scope.actor)):
        found = _differences(scope).filter(pk=difference).first()
    if found is None:
        raise NotFound
    return found


def page_of(rows: "QuerySet[Any]", after: UUID | None, limit: int) -> "QuerySet[Any]":
    held = rows.filter(id__lt=after) if after else rows
    return held.order_by("-id")[:limit]
