"""Reads of invitation lists, and of whom they are made: files without registration, people of claims."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core import access
from chongyang.core.identifiers import InvalidIdentifier, read_phone
from chongyang.core.scopes import Interval, Scope
from chongyang.registration import permissions
from chongyang.registration.enums import InviteState, KnownFrom
from chongyang.registration.models import Invitation, InvitationTry
from chongyang.registration.queries.pages import NotFound
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder
from chongyang.registry.queries.elders import visible_elders

DONE = (InviteState.REGISTERED.value, InviteState.GONE.value)
CHUNK = 500
AfterName = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is known and not registered; `card` is what finds her."""

    subject: UUID
    area: int
    known_from: KnownFrom
    name_key: str
    card: dict[str, Any]
    feeds: frozenset[str] = field(default_factory=frozenset)


def visible_invitations(scope: Scope) -> QuerySet[Invitation]:
    """Those of the areas within reach."""
    if not permissions.keeps(scope):
        return Invitation.objects.none()
    return access.visible(Invitation.objects.all(), scope)


def access_invitation(scope: Scope, invitation: UUID) -> Invitation:
    """One of them. Raises NotFound."""
    row = visible_invitations(scope).filter(id=invitation).first()
    if row is None:
        raise NotFound(str(invitation))
    return row


def list_invitations(
    scope: Scope,
    *,
    within: Interval | None = None,
    state: str = "",
    limit: int = 50,
    after: AfterName | None = None,
) -> list[Invitation]:
    """The list in order of spelling; without a state those that are still to be worked on."""
    permissions.demand_keep(scope)
    rows = visible_invitations(scope)
    rows = rows.filter(area__range=within) if within else rows
    rows = rows.filter(state=state) if state else rows.exclude(state__in=DONE)
    if after:
        key, last = after
        rows = rows.filter(name_key__gte=key).exclude(name_key=key, id__lte=last)
    return list(rows.order_by("name_key", "id")[:limit])


def count_invitations(scope: Scope, within: Interval | None = None) -> dict[str, int]:
    """How many in each state."""
    permissions.demand_keep(scope)
    rows = visible_invitations(scope)
    rows = rows.filter(area__range=within) if within else rows
    counted = rows.order_by().values("state").annotate(n=Count("*")).order_by("state")
    return {row["state"]: row["n"] for row in counted}


def list_tries(scope: Scope, invitation: UUID) -> list[InvitationTry]:
    """What was tried, the newest first."""
    access_invitation(scope, invitation)
    rows = access.visible(InvitationTry.objects.filter(invitation=invitation), scope)
    return list(rows.order_by("-at", "-id"))


def card_of_invited(row: Invitation) -> dict[str, Any]:
    """What is known to find her: name, sex, born_on, phone, address, identity_number."""
    return dict(json.loads(row.card.plain))


def phone_of_invited(invitation: UUID) -> str:
    """Her mobile number, for the sender alone; empty where none is known or she is not to be invited."""
    row = Invitation.objects.filter(id=invitation).exclude(state__in=(*DONE, InviteState.REFUSED)).first()
    return mobile_of(card_of_invited(row)) if row and not is_gone(row) else ""


def is_gone(row: Invitation) -> bool:
    """Whether her file tells since that she died, moved away or has joined: nobody writes to her."""
    file = Elder.objects.filter(id=row.subject).first()
    return file is not None and (file.life_status != LifeStatus.ALIVE or file.registered_at is not None)


def mobile_of(card: dict[str, Any]) -> str:
    """A number that takes short messages, or nothing."""
    try:
        phone = read_phone(str(card.get("phone") or ""))
    except InvalidIdentifier:
        return ""
    return phone.number if phone.kind == "mobile" else ""


def from_files(scope: Scope, within: Interval | None) -> Iterator[Known]:
    """Files of an area within reach whose person has not joined."""
    rows = visible_elders(scope, within).filter(registered_at=None, life_status="alive", same_as=None)
    for elder in rows.order_by("area", "id").iterator(chunk_size=CHUNK):
        yield Known(
            subject=elder.id,
            area=elder.area,
            known_from=KnownFrom.FILE,
            name_key=elder.name_key,
            card=_card(elder),
            feeds=frozenset({elder.source}),
        )


def _card(elder: Elder) -> dict[str, Any]:
    return {
        "name": elder.name,
        "sex": elder.sex,
        "born_on": elder.born_on.isoformat(),
        "phone": elder.phone.plain,
        "address": elder.address.plain,
    }
