"""What the operations share: events, deadlines, steps of a case, and who may judge."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from chongyang.core import access, events, workdays
from chongyang.core.files.errors import UnableToKeep
from chongyang.core.models import Case, FileStored
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, system_scope
from chongyang.services import queries
from chongyang.services.enums import ENDED
from chongyang.services.models import Entry, ServiceProvider, YearlyCheck
from chongyang.services.operations.errors import UnableToDo
from chongyang.services.rules import flows

ZONE = ZoneInfo("Asia/Shanghai")
FACTS = frozenset({flows.UNRELATED})


def tell(kind: str, row: Any, by: Actor, now: datetime, **payload: Any) -> None:
    """`services.<noun>.<verb>` about a row with area and organisation: no text that somebody typed."""
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type=kind.rpartition(".")[0],
        subject=row.id,
        organisation=row.organisation,
        payload=payload,
    )


def tell_provider(verb: str, row: ServiceProvider, by: Actor, now: datetime, **payload: Any) -> None:
    """`services.provider.<verb>`, about one of the public list."""
    tell(f"services.provider.{verb}", row, by, now, **payload)


def due_in(now: datetime, days: int) -> datetime | None:
    """The last second of the last of so many working days; None for a state without a limit."""
    return workdays.deadline(now, days, ZONE) if days else None


def step_entry(row: Entry, action: str, by: Actor, now: datetime, **said: Any) -> None:
    """Take a step of an application's case; state and deadline follow. The caller saves."""
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, facts=FACTS, how="desk", **said)
    if case.state != row.state:
        row.state, row.escalated_at = case.state, None
        row.due_at = due_in(now, flows.days_of_entry(row.state))
    if row.state in ENDED:
        row.decided_at = now


def step_check(row: YearlyCheck, action: str, by: Actor, now: datetime, **said: Any) -> None:
    """The same of a yearly check."""
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, facts=FACTS, how="desk", **said)
    if case.state != row.state:
        row.state = case.state
        row.due_at = due_in(now, flows.days_of_check(row.state))
    if row.state in ("passed", "failed"):
        row.result, row.decided_at = row.state, now


@contextmanager
def judging(organisation: UUID, by: Actor, now: datetime) -> Iterator[None]:
    """The block runs in the system's scope, after it was asked whether this person may judge this provider.
    Raises UnableToDo.
    """
    with access.enter(system_scope("judging a provider", actor=by)):
        if why := queries.too_near(organisation, by.account, now):
            raise UnableToDo({"by": why})
        yield


def keep_file(
    row: Entry | YearlyCheck | ServiceProvider,
    chunks: Iterable[bytes],
    name: str,
    declared: int | None,
    by: Actor,
    now: datetime,
) -> FileStored:
    """The file, for who reaches the row. Raises UnableToDo with the file's fault."""
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
    try:
        return files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
    except UnableToKeep as refused:
        raise UnableToDo({"file": gettext(refused.reason) % refused.values}) from None
