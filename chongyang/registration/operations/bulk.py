"""Many registrations from one file: checked row by row, found first, confirmed, then written in portions.

The same bytes are one batch. A row is registered once, whoever presses the button again; a portion that was
cut goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.enums import RowState, Verdict
from chongyang.registration.models import Batch, BatchRow
from chongyang.registration.operations.errors import GONE, UnableToDecide, UnableToReadFile
from chongyang.registration.queries.similar import Similar, find_similar
from chongyang.registration.rules import tables
from chongyang.registration.rules.settings import load
from chongyang.registry import operations as registry
from chongyang.registry.operations.elders import read_area
from chongyang.registry.operations.identity import refuse_taken
from chongyang.registry.rules import forms

MOST_NAME = 200
COUNT_WRONG = N_("请填写要登记的人数，与上面的数一致。")


@transaction.atomic
def upload_batch(*, name: str, data: bytes, scope: Scope, by: Actor, now: datetime) -> Batch:
    """Read and check a file; nothing is registered yet. The same bytes again give the same batch.

    Raises UnableToReadFile with what is wrong with the whole file; what is wrong with a row stands there.
    """
    permissions.demand_write(scope)
    digest = hashlib.sha256(data).hexdigest()
    if held := _held_already(digest, scope):
        return held
    try:
        table = tables.read_table(data)
    except tables.UnreadableTable as error:
        raise UnableToReadFile({"file": _filled(error.reason, error.words)}) from error
    batch = Batch(
        area=scope.intervals[0][0],
        organisation=scope.organisation,
        file_name=name.strip()[:MOST_NAME],
        digest=digest,
        rows=len(table),
        uploaded_by=permissions.account_of(by),
        uploaded_at=now,
    )
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError as error:
        if "batch_same_bytes" not in str(error):
            raise
        return _held_already(digest, scope) or batch
    _check(batch, table, scope, by, now)
    _tell(batch, "uploaded", by, now, rows=batch.rows)
    return batch


def _held_already(digest: str, scope: Scope) -> Batch | None:
    rows = queries.visible_batches(scope).filter(digest=digest, organisation=scope.organisation)
    return rows.exclude(state="dropped").first()


def _filled(reason: str, words: Mapping[str, Any]) -> str:
    from django.utils.translation import gettext

    return gettext(reason) % words if words else reason


def _check(
    batch: Batch, table: list[tuple[int, dict[str, str]]], scope: Scope, by: Actor, now: datetime
) -> None:
    today = timezone.localdate(now)
    read = [(line, cells, *_read(cells, scope, now)) for line, cells in table]
    found = find_similar(scope, [form for *_, form, _ in read], today)
    seen: dict[str, int] = {}
    rows = []
    for (line, cells, form, reasons), like in zip(read, found, strict=True):
        number = form.identity_number.strip().upper()
        if number and number in seen:
            words = {"line": seen[number]}
            reasons["identity_number"] = _filled(tables.TWICE, words)
        seen.setdefault(number, line)
        rows.append(_row(batch, line, cells, reasons, like, by))
    BatchRow.objects.bulk_create(rows, batch_size=500)


def _read(cells: Mapping[str, str], scope: Scope, now: datetime) -> tuple[forms.ElderForm, dict[str, str]]:
    """The form of a row and everything that is wrong with it, by column."""
    today = timezone.localdate(now)
    form, reasons = tables.form_of_row(cells, source=_source(scope), today=today)
    _, wrong = forms.read_elder(form, today)
    _, wrong_profile = forms.read_profile(form.profile, today)
    _, wrong_contacts = forms.read_contacts(form.contacts, today)
    _, wrong_area = read_area(form.area, scope)
    told = {f"contact_{name.rpartition('.')[2]}": why for name, why in wrong_contacts.items()}
    return form, wrong | wrong_profile | wrong_area | told | reasons


def _source(scope: Scope) -> str:
    return "community" if scope.role == "community_officer" else "street"


def _row(
    batch: Batch, line: int, cells: Mapping[str, str], reasons: dict[str, str], like: Similar, by: Actor
) -> BatchRow:
    verdict = Verdict.WRONG if reasons else like.verdict
    if verdict in (Verdict.NEW, Verdict.SIMILAR) and like.index:
        try:
            refuse_taken(like.index, by)
        except registry.DuplicateIdentity as taken:
            verdict, reasons = Verdict.EXISTS, dict(taken.reasons)
    is_done = verdict in (Verdict.WRONG, Verdict.EXISTS)
    row = BatchRow(
        batch=batch,
        area=batch.area,
        organisation=batch.organisation,
        line=line,
        verdict=verdict.value,
        reasons=reasons,
        person=like.person,
        is_confirmed=verdict is Verdict.NEW,
        state=(RowState.SKIPPED if is_done else RowState.WAITING).value,
    )
    row.fields = json.dumps(dict(cells), ensure_ascii=False)
    return row


@transaction.atomic
def decide_row(*, row: UUID, take: bool, scope: Scope, by: Actor, now: datetime) -> BatchRow:
    """Say of one row that looks like somebody whether it is another person and shall be registered."""
    permissions.demand_write(scope)
    held = queries.access_batch_row(scope, row)
    if held.batch.state != "checked" or held.verdict != Verdict.SIMILAR:
        raise UnableToDecide({"row": GONE})
    held.is_confirmed = take
    held.save(update_fields=["is_confirmed"])
    return held


@transaction.atomic
def confirm_batch(*, batch: UUID, count: int, scope: Scope, by: Actor, now: datetime) -> Batch:
    """The second look: whoever confirms types how many shall be registered. Raises UnableToDecide."""
    permissions.demand_write(scope)
    row = _locked(scope, batch)
    if row.state != "checked":
        raise UnableToDecide({"batch": GONE})
    wanted = row.lines.filter(state=RowState.WAITING, is_confirmed=True).count()
    if count != wanted or not wanted:
        raise UnableToDecide({"count": COUNT_WRONG})
    row.lines.filter(state=RowState.WAITING, is_confirmed=False).update(state=RowState.SKIPPED.value)
    row.state, row.confirmed_by, row.confirmed_at = "confirmed", by.account, now
    row.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _tell(row, "confirmed", by, now, rows=wanted)
    return row


@transaction.atomic
def drop_batch(*, batch: UUID, scope: Scope, by: Actor, now: datetime) -> Batch:
    """Nothing of it shall be registered; its rows are thrown away, the file may be sent again."""
    permissions.demand_write(scope)
    row = _locked(scope, batch)
    if row.state != "checked":
        raise UnableToDecide({"batch": GONE})
    row.lines.all().delete()
    row.state, row.ended_at = "dropped", now
    row.save(update_fields=["state", "ended_at"])
    return row


@transaction.atomic
def register_portion(*, batch: UUID, scope: Scope, by: Actor, now: datetime) -> Batch:
    """Register the next rows of a confirmed batch; one that fails says why and holds up no other."""
    permissions.demand_write(scope)
    row = _locked(scope, batch)
    if row.state != "confirmed":
        return row
    most = int(load("bulk")["rows_a_step"])
    lines = row.lines.filter(state=RowState.WAITING).order_by("line")
    for line in lines.select_for_update(of=("self",), skip_locked=True)[:most]:
        _register(line, scope, by, now)
    if not row.lines.filter(state=RowState.WAITING).exists():
        row.state, row.ended_at = "done", now
        row.save(update_fields=["state", "ended_at"])
        done = row.lines.filter(state=RowState.REGISTERED).count()
        _tell(row, "done", by, now, registered=done)
    return row


def _register(line: BatchRow, scope: Scope, by: Actor, now: datetime) -> None:
    cells = json.loads(line.fields.plain)
    form, _ = tables.form_of_row(cells, source=_source(scope), today=timezone.localdate(now))
    try:
        with transaction.atomic():
            elder = registry.register_elder(scope=scope, form=form, by=by, now=now)
    except registry.UnableToRegister as refused:
        line.state, line.reasons = RowState.FAILED.value, refused.reasons
    else:
        line.state, line.person = RowState.REGISTERED.value, elder.id
    line.save(update_fields=["state", "reasons", "person"])


def _locked(scope: Scope, batch: UUID) -> Batch:
    row = queries.visible_batches(scope).filter(id=batch).select_for_update(of=("self",)).first()
    if row is None:
        raise queries.NotFound(str(batch))
    return row


def _tell(batch: Batch, verb: str, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"registration.batch.{verb}",
        by=by,
        now=now,
        area=batch.area,
        subject_type="registration.batch",
        subject=batch.id,
        organisation=batch.organisation,
        payload=payload,
    )
