"""What a third party found of a provider by the criteria, and how it counts in the yearly check."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.models import Evaluation, ServiceProvider, YearlyCheck
from chongyang.services.operations.errors import UnableToDo, refuse
from chongyang.services.operations.steps import judging, keep_file, tell_provider
from chongyang.services.rules import evaluation
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

PARTS = N_("请给每一项标准打分，从 0 到它的满分，最多一位小数。")
ASSESSOR = N_("请填写评估机构，最多 80 个字。")
ITSELF = N_("服务商不能评估自己，请填写第三方评估机构。")
DAY = N_("评估日期不能晚于今天。")
AGAIN = N_("这家机构当天的评估已经登记。")
NEAR = N_("您登记了计入本次年检的评估，请由另一人决定。")
DECIDES = N_("评估是您的单位作的，决定年检的应是另一单位的人。")
BELOW = N_("最近一次第三方评估得 %(points)s 分，低于 %(floor)s 分，不能评为合格。")
NONE = N_("近 %(days)s 天没有第三方评估，不能评为合格。")
NAME = 80


@transaction.atomic
def add_evaluation(
    *,
    provider: UUID,
    assessor: str,
    parts: Mapping[str, Decimal],
    evaluated_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> Evaluation:
    """What a third party found, `parts` in points by criterion, with its report.
    Raises UnableToDo, NotFound, NotAllowed.
    """
    if not may(scope, Can.JUDGE_QUALITY):
        permissions.demand_admit(scope)
    held = queries.access_provider(provider)
    if not scope.covers(held.area):
        raise queries.NotFound(str(provider))
    told = _check(held, assessor, parts, evaluated_on, now)
    with judging(held.organisation, by, now):
        made = Evaluation(provider=held, organisation=held.organisation, added_at=now, **told)
        made.added_by = permissions.account_of(by)
        if chunks is not None:
            made.file = keep_file(held, chunks, name, declared, by, now)
        _insert(made)
        tell_provider("evaluated", held, by, now)
    return made


def _check(
    held: ServiceProvider, assessor: str, parts: Mapping[str, Decimal], evaluated_on: date, now: datetime
) -> dict[str, Any]:
    told = " ".join(assessor.split())
    if not told or len(told) > NAME or not is_line(told):
        refuse("assessor", ASSESSOR)
    if _plain(told) in {_plain(held.name)} | names_of(held.organisation):
        refuse("assessor", ITSELF)
    if not evaluation.is_complete(parts):
        refuse("parts", PARTS)
    if evaluated_on > timezone.localdate(now):
        refuse("evaluated_on", DAY)
    by_key = {key: str(round(points, 1)) for key, points in parts.items()}
    return {
        "assessor": told,
        "parts": by_key,
        "points": sum(map(Decimal, by_key.values())),
        "evaluated_on": evaluated_on,
    }


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def names_of(organisation: UUID | None) -> set[str]:
    """How an organisation is called, without spaces; none for one that is not there."""
    if organisation is None:
        return set()
    rows = territory.list_organisations().filter(id=organisation)
    return {_plain(name) for pair in rows.values_list("name", "short_name") for name in pair if name}


def _insert(made: Evaluation) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise UnableToDo({"evaluated_on": AGAIN}) from None


def refuse_evaluator(row: YearlyCheck, by: Actor, now: datetime) -> None:
    """Who decides a check made none of the evaluations that count in it. Raises UnableToDo."""
    own = names_of(by.organisation)
    for one in queries.counted_evaluations(row.provider_id, timezone.localdate(now)):
        if one.added_by == by.account:
            refuse("by", NEAR)
        if _plain(one.assessor) in own:
            refuse("by", DECIDES)


def refuse_low(row: YearlyCheck, now: datetime) -> None:
    """None passes below the floor of the file. Raises UnableToDo."""
    told = evaluation.load().yearly
    found = queries.counted_evaluations(row.provider_id, timezone.localdate(now))
    if not found and told.needed:
        refuse("evaluation", NONE, days=told.counts_days)
    if found and found[0].points < told.floor:
        refuse("evaluation", BELOW, points=found[0].points, floor=told.floor)
