"""Evidence at a return: files of the allow-list, scanned and sealed by core."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.reporting import queries
from chongyang.reporting.enums import FILLABLE
from chongyang.reporting.models import Proof
from chongyang.reporting.operations.errors import UnableToReport, telling_of_file
from chongyang.reporting.operations.filling import NOT_NOW, items_of
from chongyang.reporting.operations.steps import held, tell
from chongyang.reporting.rules.cells import NOT_ASKED
from chongyang.territory.permissions import NotAllowed

MOST_FILES = 20
TOO_MANY = N_("一张表最多附 20 个文件。")


@transaction.atomic
def add_proof(
    *,
    report: UUID,
    item: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Proof:
    """Attach a file to a line, or to the whole return. Raises NotFound, NotAllowed, UnableToReport."""
    row = held(report, scope)
    if not queries.is_mine(scope, row):
        raise NotAllowed("another one's stage")
    if row.state not in FILLABLE:
        raise UnableToReport({"file": NOT_NOW})
    if item and item not in items_of(row):
        raise UnableToReport({"file": NOT_ASKED})
    with access.enter(system_scope("evidence", actor=by)):
        if len(queries.proofs_of(row)) >= MOST_FILES:
            raise UnableToReport({"file": TOO_MANY})
        told: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
        with telling_of_file():
            kept = files.take_in(chunks=chunks, name=name, by=by, now=now, declared=declared, **told)
        made = Proof.objects.create(
            report=row, item=item, file=kept, added_by=by.account, added_at=now, **told
        )
        tell("proof_added", row, by, now, item=item)
    return made


@transaction.atomic
def drop_proof(*, proof: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take a file away while the return is being filled in. Raises NotFound, NotAllowed, UnableToReport."""
    found = queries.access_proof(scope, proof)
    row = held(found.report_id, scope)
    if not queries.is_mine(scope, row):
        raise NotAllowed("another one's stage")
    if row.state not in FILLABLE:
        raise UnableToReport({"file": NOT_NOW})
    with access.enter(system_scope("evidence", actor=by)):
        kept = found.file
        Proof.objects.filter(id=found.id).delete()
        files.erase(row=kept, by=by, now=now)
        tell("proof_dropped", row, by, now)
