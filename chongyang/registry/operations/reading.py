"""Opening a file, showing a sealed field: each for a stated purpose, each an event that the elder can see."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import permissions, queries
from chongyang.registry.enums import Purpose
from chongyang.registry.models import Consent, Contact, Elder, Profile
from chongyang.registry.operations.errors import UnableToReveal
from chongyang.registry.operations.people import subject_of
from chongyang.territory import queries as territory

SEALED = ("identity_number", "phone", "card_number", "household_address", "address")
CONTACT_PHONE = "contact_phone"
OPENED = {Purpose.EMERGENCY: ("phone", "address", CONTACT_PHONE)}
"""What lies open in a file that is read for a purpose: in an emergency nobody clicks twice for the door."""


@dataclass(frozen=True, slots=True)
class ElderFile:
    """A whole file as it was read. Sealed fields show masks; `opened` and `contact_phones` what lies open."""

    elder: Elder
    profile: Profile | None
    contacts: list[Contact]
    consents: list[Consent]
    cluster: list[UUID]
    opened: dict[str, str] = field(default_factory=dict)
    contact_phones: dict[UUID, str] = field(default_factory=dict)


@transaction.atomic
def read_file(*, elder_id: UUID, purpose: str, scope: Scope, by: Actor, now: datetime) -> ElderFile:
    """The file of an elder for a purpose of the list; raises NotFound, NotAllowed, UnableToReveal."""
    elder = queries.access_elder(scope, elder_id)
    stated = stated_purpose(scope, purpose)
    shown = OPENED.get(stated, ())
    cluster = queries.get_cluster(elder)
    contacts = queries.contacts_of(scope, cluster)
    told = {"fields": list(shown), **glass_of(scope, elder, now)}
    events.record(
        "registry.file.read", by=by, now=now, purpose=stated.value, payload=told, **subject_of(elder)
    )
    return ElderFile(
        elder=elder,
        profile=queries.profile_of(scope, elder),
        contacts=contacts,
        consents=queries.consents_of(scope, cluster),
        cluster=cluster,
        opened={name: getattr(elder, name).plain for name in shown if name in SEALED},
        contact_phones={row.id: row.phone.plain for row in contacts} if CONTACT_PHONE in shown else {},
    )


def glass_of(scope: Scope, elder: Elder, now: datetime) -> dict[str, str]:
    """The mark of a reading that only broken glass allows, for its event."""
    reference = territory.broken_glass(scope, elder.id, elder.area, now)
    return {"glass": str(reference)} if reference else {}


def stated_purpose(scope: Scope, purpose: str) -> Purpose:
    """The purpose, if the role may state it; raises UnableToReveal, NotAllowed."""
    stated = next((known for known in Purpose if known.value == purpose), None)
    if stated is None:
        raise UnableToReveal(N_("请选择查看的目的。"))
    permissions.demand_purpose(scope, stated)
    return stated


@transaction.atomic
def reveal(
    *,
    elder_id: UUID,
    field: str,
    purpose: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    contact: UUID | None = None,
) -> str:
    """The plain value of one sealed field (`contact_phone` with the contact's id), with its event.

    Raises NotFound, NotAllowed, UnableToReveal.
    """
    elder = queries.access_elder(scope, elder_id)
    permissions.demand_reveal(scope)
    stated = stated_purpose(scope, purpose)
    plain = _contact_phone(scope, elder, contact) if field == CONTACT_PHONE else _plain(elder, field)
    told = {"fields": [field], **glass_of(scope, elder, now)}
    events.record(
        "registry.field.revealed", by=by, now=now, purpose=stated.value, payload=told, **subject_of(elder)
    )
    return plain


def _plain(elder: Elder, field: str) -> str:
    if field not in SEALED:
        raise UnableToReveal(N_("没有这个字段。"))
    return str(getattr(elder, field).plain)


def _contact_phone(scope: Scope, elder: Elder, contact: UUID | None) -> str:
    for row in queries.list_contacts(scope, elder.id):
        if row.id == contact:
            return str(row.phone.plain)
    raise UnableToReveal(N_("没有这个联系人。"))
