"""Stages: moved by people, dated, back only with a reason and a document; months fall due with them."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.projects import permissions
from chongyang.projects.enums import Stage
from chongyang.projects.models import Project, StageChange
from chongyang.projects.operations.errors import refuse, refuse_faults
from chongyang.projects.operations.keeping import lock
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules.settings import load_settings
from chongyang.projects.rules.stages import fault_of_move, move_of
from chongyang.projects.rules.told import MOST_LINE, NO_FUTURE, TOO_LONG

NO_STAGE = N_("没有这个阶段。")
EARLIER = N_("日期早于上一次阶段变动。")
MOST_REASON = 200


@transaction.atomic
def change_stage(
    *,
    project: UUID,
    stage: str,
    on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    reason: str = "",
    document: str = "",
) -> Project:
    """Move a project. Back, or into suspension, needs both reason and document; over several stages a reason.
    Raises NotFound, UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    row = lock(scope, project)
    reason, document = reason.strip(), document.strip()
    _check(row, stage, on, reason, document, timezone.localdate(now))
    move = move_of(Stage.of(row.stage), Stage.of(row.stood), Stage.of(stage))
    StageChange.objects.create(
        project=row,
        area=row.area,
        was=row.stage,
        stage=stage,
        from_rank=move.from_rank,
        to_rank=move.to_rank,
        on=on,
        reason=reason,
        document=document,
        changed_by=by.account,
        changed_at=now,
    )
    was = row.stage
    _place(row, Stage.of(stage), on, timezone.localdate(now))
    tell("projects.project.moved", row, by, now, was=was, stage=stage, is_back=move.is_back)
    return row


def _check(row: Project, stage: str, on: date, reason: str, document: str, today: date) -> None:
    if stage not in set(Stage):
        refuse("stage", NO_STAGE)
    if len(reason) > MOST_REASON or len(document) > MOST_LINE:
        refuse("reason" if len(reason) > MOST_REASON else "document", TOO_LONG)
    if on > today:
        refuse("on", NO_FUTURE)
    held = StageChange.objects.filter(project=row).order_by("-on", "-id").first()
    if held and on < held.on:
        refuse("on", EARLIER)
    refuse_faults(fault_of_move(Stage.of(row.stage), Stage.of(row.stood), Stage.of(stage), reason, document))


def _place(row: Project, stage: Stage, on: date, today: date) -> None:
    """Months are due from the day on which the program learns that they are, never before."""
    row.stage, row.stage_since = stage.value, on
    if stage is not Stage.SUSPENDED:
        row.stood = stage.value
    if stage not in load_settings().months_of:
        row.reports_since = None
    elif row.reports_since is None:
        row.reports_since = today
    row.save(update_fields=["stage", "stood", "stage_since", "reports_since"])
