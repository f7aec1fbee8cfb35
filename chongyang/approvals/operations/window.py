"""The one window: accepts, asks for completion once with the whole list, or does not accept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.approvals import queries
from chongyang.approvals.enums import PROCESSING, SUBMITTED, TURNED_AWAY, ItemState, NoticeKind
from chongyang.approvals.models import Item, Paper, StageRun
from chongyang.approvals.operations.errors import UnableToHandle
from chongyang.approvals.operations.stepping import (
    demand_state,
    finish_if_done,
    issue,
    locked,
    stage_of,
    step,
    tell,
)
from chongyang.approvals.rules import catalogue, clock, tables
from chongyang.approvals.rules.departments import department_on
from chongyang.core import access
from chongyang.core.queries.files import is_open
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_

LONGEST = 200
QUARANTINE = N_("有材料还在隔离查毒，查完再受理。")
ASKED_ONCE = N_("补正只能一次性告知一次，这个阶段已经告知过。")
NO_LINES = N_("请列出要补正的材料，并写明缺什么。")
BAD_LINE = N_("每一行都要选材料并写明缺什么，最多 200 个字。")
TWICE = N_("同一份材料只写一行，把缺的都写在里面。")


@dataclass(frozen=True, slots=True)
class Line:
    """One material that lacks something, and what."""

    material: str
    words: str


@transaction.atomic
def accept(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> StageRun:
    """Take a stage on: the days of the departments begin, each has its item, all at once. Raises
    UnableToHandle, UnableToStep, NotFound.
    """
    queries.access_window_run(scope, run)
    with access.enter(system_scope("approvals window", actor=by)):
        held = locked(run)
        demand_state(held, SUBMITTED)
        papers = Paper.objects.filter(run=held).select_related("file").order_by("id")
        if not all(is_open(paper.file) for paper in papers):
            raise UnableToHandle({"papers": QUARANTINE})
        step(held, "accept", by, now)
        held.accepted_at, held.due_at = now, clock.due(now, stage_of(held).workdays)
        held.save()
        _hand_out(held, now)
        issue(held, NoticeKind.ACCEPTED, by, now, due_at=held.due_at)
        tell("stage.accepted", held, by, now)
        finish_if_done(held, now)
    return held


def _hand_out(run: StageRun, now: datetime) -> None:
    """An item for each department; what falls away or was permitted in a former turn waits for nobody."""
    planned, day = queries.plan_of(run), timezone.localdate(now)
    former = _permitted_before(run)
    for item in stage_of(run).items:
        row = Item(
            run=run,
            area=run.area,
            organisation=run.organisation,
            name=item.name,
            department=department_on(item.department, day, item.duty),
        )
        if item.name in planned.fallen:
            row.state, row.condition = ItemState.FALLEN_AWAY.value, planned.fallen[item.name].name
        elif item.name in former:
            row.state, row.former = ItemState.CARRIED.value, former[item.name]
        else:
            row.due_at = clock.due(now, item.workdays)
        row.save(force_insert=True)


def _permitted_before(run: StageRun) -> dict[str, Item]:
    """By name, what departments permitted in former turns of the same stage."""
    rows = Item.objects.filter(
        run__application=run.application_id, run__stage=run.stage, state=ItemState.PERMITTED.value
    )
    return {item.name: item for item in rows.exclude(run=run).order_by("decided_at", "id")}


@transaction.atomic
def ask_completion(*, run: UUID, lines: Sequence[Line], scope: Scope, by: Actor, now: datetime) -> StageRun:
    """Tell the applicant everything that lacks, once; the offices' clock stands still until she answers.

    Raises UnableToHandle for a second time, UnableToStep, NotFound.
    """
    queries.access_window_run(scope, run)
    with access.enter(system_scope("approvals window", actor=by)):
        held = locked(run)
        if held.asked_at is not None:
            raise UnableToHandle({"lines": ASKED_ONCE})
        demand_state(held, SUBMITTED, PROCESSING)
        told = _read_lines(held, lines)
        step(
            held,
            "suspend" if held.state == PROCESSING else "ask_completion",
            by,
            now,
            facts={tables.FIRST_TIME},
        )
        held.asked_at, held.kept_due_at = now, held.due_at
        held.due_at = clock.due(now, catalogue.load().window.complete_workdays)
        held.save()
        Item.objects.filter(run=held).exclude(lacks="").update(lacks="")
        issue(held, NoticeKind.CORRECTION, by, now, lines=told, due_at=held.due_at)
        tell("stage.completion_asked", held, by, now, materials=[one["material"] for one in told])
    return held


def _read_lines(run: StageRun, lines: Sequence[Line]) -> list[dict[str, str]]:
    known = queries.plan_of(run).required
    told = [{"material": line.material, "words": line.words.strip()} for line in lines]
    if not told:
        raise UnableToHandle({"lines": NO_LINES})
    for one in told:
        words = one["words"]
        if one["material"] not in known or not words or len(words) > LONGEST or not is_line(words):
            raise UnableToHandle({"lines": BAD_LINE})
    if len({one["material"] for one in told}) != len(told):
        raise UnableToHandle({"lines": TWICE})
    return told


@transaction.atomic
def turn_away(*, run: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> StageRun:
    """Not accept what does not belong here, or was not completed, with the reason. Raises UnableToHandle."""
    queries.access_window_run(scope, run)
    with access.enter(system_scope("approvals window", actor=by)):
        held = locked(run)
        step(held, "turn_away", by, now, reason=reason)
        held.save()
        issue(held, NoticeKind.CLOSED, by, now, outcome=TURNED_AWAY, reason=reason.strip()[:500])
        tell("stage.turned_away", held, by, now)
    return held
