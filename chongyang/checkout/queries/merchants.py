"""Numbers of merchants and the days that were compared: a provider's own, or all for who makes payments."""

from uuid import UUID

from django.db.models import Count, Q

from chongyang.checkout import permissions
from chongyang.checkout.models import Merchant, VendorDay
from chongyang.checkout.permissions import keeps_numbers, keeps_own_numbers
from chongyang.checkout.queries.bills import NotFound
from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope

__all__ = ["access_merchant", "keeps_numbers", "keeps_own_numbers", "list_merchants", "list_vendor_days"]

MOST = 200
DAYS = 31


def list_merchants(scope: Scope, *, limit: int = MOST) -> list[Merchant]:
    """The newest first. Raises NotAllowed."""
    permissions.demand_numbers(scope)
    with access.enter(system_scope("merchants", actor=scope.actor)):
        return list(Merchant.objects.filter(_own(scope)).order_by("-id")[:limit])


def _own(scope: Scope) -> Q:
    """A provider's own rows; every provider's for who makes payments."""
    if scope.system or not keeps_own_numbers(scope):
        return Q()
    return Q(organisation=scope.organisation) if scope.organisation else Q(pk__in=[])


def access_merchant(scope: Scope, merchant: UUID) -> Merchant:
    """Raises NotAllowed, NotFound."""
    permissions.demand_numbers(scope)
    with access.enter(system_scope("merchants", actor=scope.actor)):
        row = Merchant.objects.filter(_own(scope), id=merchant).first()
    if row is None:
        raise NotFound
    return row


def list_vendor_days(
    scope: Scope, *, after: UUID | None = None, limit: int = DAYS
) -> list[tuple[VendorDay, int]]:
    """Statements of vendors that were compared, the newest first, each with the number of differences that
    nobody explained yet.
    """
    held = {(one.vendor, one.number) for one in list_merchants(scope)}
    with access.enter(system_scope("merchants", actor=scope.actor)):
        rows = VendorDay.objects.filter(merchant__in={number for _, number in held})
        rows = rows.filter(id__lt=after) if after else rows
        told = rows.annotate(still_open=Count("differences", filter=Q(differences__closed_at=None)))
        found = [one for one in told.order_by("-id")[:limit] if (one.vendor, one.merchant) in held]
        return [(one, one.still_open) for one in found]
