"""An elder's row under lock, her subject in events, her contacts and consents."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import enums, permissions
from chongyang.registry.models import Consent, Contact, Elder
from chongyang.registry.operations.errors import UnableToUpdate, VersionConflict
from chongyang.registry.queries import NotFound
from chongyang.registry.rules import consents, forms
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can


def locked(scope: Scope, elder: Elder | UUID) -> Elder:
    """The elder's row under lock; raises NotFound when it is not within reach."""
    key = elder.id if isinstance(elder, Elder) else elder
    rows = (
        access.visible(Elder.objects.filter(id=key), scope)
        if permissions.can_read(scope)
        else Elder.objects.none()
    )
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(key))
    if may(scope, Can.WRITE_ELDERS) and not scope.covers(row.area):
        raise permissions.NotAllowed("broken glass is for reading")
    return row


def subject_of(elder: Elder) -> dict[str, Any]:
    """The columns by which an event belongs to an elder."""
    return {"area": elder.area, "subject_type": "registry.elder", "subject": elder.id, "person": elder.id}


def write_contacts(elder: Elder, contacts: Sequence[Mapping[str, Any]], told: Mapping[str, Any]) -> None:
    """Replace the contacts; the history keeps the former ones."""
    Contact.objects.filter(person=elder.id).delete()
    for rank, columns in enumerate(contacts, start=1):
        index = index_of(columns["phone"], "phone")
        Contact.objects.create(
            person=elder.id, area=elder.area, rank=rank, phone_index=index, **columns, **told
        )


@transaction.atomic
def set_contacts(
    *,
    elder: Elder | UUID,
    contacts: Sequence[forms.ContactForm],
    source: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Elder:
    """Whom to call, in the order given; one that `keeps` a present contact keeps its number.

    Raises UnableToUpdate with reasons named `contacts.0.phone`, VersionConflict.
    """
    permissions.demand_write(scope)
    today = timezone.localdate(now)
    held = locked(scope, elder)
    if expected_version not in (None, held.version):
        raise VersionConflict(held.version, {})
    rows, reasons = forms.read_contacts(_with_numbers(held, contacts), today)
    _, wrong = forms.read_fields(forms.ELDER_READERS, {"source": source}, today)
    if reasons := reasons | wrong:
        raise UnableToUpdate(reasons)
    write_contacts(held, rows, {"source": source, "sourced_on": today})
    held.version += 1
    held.save(update_fields=["version"])
    payload = {"contacts": len(rows)}
    events.record("registry.contacts.set", by=by, now=now, payload=payload, **subject_of(held))
    return held


def _with_numbers(held: Elder, contacts: Sequence[forms.ContactForm]) -> tuple[forms.ContactForm, ...]:
    numbers = {row.id: row.phone for row in Contact.objects.filter(person=held.id)}
    return tuple(
        replace(form, phone=numbers[form.keeps].plain) if form.keeps in numbers and not form.phone else form
        for form in contacts
    )


@transaction.atomic
def record_consent(
    *,
    elder: Elder | UUID,
    purpose: str,
    basis: str,
    text_version: str,
    channel: str,
    given_by: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Consent:
    """Write a consent to words that are known; a purpose is open once, a newer consent ends the older.

    Raises UnableToUpdate for a word that is none of registry.enums, or a version without a text.
    """
    permissions.demand_write(scope)
    _refuse_unknown(purpose, basis, channel, given_by)
    if consents.text_of(purpose, text_version) is None:
        raise UnableToUpdate({"text_version": consents.NO_TEXT})
    row = locked(scope, elder)
    _end_consent(row, purpose, now)
    consent = Consent.objects.create(
        person=row.id,
        area=row.area,
        purpose=purpose,
        basis=basis,
        text_version=text_version,
        channel=channel,
        given_by=given_by,
        given_at=now,
    )
    payload = {"purpose": purpose, "text_version": text_version}
    events.record("registry.consent.given", by=by, now=now, payload=payload, **subject_of(row))
    return consent


def _refuse_unknown(purpose: str, basis: str, channel: str, given_by: str) -> None:
    readers = {
        "purpose": forms.word(enums.ConsentPurpose),
        "basis": forms.word(enums.ConsentBasis),
        "channel": forms.word(enums.ConsentChannel),
        "given_by": forms.word(enums.ConsentGiver),
    }
    typed = {"purpose": purpose, "basis": basis, "channel": channel, "given_by": given_by}
    _, reasons = forms.read_fields(readers, typed, date.min)
    if reasons:
        raise UnableToUpdate(reasons)


@transaction.atomic
def withdraw_consent(*, elder: Elder | UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> None:
    """Withdraw what is open for a purpose; the row stays, and the event says what has to stop for it.

    Raises UnableToUpdate when nothing is open.
    """
    permissions.demand_write(scope)
    row = locked(scope, elder)
    if not _end_consent(row, purpose, now):
        raise UnableToUpdate({"purpose": N_("没有有效的同意可以撤回。")})
    events.record(
        "registry.consent.withdrawn", by=by, now=now, payload=withdrawal_of(purpose), **subject_of(row)
    )


def withdrawal_of(purpose: str) -> dict[str, Any]:
    """What an event of a withdrawal or a refusal says: the purpose, and what ends with it."""
    return {"purpose": purpose, "stops": [stop.value for stop in consents.stops_of(purpose)]}


def _end_consent(row: Elder, purpose: str, now: datetime) -> int:
    return Consent.objects.filter(person=row.id, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
