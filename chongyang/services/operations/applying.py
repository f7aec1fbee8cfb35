"""An enterprise or organisation applies for entry: draft, files, submission, completion, taking back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import DRAFT, ENDED, RETURNED, ProviderState
from chongyang.services.models import Entry, EntryFile
from chongyang.services.operations.errors import UnableToDo, refuse, refuse_faults
from chongyang.services.operations.steps import due_in, keep_file, step_entry, tell
from chongyang.services.rules import applying, flows
from chongyang.territory import queries as territory

OPEN = N_("本单位已有一件准入申请在办理。")
ON_LIST = N_("本单位已在册，不用再申请。")
SENT = N_("这件申请已经在办理，不能再改。")
OVER = N_("这件申请已经办结，不能再撤回。")
CHANGED = N_("这件申请在别处改过，请刷新后再保存。")
NO_KIND = N_("材料清单里没有这一项。")
MANY = N_("一件申请最多上传 %(most)s 个文件。")
LACKS = N_("还缺材料：%(kinds)s。")
CODE_TAKEN = N_("这个统一社会信用代码的服务商已经在册。")
MOST_FILES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """What was typed. `areas` are first codes of streets or counties; `version` is the one looked at."""

    name: str = ""
    kind: str = ""
    credit_code: str = ""
    address: str = ""
    phone: str = ""
    about: str = ""
    kinds: tuple[str, ...] = ()
    areas: tuple[int, ...] = ()
    statement: str = ""
    version: int | None = None


@transaction.atomic
def begin(*, scope: Scope, by: Actor, now: datetime) -> Entry:
    """A draft in the name of the actor's organisation. Raises UnableToDo."""
    permissions.demand_provide(scope)
    own = territory.organisation_of(scope)
    held = queries.provider_of(own.id)
    if held is not None and held.state != ProviderState.EXITED:
        refuse("state", ON_LIST)
    row = Entry(organisation=own.id, area=own.area, name=own.name, kind="enterprise", asked_at=now)
    row.asked_by = permissions.account_of(by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "serviceentry_open_once" not in str(error):
            raise
        refuse("state", OPEN)
    tell("services.entry.begun", row, by, now)
    return row


def editable(entry: UUID, scope: Scope) -> Entry:
    """The applicant's row, locked, while it is still its own to write. Raises UnableToDo, NotFound."""
    cases.hold(entry)
    row = queries.access_own_entry(scope, entry)
    row = Entry.objects.select_for_update(of=("self",)).get(id=row.id)
    if row.state not in (DRAFT, RETURNED):
        refuse("state", SENT)
    return row


@transaction.atomic
def save(*, entry: UUID, form: EntryForm, scope: Scope, by: Actor, now: datetime) -> Entry:
    """Keep what is typed so far. Raises UnableToDo, NotFound."""
    row = editable(entry, scope)
    if form.version is not None and form.version != row.version:
        refuse("version", CHANGED)
    values, faults = applying.read(form)
    refuse_faults(faults | _area_faults(form.areas))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _area_faults(areas: Iterable[int]) -> dict[str, str]:
    """Each area must be a street or a county of the tree."""
    known = {row.first for level in ("county", "street") for row in territory.list_areas(level)}
    return {} if set(areas) <= known else {"areas": applying.NO_AREA}


@transaction.atomic
def attach(
    *,
    entry: UUID,
    kind: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> EntryFile:
    """Add a paper. Raises UnableToDo with the file's fault, NotFound."""
    row = editable(entry, scope)
    if kind not in flows.load().evidence_kinds:
        refuse("kind", NO_KIND)
    if EntryFile.objects.filter(entry=row).count() >= MOST_FILES:
        refuse("file", MANY, most=MOST_FILES)
    kept = keep_file(row, chunks, name, declared, by, now)
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
    made = EntryFile(entry=row, kind=kind, file=kept, added_at=now, **whose)
    made.added_by = permissions.account_of(by)
    made.save(force_insert=True)
    tell("services.entry.paper_added", row, by, now)
    return made


@transaction.atomic
def detach(*, file: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take a paper away while the application is still the applicant's. Raises NotFound, UnableToDo."""
    held = queries.access_entry_file(scope, file)
    row = editable(held.entry_id, scope)
    stored = held.file
    held.delete()
    files.erase(row=stored, by=by, now=now)
    tell("services.entry.paper_removed", row, by, now)


@transaction.atomic
def submit(*, entry: UUID, scope: Scope, by: Actor, now: datetime) -> Entry:
    """Hand a draft in, or what came back. Raises UnableToDo with a sentence for each fault, NotFound."""
    row = editable(entry, scope)
    refuse_faults(applying.missing(row) | _papers(row) | _taken(row))
    with access.enter(system_scope("submission", actor=by)):
        if row.state == DRAFT:
            _open_case(row, by, now)
        else:
            step_entry(row, "resubmit", by, now)
        row.version += 1
        row.save()
    tell("services.entry.submitted", row, by, now)
    return row


def _papers(row: Entry) -> dict[str, str]:
    present = set(EntryFile.objects.filter(entry=row).order_by("id").values_list("kind", flat=True))
    if lacking := [kind for kind in flows.load().evidence if kind not in present]:
        try:
            refuse("evidence", LACKS, kinds="、".join(lacking))
        except UnableToDo as told:
            return told.faults
    return {}


def _taken(row: Entry) -> dict[str, str]:
    """No second provider under one credit code."""
    taken = queries.code_taken(row.credit_code, but=row.organisation)
    return {"credit_code": CODE_TAKEN} if taken else {}


def _open_case(row: Entry, by: Actor, now: datetime) -> None:
    table = flows.entry_table()
    row.state, row.submitted_at = table.initial, now
    row.due_at = due_in(now, flows.days_of_entry(row.state))
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation, "case_id": row.id}
    cases.open_case(lifecycle=table.name, by=by, now=now, how="desk", **whose)


@transaction.atomic
def take_back(*, entry: UUID, scope: Scope, by: Actor, now: datetime) -> Entry | None:
    """The applicant no longer wants it; a draft goes with its papers. Raises UnableToDo, NotFound."""
    cases.hold(entry)
    row = queries.access_own_entry(scope, entry)
    if row.state in ENDED:
        refuse("state", OVER)
    if row.state == DRAFT:
        tell("services.entry.dropped", row, by, now)
        for one in EntryFile.objects.filter(entry=row).select_related("file").order_by("id"):
            stored = one.file
            one.delete()
            files.erase(row=stored, by=by, now=now)
        row.delete()
        return None
    with access.enter(system_scope("submission", actor=by)):
        step_entry(row, "take_back", by, now)
        row.save()
    return row
