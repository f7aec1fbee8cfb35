"""Mandates of an elder: given, renewed, revoked, ending; the words of consents. As at the street desk."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from chongyang.api.elder_writes import WRITE, Short
from chongyang.api.elders import elders
from chongyang.api.needs import scope_of
from chongyang.api.shapes import LIMIT, Body, Limit
from chongyang.core.clock import now
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import ConsentPurpose, Relation
from chongyang.registry.rules import consents, mandates


class MandateShape(Schema):
    """Who may act for her; `valid_to` is the first moment at which it does not hold."""

    id: UUID
    account: UUID
    relation: str
    basis: str
    channel: str
    text_version: str
    allows: list[str]
    state: mandates.State
    valid_from: datetime
    valid_to: datetime | None
    given_at: datetime
    revoked_at: datetime | None
    revoke_reason: str
    renews: UUID | None
    renewal_asked_at: datetime | None


class MandateBody(Body):
    """The account is named exactly; only a guardianship and her own account need no last day."""

    username: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    basis: mandates.Basis
    allows: Annotated[list[mandates.Allow], Field(max_length=20)]
    channel: mandates.MandateChannel
    text_version: Short
    relation: Relation | None = None
    last_day: date | None = None


class RenewalBody(Body):
    """That a mandate goes on; given on paper or in person, never by telephone or short message alone."""

    last_day: date
    reason: mandates.RenewReason
    channel: mandates.MandateChannel
    text_version: Short


class EndingShape(Schema):
    """A mandate that is ending, with the person whom it concerns."""

    person: UUID
    mandate: MandateShape


class HeldMandateShape(EndingShape):
    """A mandate of the account itself, with the person for whom it acts."""


class ConsentTextShape(Schema):
    """The words of one version of one purpose; `digest` is their SM3."""

    purpose: str
    version: str
    since: date
    asks_again: bool
    zh: str
    en: str
    digest: str


class OutdatedShape(Schema):
    """An open consent to words that have changed since."""

    id: UUID
    person: UUID
    purpose: str
    text_version: str
    given_at: datetime


class RevocationBody(Body):
    reason: mandates.EndReason


def _shape(row: Any) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in MandateShape.model_fields if name != "state"}
    return {**columns, "state": mandates.state_of(row.valid_to, row.revoked_at, now())}


@elders.get("/elders/{uuid:elder}/mandates", response=list[MandateShape], operation_id="list_mandates")
def list_mandates(request: HttpRequest, elder: UUID) -> list[dict[str, Any]]:
    """Who may act for her, the newest first; ended ones stay."""
    return [_shape(row) for row in queries.list_mandates(scope_of(request), elder)]


@elders.post(
    "/elders/{uuid:elder}/mandates", auth=WRITE, response={201: MandateShape}, operation_id="give_mandate"
)
def give_mandate(request: HttpRequest, elder: UUID, body: MandateBody) -> dict[str, Any]:
    """Let a family account act for her; saying the same twice has the effect of once."""
    scope = scope_of(request)
    form = mandates.MandateForm(
        basis=body.basis.value,
        allows=tuple(allow.value for allow in body.allows),
        channel=body.channel.value,
        text_version=body.text_version,
        relation=body.relation.value if body.relation else "",
        last_day=body.last_day,
    )
    row = registry.give_mandate(
        elder=elder, username=body.username, form=form, scope=scope, by=scope.actor, now=now()
    )
    return _shape(row)


@elders.post(
    "/mandates/{uuid:mandate}/revoke", auth=WRITE, response=MandateShape, operation_id="revoke_mandate"
)
def revoke_mandate(request: HttpRequest, mandate: UUID, body: RevocationBody) -> dict[str, Any]:
    """End a mandate now, with its reason; its holder's next request finds nobody."""
    scope = scope_of(request)
    row = registry.revoke_mandate(
        mandate=mandate, reason=body.reason.value, scope=scope, by=scope.actor, now=now()
    )
    return _shape(row)


@elders.post(
    "/mandates/{uuid:mandate}/renew", auth=WRITE, response=MandateShape, operation_id="renew_mandate"
)
def renew_mandate(request: HttpRequest, mandate: UUID, body: RenewalBody) -> dict[str, Any]:
    """A new mandate takes over from the old one, before its end or for a while after it."""
    scope = scope_of(request)
    form = mandates.RenewalForm(body.last_day, body.reason.value, body.channel.value, body.text_version)
    row = registry.renew_mandate(mandate=mandate, form=form, scope=scope, by=scope.actor, now=now())
    return _shape(row)


@elders.get("/mandates/held", response=list[HeldMandateShape], operation_id="list_held_mandates")
def list_held_mandates(request: HttpRequest) -> list[dict[str, Any]]:
    """Mandates of the token's own account, ended ones too, the newest first."""
    rows = queries.list_held_mandates(scope_of(request))
    return [{"person": row.person, "mandate": _shape(row)} for row in rows]


@elders.post("/mandates/{uuid:mandate}/hand-back", response=MandateShape, operation_id="hand_back_mandate")
def hand_back_mandate(request: HttpRequest, mandate: UUID) -> dict[str, Any]:
    """Who holds it gives it back; for all others it is not there."""
    scope = scope_of(request)
    return _shape(registry.hand_back_mandate(mandate=mandate, scope=scope, by=scope.actor, now=now()))


@elders.post(
    "/mandates/{uuid:mandate}/ask-renewal", response=MandateShape, operation_id="ask_mandate_renewal"
)
def ask_renewal(request: HttpRequest, mandate: UUID) -> dict[str, Any]:
    """Its holder asks for it to go on; the elder or a clerk decides."""
    scope = scope_of(request)
    return _shape(registry.ask_renewal(mandate=mandate, scope=scope, by=scope.actor, now=now()))


@elders.get("/mandates/ending", auth=WRITE, response=list[EndingShape], operation_id="list_ending_mandates")
def list_ending_mandates(request: HttpRequest, limit: Limit = LIMIT) -> list[dict[str, Any]]:
    """Mandates that end soon, or ended lately and were not renewed; the first to end first."""
    rows = queries.list_ending_mandates(scope_of(request), now(), limit=limit)
    return [{"person": row.person, "mandate": _shape(row)} for row in rows]


@elders.get("/consent-texts/{purpose}", response=list[ConsentTextShape], operation_id="list_consent_texts")
def list_consent_texts(request: HttpRequest, purpose: ConsentPurpose) -> Any:
    """Every version of the words of a purpose, the oldest first."""
    return list(consents.texts_of(purpose.value))


@elders.get(
    "/consents/outdated", auth=WRITE, response=list[OutdatedShape], operation_id="list_outdated_consents"
)
def list_outdated_consents(request: HttpRequest, limit: Limit = LIMIT) -> Any:
    """Open consents to words that have changed so that people are asked anew, the oldest first."""
    return queries.list_outdated_consents(scope_of(request), timezone.localdate(now()), limit=limit)
