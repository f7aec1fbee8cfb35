"""How much a provider can give, by area and weekday; and what third parties found of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import ProviderState
from chongyang.services.models import Capacity, Evaluation
from chongyang.services.operations.errors import UnableToDo, refuse
from chongyang.services.operations.standing import locked
from chongyang.services.operations.steps import judging, keep_file, tell_provider
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

NOT_LISTED = N_("本单位还没有准入。")
NO_AREA = N_("请选择街道（乡镇）或县（市、区）。")
MINUTES = N_("每天可服务时间为 0 至 2,000 小时。")
POINTS = N_("得分应在 0 到 100 之间，最多一位小数。")
ASSESSOR = N_("请填写评估机构，最多 80 个字。")
DAY = N_("评估日期不能晚于今天。")
AGAIN = N_("这家机构当天的评估已经登记。")
WEEK, MOST, NAME = 7, 2000 * 60, 80


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


@transaction.atomic
def add_evaluation(
    *,
    provider: UUID,
    assessor: str,
    points: Decimal,
    evaluated_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> Evaluation:
    """What a third party found, with its report. Raises UnableToDo, NotFound, NotAllowed."""
    if not may(scope, Can.JUDGE_QUALITY):
        permissions.demand_admit(scope)
    held = queries.access_provider(provider)
    if not scope.covers(held.area):
        raise queries.NotFound(str(provider))
    told = _check(assessor, points, evaluated_on, now)
    with judging(held.organisation, by, now):
        made = Evaluation(provider=held, organisation=held.organisation, added_at=now, **told)
        made.added_by = permissions.account_of(by)
        if chunks is not None:
            made.file = keep_file(held, chunks, name, declared, by, now)
        _insert(made)
        tell_provider("evaluated", held, by, now)
    return made


def _check(assessor: str, points: Decimal, evaluated_on: date, now: datetime) -> dict[str, Any]:
    told = " ".join(assessor.split())
    if not told or len(told) > NAME or not is_line(told):
        refuse("assessor", ASSESSOR)
    if not points.is_finite() or not 0 <= points <= 100 or points != round(points, 1):
        refuse("points", POINTS)
    if evaluated_on > timezone.localdate(now):
        refuse("evaluated_on", DAY)
    return {"assessor": told, "points": points, "evaluated_on": evaluated_on}


def _insert(made: Evaluation) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise UnableToDo({"evaluated_on": AGAIN}) from None
