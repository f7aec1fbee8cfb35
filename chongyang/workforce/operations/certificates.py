"""A carer's certificates, with the paper as a file."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.files.errors import UnableToKeep
from chongyang.core.models import FileStored
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.workforce import queries
from chongyang.workforce.models import Carer, Credential
from chongyang.workforce.operations.carers import editable
from chongyang.workforce.operations.errors import UnableToDo, refuse, refuse_faults
from chongyang.workforce.operations.telling import tell
from chongyang.workforce.rules import forms

OVER = N_("这张证书已经失效。")
HAS_PAPER = N_("这张证书已经有扫描件；要更换请停用后重新登记。")
MANY = N_("一位护理员最多登记 %(most)s 张证书。")
MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialForm:
    """What stands on the paper; `last_on` is its last day."""

    skill: str
    issuer: str
    number: str = ""
    valid_from: date | None = None
    last_on: date | None = None


@transaction.atomic
def certify(
    *,
    carer: UUID,
    form: CredentialForm,
    scope: Scope,
    by: Actor,
    now: datetime,
    chunks: Iterable[bytes] | None = None,
    name: str = "",
    declared: int | None = None,
) -> Credential:
    """Add a certificate, with its paper where one is handed in. Raises UnableToDo, NotFound."""
    row = editable(scope, carer, now)
    values, faults = forms.read_credential(asdict(form))
    refuse_faults(faults)
    if Credential.objects.filter(carer=row).count() >= MOST:
        refuse("skill", MANY, most=MOST)
    number = values.pop("number")
    made = Credential(carer=row, area=row.area, organisation=row.organisation, **values)
    made.number = number
    if chunks is not None:
        made.file = _keep(row, chunks, name, declared, by, now)
    made.save(force_insert=True)
    tell("certified", row, by, now, skill=made.skill)
    return made


@transaction.atomic
def attach_paper(
    *,
    credential: UUID,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Credential:
    """Hand in the paper of a certificate that was entered without one; it is looked at as it comes, and never
    exchanged. Raises UnableToDo, NotFound.
    """
    held = queries.access_credential(scope, credential)
    row = editable(scope, held.carer_id, now)
    made = Credential.objects.select_for_update(of=("self",)).get(id=held.id)
    if made.file_id is not None:
        refuse("file", HAS_PAPER)
    made.file = _keep(row, chunks, name, declared, by, now)
    made.save(update_fields=["file"])
    tell("paper_handed_in", row, by, now, skill=made.skill)
    return made


def _keep(
    row: Carer, chunks: Iterable[bytes], name: str, declared: int | None, by: Actor, now: datetime
) -> FileStored:
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
    try:
        return files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
    except UnableToKeep as refused:
        raise UnableToDo({"file": gettext(refused.reason) % refused.values}) from None


@transaction.atomic
def end_credential(*, credential: UUID, scope: Scope, by: Actor, now: datetime) -> Credential:
    """It was withdrawn or entered by mistake: from today it counts no more. Raises UnableToDo, NotFound."""
    held = queries.access_credential(scope, credential)
    row = editable(scope, held.carer_id, now)
    made = Credential.objects.select_for_update(of=("self",)).get(id=held.id)
    today = timezone.localdate(now)
    if made.valid_to is not None and made.valid_to <= today:
        refuse("valid_to", OVER)
    if made.valid_from >= today:
        file = made.file
        made.delete()
        if file:
            files.erase(row=file, by=by, now=now)
    else:
        made.valid_to = today
        made.save(update_fields=["valid_to"])
    tell("certificate_ended", row, by, now, skill=made.skill)
    return made
