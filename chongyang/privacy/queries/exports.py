"""Exports that were asked for: one's own, those that wait for an approval, and what the day has left."""

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.privacy.models import Export
from chongyang.privacy.permissions import Can, demand, may, person_of
from chongyang.privacy.queries.findings import NotFound
from chongyang.privacy.rules.rights import ZONE


def list_own_exports(scope: Scope, limit: int = 50) -> list[Export]:
    """What the account asked for, the newest first; raises NotAllowed."""
    demand(scope, Can.EXPORT_ELDERS)
    with access.enter(system_scope("own exports", actor=scope.actor)):
        return list(Export.objects.filter(account=person_of(scope)).order_by("-number")[:limit])


def list_waiting_exports(scope: Scope, limit: int = 100) -> list[Export]:
    """What waits for somebody's approval within reach, the oldest first; raises NotAllowed."""
    demand(scope, Can.APPROVE_EXPORTS)
    rows = access.visible(Export.objects.filter(state="asked"), scope)
    return list(rows.order_by("number")[:limit])


def access_export(scope: Scope, export: UUID) -> Export:
    """One export: for the one who asked, and for who may approve it within reach; raises NotFound."""
    rows = Export.objects.filter(id=export)
    row = access.visible(rows, scope).first() if may(scope, Can.APPROVE_EXPORTS) else None
    if row is None and scope.actor.account is not None:
        with access.enter(system_scope("own exports", actor=scope.actor)):
            row = rows.filter(account=scope.actor.account).first()
    if row is None:
        raise NotFound(str(export))
    return row


def rows_of_day(account: UUID, now: datetime) -> int:
    """How many persons this account has asked for today; in the system's scope."""
    start = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Export.objects.filter(account=account, asked_at__gte=start).exclude(
        state__in=("refused", "expired")
    )
    return int(rows.aggregate(total=Sum("rows"))["total"] or 0)
