"""How much a provider can give, by area and weekday."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import ProviderState
from chongyang.services.models import Capacity
from chongyang.services.operations.errors import refuse
from chongyang.services.operations.standing import locked
from chongyang.services.operations.steps import tell_provider
from chongyang.territory import queries as territory

NOT_LISTED = N_("本单位还没有准入。")
NO_AREA = N_("请选择街道（乡镇）或县（市、区）。")
MINUTES = N_("每天可服务时间为 0 至 2,000 小时。")
WEEK, MOST = 7, 2000 * 60


@transaction.atomic
def set_capacity(
    *, area: str, minutes: Mapping[int, int], scope: Scope, by: Actor, now: datetime
) -> list[Capacity]:
    """Replace what an area has on each weekday (1 to 7); nothing or zero means none. Raises UnableToDo."""
    permissions.demand_provide(scope)
    if area not in {row.code for level in ("county", "street") for row in territory.list_areas(level)}:
        refuse("area", NO_AREA)
    if not set(minutes) <= set(range(1, WEEK + 1)) or any(not 0 <= one <= MOST for one in minutes.values()):
        refuse("minutes", MINUTES)
    first, last = interval_of(area)
    with access.enter(system_scope("capacity", actor=by)):
        held = queries.provider_of(scope.organisation)
        if held is None or held.state == ProviderState.EXITED:
            refuse("state", NOT_LISTED)
        row = locked(held.id)
        Capacity.objects.filter(provider=row, area=first, last=last).delete()
        told: dict[str, Any] = {"provider": row, "organisation": row.organisation, "area": first}
        made = Capacity.objects.bulk_create(
            [Capacity(weekday=day, minutes=n, last=last, **told) for day, n in sorted(minutes.items()) if n]
        )
        tell_provider("capacity_set", row, by, now)
    return made
