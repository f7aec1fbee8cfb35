"""What every step shares: rows under the lock of their case, the step, its event, the end of a stage."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.approvals.enums import DONE_ITEMS, ENDED, PERMITTED, PROCESSING, ApplicationState, NoticeKind
from chongyang.approvals.models import Application, Item, Notice, StageRun
from chongyang.approvals.operations.errors import UnableToHandle
from chongyang.approvals.rules import catalogue, clock, tables
from chongyang.core import events
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor
from chongyang.core.words import N_

NOT_NOW = N_("这件事项现在不在可以这样办理的状态。")


def locked(run: UUID) -> StageRun:
    """The run and its application under the lock of its case; system scope."""
    cases.hold(run)
    held = StageRun.objects.select_related("application").select_for_update(of=("self",))
    return held.get(id=run)


def demand_state(run: StageRun, *states: str) -> None:
    """Raise UnableToHandle unless the run is in one of these states."""
    if run.state not in states:
        raise UnableToHandle({"state": NOT_NOW})


def stage_of(run: StageRun) -> catalogue.Stage:
    return catalogue.load().stage(run.stage)


def step(run: StageRun, action: str, by: Actor, now: datetime, **said: Any) -> None:
    """Take a step of the case; the state of the row follows, the caller sets deadlines and saves."""
    case = cases.perform(case=Case(id=run.id), action=action, by=by, now=now, how="desk", **said)
    if case.state != run.state:
        run.state, run.reminded_at, run.escalated_at = case.state, None, None
    if run.state in ENDED:
        run.due_at, run.kept_due_at, run.ended_at = None, None, now


def tell(kind: str, run: StageRun, by: Actor, now: datetime, **payload: Any) -> None:
    """An event about a stage; nothing of a person stands in it."""
    events.record(
        f"approvals.{kind}",
        by=by,
        now=now,
        area=run.area,
        subject_type="approvals.application",
        subject=run.application_id,
        organisation=run.organisation,
        payload={"stage": run.stage, **payload},
    )


def issue(run: StageRun, kind: NoticeKind, by: Actor, now: datetime, **columns: Any) -> Notice:
    """A paper of the window."""
    return Notice.objects.create(
        run=run,
        area=run.area,
        organisation=run.organisation,
        kind=kind.value,
        made_by=by.account,
        made_at=now,
        **columns,
    )


def open_run(application: Application, stage: str, now: datetime) -> StageRun:
    """The draft of the next turn of a stage; who hands it in opens its case."""
    turn = StageRun.objects.filter(application=application, stage=stage).count() + 1
    application.stage = stage
    application.save()
    return StageRun.objects.create(
        application=application,
        area=application.area,
        organisation=application.organisation,
        stage=stage,
        turn=turn,
        begun_at=now,
    )


def finish_if_done(run: StageRun, now: datetime) -> bool:
    """A stage is done when all its items are, and by nothing else: no deadline permits anything."""
    items = list(Item.objects.filter(run=run).order_by("id"))
    if run.state != PROCESSING or any(item.state not in DONE_ITEMS for item in items):
        return False
    due_at, accepted_at = run.due_at, run.accepted_at
    assert due_at is not None
    assert accepted_at is not None
    step(run, "finish", SYSTEM, now, facts={tables.ALL_DONE})
    run.used_workdays = clock.used(accepted_at, now, run.stopped_workdays)
    run.is_in_time = now <= due_at
    run.save()
    issue(run, NoticeKind.CLOSED, SYSTEM, now, outcome=PERMITTED)
    project = run.application.project
    document = _document_of(run, items)
    tell("stage.permitted", run, SYSTEM, now, project=str(project) if project else None, document=document)
    _go_on(run, now)
    return True


def _document_of(run: StageRun, items: list[Item]) -> str:
    """The number of the document that stands for the stage."""
    main = next(item for item in items if item.name == stage_of(run).main)
    return (main.former or main).number


def _go_on(run: StageRun, now: datetime) -> None:
    following = catalogue.load().after(run.stage)
    if following:
        open_run(run.application, following.name, now)
    else:
        run.application.state, run.application.ended_at = ApplicationState.DONE.value, now
        run.application.save()
