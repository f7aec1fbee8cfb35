"""What the operations share: events, deadlines, steps of the case, and who may judge."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from chongyang.core import access, events, workdays
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.designations import queries
from chongyang.designations.enums import DRAFT, ENDED, RETURNED, Kind
from chongyang.designations.models import Application, Notice, TitleHeld
from chongyang.designations.operations.errors import UnableToJudge
from chongyang.designations.rules import flows
from chongyang.designations.rules.flows import UNRELATED, Stage

ZONE = ZoneInfo("Asia/Shanghai")
NOT_HERE = N_("这件申报现在不在可以这样办理的环节。")
BATCH = 200


def tell(verb: str, row: Application, by: Actor, now: datetime, **payload: Any) -> None:
    """An event of an application: the title's key and nothing of persons."""
    events.record(
        f"designations.application.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="designations.application",
        subject=row.id,
        organisation=row.organisation,
        payload={"title": row.title, **payload},
    )


def tell_title(verb: str, held: TitleHeld, by: Actor, now: datetime, **payload: Any) -> None:
    """An event of a title: `designations.title.given`, `.kept`, `.withdrawn`, `.lapsed`."""
    events.record(
        f"designations.title.{verb}",
        by=by,
        now=now,
        area=held.area,
        subject_type="designations.title",
        subject=held.id,
        payload={"title": held.title, "plaque": held.plaque, **payload},
    )


def due_in(now: datetime, days: int) -> datetime:
    """The last second of the last of so many working days."""
    return workdays.deadline(now, days, ZONE)


def _due(row: Application, now: datetime) -> datetime | None:
    """Until when the state that the row is in wants to be left."""
    if row.state in ENDED:
        return None
    stage = flows.get_flow(row.flow).stage(row.state)
    days = stage.workdays if stage else flows.load().complete_workdays if row.state == RETURNED else 0
    return due_in(now, days) if days else None


def step(row: Application, action: str, by: Actor, now: datetime, **said: Any) -> None:
    """Take a step of the case; the row's state and deadline follow. The caller saves."""
    case = cases.perform(
        case=Case(id=row.id), action=action, by=by, now=now, how=said.pop("how", "desk"), **said
    )
    if case.state != row.state:
        row.state, row.escalated_at = case.state, None
        row.due_at = _due(row, now)
    if row.state in ENDED:
        row.decided_at = now


def begin_case(row: Application, by: Actor, now: datetime) -> None:
    """Open the case under the application's key; who applies holds the stage of applying."""
    table = flows.tables()[row.flow]
    row.state, row.submitted_at = table.initial, now
    row.due_at = _due(row, now)
    cases.open_case(
        lifecycle=table.name,
        area=row.area,
        by=by,
        now=now,
        organisation=row.organisation,
        case_id=row.id,
        how="desk",
    )


def held_in(application: UUID, scope: Scope, *kinds: Kind) -> tuple[Application, Stage]:
    """The application under the lock of its case, in a stage of one of these kinds. Raises UnableToJudge,
    NotFound.
    """
    cases.hold(application)
    row = queries.access_handled(scope, application)
    stage = flows.get_flow(row.flow).stage(row.state)
    if stage is None or stage.kind not in kinds:
        raise UnableToJudge({"state": NOT_HERE})
    return row, stage


@contextmanager
def judging(row: Application | TitleHeld, by: Actor, now: datetime) -> Iterator[set[str]]:
    """The block runs in the system's scope, after it was asked whether this person may judge this holder.
    Gives the facts that hold. Raises UnableToJudge.
    """
    with access.enter(system_scope("judging", actor=by)):
        if why := queries.too_near(row, by.account, now):
            raise UnableToJudge({"by": why})
        yield {UNRELATED}


def close_notices(row: Application, now: datetime) -> None:
    """No notice of it runs any more."""
    Notice.objects.filter(application=row, closed_at=None).update(closed_at=now)


@transaction.atomic
def fire_deadlines(*, now: datetime) -> int:
    """What is late is told to the level above, once a stage; system scope. Returns how many."""
    late = Application.objects.exclude(state__in=(DRAFT, *ENDED)).filter(due_at__lte=now, escalated_at=None)
    keys = list(late.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    cases.hold(*keys)
    return sum(
        _escalate(key, now) for key in late.filter(id__in=keys).order_by("id").values_list("id", flat=True)
    )


def _escalate(application: UUID, now: datetime) -> bool:
    return cases.try_step(f"deadline of {application}", lambda: _escalate_now(application, now))


def _escalate_now(application: UUID, now: datetime) -> None:
    cases.perform(case=Case(id=application), action="escalate", by=SYSTEM, now=now, how="deadline")
    Application.objects.filter(id=application).update(escalated_at=now)
