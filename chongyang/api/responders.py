"""Responders of a clerk's area: the same list and the same operation as at the street desk."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from chongyang.api.elder_writes import WRITE
from chongyang.api.needs import scope_of
from chongyang.api.places import places
from chongyang.api.shapes import Body
from chongyang.core.clock import now
from chongyang.providers import operations as providers
from chongyang.providers import queries
from chongyang.providers.enums import ResponderKind, Skill
from chongyang.providers.rules.suiting import MOST_AT_ONCE, MOST_KEYS, Suitability
from chongyang.registry.enums import Language, Sex
from chongyang.roads.enums import Mode


class SuitabilityRow(Schema):
    """What the seat weighs; an end is the first day on which the certificate holds no more."""

    id: UUID
    name: str
    kind: ResponderKind
    area: int
    is_on_duty: bool
    skills: list[str]
    skill_ends: dict[str, date]
    languages: list[str]
    sex: str
    travel_mode: str
    capacity: int
    holds_keys_of: list[UUID]


class SuitabilityBody(Body):
    """All of it, replaced as a whole; saying the same twice has the effect of once."""

    skills: Annotated[list[Skill], Field(max_length=20)]
    skill_ends: dict[Skill, date] = Field(default_factory=dict)
    languages: Annotated[list[Language], Field(max_length=20)]
    sex: Sex | None = None
    travel_mode: Mode | None = None
    capacity: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] = 1
    holds_keys_of: Annotated[list[UUID], Field(max_length=MOST_KEYS)] = []


def _shape(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SuitabilityRow.model_fields}


@places.get("/responders", auth=WRITE, response=list[SuitabilityRow], operation_id="list_responders")
def list_responders(request: HttpRequest) -> list[dict[str, Any]]:
    """Responders of the clerk's area, on duty or not, at most three hundred."""
    return [_shape(row) for row in queries.list_editable(scope_of(request))]


@places.patch(
    "/responders/{uuid:responder}", auth=WRITE, response=SuitabilityRow, operation_id="update_responder"
)
def update_responder(request: HttpRequest, responder: UUID, body: SuitabilityBody) -> dict[str, Any]:
    """Replace what is known of a responder; the event names the fields, not the values."""
    scope = scope_of(request)
    form = Suitability(
        skills=tuple(skill.value for skill in body.skills),
        skill_ends={skill.value: day for skill, day in body.skill_ends.items()},
        languages=tuple(language.value for language in body.languages),
        sex=body.sex.value if body.sex else "",
        travel_mode=body.travel_mode.value if body.travel_mode else "",
        capacity=body.capacity,
        holds_keys_of=tuple(body.holds_keys_of),
    )
    row = providers.update_responder(responder=responder, form=form, scope=scope, by=scope.actor, now=now())
    return _shape(row)
