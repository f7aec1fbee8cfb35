"""The visit: one fills in the score sheet, another of another role who was there signs the same."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.designations import permissions, queries
from chongyang.designations.enums import Kind
from chongyang.designations.models import Application, Evaluation
from chongyang.designations.operations.applying import title_of
from chongyang.designations.operations.errors import UnableToJudge
from chongyang.designations.operations.steps import held_in, judging, step
from chongyang.designations.rules import scores
from chongyang.designations.rules.flows import OTHER_ROLE
from chongyang.funding.rules.forms import Faulty
from chongyang.territory.enums import Role

NOT_YET = N_("还没有登记评分，或者评分在补正之前，请先登记。")
BY_ASSESSOR = N_("评分由第三方评估员登记，审核人员到场后共同签字。")
SAME_ROLE = N_("须由另一位到场的审核人员签字，不能由评分的人签。")
BAD_DAY = N_("评审日期不能晚于今天，也不能早于申报之前。")
DIFFERS = N_("评分在您查看之后改过，请重新核对再签字。")
MOST_NOTE = 500


@transaction.atomic
def score(
    *,
    application: UUID,
    points: Mapping[str, Any],
    visited_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Evaluation:
    """The third party fills in the sheet; the same person may fill it in again until it is signed. Raises
    UnableToJudge, UnableToStep, NotFound.
    """
    row, _ = held_in(application, scope, Kind.VISIT)
    if by.role != Role.THIRD_PARTY_ASSESSOR:
        raise UnableToJudge({"by": BY_ASSESSOR})
    found = read_score(row.title, points)
    _check_day(row, visited_on, now)
    with judging(row, by, now) as facts:
        step(row, "score", by, now, facts=facts)
        return Evaluation.objects.create(
            application=row,
            area=row.area,
            organisation=row.organisation,
            points=dict(found.points),
            total=found.total,
            passes=found.passes,
            grade=found.grade,
            note=note.strip()[:MOST_NOTE] or None,
            visited_on=visited_on,
            scored_by=permissions.account_of(by),
            scored_role=by.role,
            scored_office=by.organisation,
            scored_at=now,
        )


def read_score(title: str, points: Mapping[str, Any]) -> scores.Score:
    """The sheet as it was typed. Raises UnableToJudge."""
    try:
        return scores.read_points(title_of(title), points)
    except scores.UnableToScore as refused:
        raise UnableToJudge({"points": Faulty(refused.reason, **refused.values)}) from None


def _check_day(row: Application, visited_on: date, now: datetime) -> None:
    assert row.submitted_at, "only what was submitted is looked at"
    if not timezone.localdate(row.submitted_at) <= visited_on <= timezone.localdate(now):
        raise UnableToJudge({"visited_on": BAD_DAY})


@transaction.atomic
def sign(*, application: UUID, evaluation: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Another of another role signs what she saw as well. Raises UnableToJudge, UnableToStep, NotFound."""
    row, _ = held_in(application, scope, Kind.VISIT)
    last = queries.last_evaluation(row)
    if last is None or last.signed_at:
        raise UnableToJudge({"evaluation": NOT_YET})
    if last.id != evaluation:
        raise UnableToJudge({"evaluation": DIFFERS})
    if by.account == last.scored_by or by.role == last.scored_role:
        raise UnableToJudge({"by": SAME_ROLE})
    with judging(row, by, now) as facts:
        step(row, "sign", by, now, facts={*facts, OTHER_ROLE}, evidence={"evaluation": str(last.id)})
        last.signed_by, last.signed_role, last.signed_office = by.account, by.role, by.organisation
        last.signed_at = now
        last.save(update_fields=["signed_by", "signed_role", "signed_office", "signed_at"])
        row.save()
    return row
