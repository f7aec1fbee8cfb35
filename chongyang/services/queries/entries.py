"""Reads of applications for entry: the applicant's own, and those of the desk that admits."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.models import Step
from chongyang.core.models.files import FileOfCase
from chongyang.core.scopes import Scope, system_scope
from chongyang.services import permissions
from chongyang.services.enums import DRAFT, ENDED, RETURNED
from chongyang.services.models import CheckFile, Entry, EntryFile, YearlyCheck
from chongyang.services.queries.reaching import NotFound

NOBODY = UUID(int=0)


def _of_desk(scope: Scope) -> "QuerySet[Entry]":
    """Submitted ones in the areas of who admits; her own organisation's are not hers to judge."""
    if not permissions.may_admit(scope):
        return Entry.objects.none()
    return access.visible(Entry.objects.exclude(state=DRAFT), scope)


def access_handled(scope: Scope, entry: UUID) -> Entry:
    """One of the desk that admits. Raises NotFound, NotAllowed."""
    permissions.demand_admit(scope)
    row = _of_desk(scope).filter(id=entry).first()
    if row is None:
        raise NotFound(str(entry))
    return row


def access_own_entry(scope: Scope, entry: UUID) -> Entry:
    """One of the actor's own organisation. Raises NotFound, NotAllowed."""
    permissions.demand_provide(scope)
    row = Entry.objects.filter(id=entry, organisation=scope.organisation or NOBODY).first()
    if row is None:
        raise NotFound(str(entry))
    return row


def access_entry(scope: Scope, entry: UUID) -> Entry:
    """One, for the desk or for the applicant. Raises NotFound."""
    row = _of_desk(scope).filter(id=entry).first()
    if row is None and permissions.may_provide(scope):
        return access_own_entry(scope, entry)
    if row is None:
        raise NotFound(str(entry))
    return row


def list_own_entries(scope: Scope) -> list[Entry]:
    """The applications of the actor's organisation, the newest first."""
    permissions.demand_provide(scope)
    rows = Entry.objects.filter(organisation=scope.organisation or NOBODY)
    return list(rows.order_by("-asked_at", "-id"))


def list_work(scope: Scope, *, show: str = "open", limit: int = 200) -> list[Entry]:
    """`open` ones wait for who admits, by their deadline; `done` are ended, the newest first."""
    permissions.demand_admit(scope)
    rows = _of_desk(scope)
    if show == "done":
        return list(rows.filter(state__in=ENDED).order_by("-submitted_at", "-id")[:limit])
    return list(rows.exclude(state__in=ENDED).order_by("due_at", "id")[:limit])


def count_work(scope: Scope, now: datetime) -> dict[str, int]:
    """How many applications and yearly checks wait for the desk, and how many of them are late."""
    permissions.demand_admit(scope)
    entries = _of_desk(scope).exclude(state__in=(*ENDED, RETURNED))
    checks = access.visible(YearlyCheck.objects.filter(state__in=("looking", "deciding")), scope)
    late = entries.filter(due_at__lt=now).count() + checks.filter(due_at__lt=now).count()
    return {"entries": entries.count(), "checks": checks.count(), "late": late}


def list_files(row: Entry | YearlyCheck) -> list[FileOfCase]:
    """The files of what was accessed, in the order of their kinds."""
    with access.enter(system_scope("files of entry")):
        rows: QuerySet[FileOfCase] = (
            EntryFile.objects.filter(entry=row)
            if isinstance(row, Entry)
            else CheckFile.objects.filter(check_of=row)
        )
        return list(rows.select_related("file").order_by("kind", "added_at", "id"))


def access_entry_file(scope: Scope, file: UUID) -> EntryFile:
    """One file of an application within reach. Raises NotFound."""
    with access.enter(system_scope("files of entry", actor=scope.actor)):
        row = EntryFile.objects.select_related("file", "entry").filter(id=file).first()
    if row is None:
        raise NotFound(str(file))
    access_entry(scope, row.entry_id)
    return row


def list_steps(scope: Scope, case: UUID) -> list[Step]:
    """What was done with a case that was accessed, in order."""
    with access.enter(system_scope("steps", actor=scope.actor)):
        return list(Step.objects.filter(case=case).order_by("number"))
