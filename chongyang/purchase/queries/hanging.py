"""What hangs on a person here: entitlements that two files hold both forbid to link them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.hanging import Item
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.purchase.enums import IN_FORCE, UNDER_WAY
from chongyang.purchase.models import Entitlement
from chongyang.registry import queries as registry

BOTH = N_("两份档案都在享受或申请政府购买服务，请先停止其中一项。")


def since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Entitlements applied for since a moment. They stay with their case; a wrong one is stopped."""
    rows = Entitlement.objects.filter(person__in=persons, applied_at__gte=since)
    return [
        Item(row.id, row.person, row.person, row.applied_at, row.rule, fixed=True)
        for row in rows.order_by("applied_at", "id")
        if row.applied_at
    ]


def forbids(double: UUID, survivor: UUID) -> str:
    """Why two files may not be linked now, or nothing."""
    with access.enter(system_scope("linking")):
        held = [
            Entitlement.objects.filter(
                person__in=registry.get_cluster(file), state__in=(*UNDER_WAY, IN_FORCE)
            ).exists()
            for file in (double, survivor)
        ]
    return BOTH if all(held) else ""
