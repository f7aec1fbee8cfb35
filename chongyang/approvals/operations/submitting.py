"""A stage is handed in, completed, or taken back by who applies; completing lets the clock go on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.approvals import queries
from chongyang.approvals.enums import (
    DRAFT,
    ENDED,
    SUBMITTED,
    SUSPENDED,
    ApplicationState,
    ItemState,
    NoticeKind,
)
from chongyang.approvals.models import Application, Item, Notice, Paper, StageRun
from chongyang.approvals.operations.errors import UnableToApply
from chongyang.approvals.operations.handing_in import editable, take_away
from chongyang.approvals.operations.stepping import locked, stage_of, step, tell
from chongyang.approvals.rules import catalogue, clock
from chongyang.core import access
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.rules.forms import Faulty

LACKS = N_("还缺材料：%(materials)s。")
NOT_COMPLETED = N_("补正通知要求的材料还没有交：%(materials)s。")
OVER = N_("这个阶段已经办结，不能撤回。")


@transaction.atomic
def submit(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> StageRun:
    """Hand a draft in, or again what the window asked to complete: then the clock goes on where it stopped.

    Raises UnableToApply with what is lacking, UnableToStep, NotFound.
    """
    with access.enter(system_scope("approvals submission", actor=by)):
        held = editable(run, scope)
        _check_papers(held)
        if held.state == DRAFT:
            _open(held, by, now)
        else:
            _go_on(held, by, now)
        held.save()
    return held


def _check_papers(run: StageRun) -> None:
    present = set(Paper.objects.filter(run=run).values_list("material", flat=True))
    _demand([name for name in queries.plan_of(run).required if name not in present], LACKS)
    asked = Notice.objects.filter(run=run, kind=NoticeKind.CORRECTION.value).first()
    if asked and run.asked_at:
        fresh = set(
            Paper.objects.filter(run=run, added_at__gt=run.asked_at).values_list("material", flat=True)
        )
        _demand([one["material"] for one in asked.lines if one["material"] not in fresh], NOT_COMPLETED)


def _demand(lacking: list[str], sentence: str) -> None:
    known = catalogue.load().materials
    if lacking:
        words = "、".join(known[name].label for name in lacking if name in known)
        raise UnableToApply({"papers": Faulty(sentence, materials=words)})


def _open(run: StageRun, by: Actor, now: datetime) -> None:
    run.state, run.submitted_at = SUBMITTED, now
    run.due_at = clock.due(now, catalogue.load().window.accept_workdays)
    cases.open_case(
        lifecycle=stage_of(run).lifecycle,
        area=run.area,
        by=by,
        now=now,
        organisation=run.organisation,
        case_id=run.id,
        how="desk",
    )
    tell("stage.submitted", run, by, now, turn=run.turn)


def _go_on(run: StageRun, by: Actor, now: datetime) -> None:
    """Every deadline moves by the working days on which nobody counted."""
    asked, kept = run.asked_at, run.kept_due_at
    assert asked is not None
    assert kept is not None
    was = run.state
    step(run, "resume" if was == SUSPENDED else "complete", by, now)
    run.answered_at, run.kept_due_at = now, None
    run.due_at = clock.moved(kept, asked, now)
    if was == SUSPENDED:
        run.stopped_workdays += clock.stopped_workdays(asked, now)
        for item in Item.objects.filter(run=run, state=ItemState.WAITING.value).order_by("id"):
            assert item.due_at is not None
            item.due_at, item.reminded_at = clock.moved(item.due_at, asked, now), None
            item.save()
    tell("stage.completed", run, by, now)


@transaction.atomic
def withdraw(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> StageRun | None:
    """Take a stage back: a draft is gone with its papers, what was handed in ends withdrawn. The project may
    begin it anew. Raises UnableToApply where it was decided.
    """
    with access.enter(system_scope("approvals submission", actor=by)):
        held = locked(queries.access_own_run(scope, run).id)
        return _take_back(held, by, now)


def _take_back(run: StageRun, by: Actor, now: datetime) -> StageRun | None:
    if run.state in ENDED:
        raise UnableToApply({"state": OVER})
    if run.state == DRAFT:
        for paper in Paper.objects.filter(run=run).select_related("file").order_by("id"):
            take_away(paper, by, now)
        tell("stage.dropped", run, by, now)
        run.delete()
        return None
    step(run, "withdraw", by, now)
    run.save()
    Item.objects.filter(run=run, state=ItemState.WAITING.value).update(state=ItemState.STOPPED.value)
    tell("stage.withdrawn", run, by, now)
    return run


@transaction.atomic
def withdraw_all(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """The project is given up: what runs is withdrawn, what was permitted stays. Raises UnableToApply."""
    row = queries.access_own(scope, application)
    with access.enter(system_scope("approvals submission", actor=by)):
        open_runs = StageRun.objects.filter(application=row).exclude(state__in=ENDED).order_by("id")
        for key in open_runs.values_list("id", flat=True):
            _take_back(locked(key), by, now)
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.state != ApplicationState.OPEN:
            raise UnableToApply({"state": OVER})
        row.state, row.ended_at = ApplicationState.WITHDRAWN.value, now
        row.save()
    return row
