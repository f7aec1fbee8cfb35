"""Mandates of an elder: who may act, given and revoked, the same operations as at the street desk."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from chongyang.api.elder_writes import WRITE, Short
from chongyang.api.elders import elders
from chongyang.api.needs import scope_of
from chongyang.api.shapes import Body
from chongyang.core.clock import now
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import ConsentChannel, Relation
from chongyang.registry.rules import mandates


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


class MandateBody(Body):
    """The account is named exactly; only a guardianship and her own account need no last day."""

    username: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    basis: mandates.Basis
    allows: Annotated[list[mandates.Allow], Field(max_length=20)]
    channel: ConsentChannel
    text_version: Short
    relation: Relation | None = None
    last_day: date | None = None


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
