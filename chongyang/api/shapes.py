"""Shapes that several parts of the door share; every body refuses fields that it does not know."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, WithJsonSchema

from chongyang.core.scopes import Interval, interval_of
from chongyang.registry.queries import MaskedRow
from chongyang.territory import queries as territory

LIMIT = 50
MOST = 200
OLDEST, YOUNGEST = 2000, 2200
Limit = Annotated[int, Field(ge=1, le=MOST, description="how many at most")]
Code = Annotated[
    str,
    Field(pattern=r"^\d{4}(\d{2})?(\d{3})?(\d{3})?$", description="statistical code of 4, 6, 9 or 12 digits"),
]
Cursor = Annotated[str, Field(max_length=2000, description="`next` of the page before")]
Text = Annotated[str, Field(max_length=500)]
Longitude = Annotated[float, Field(ge=73, le=136, description="WGS84")]
Latitude = Annotated[float, Field(ge=3, le=54, description="WGS84")]


def _in_utc(moment: datetime) -> datetime:
    """In UTC, because the database knows no offset of nineteen hours; and not of another age."""
    if not OLDEST <= moment.year <= YOUNGEST:
        raise ValueError("year")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def listed(kind: type[StrEnum]) -> WithJsonSchema:
    """Its values stand where it is used: rooms have enumerations of one name, and the schema only one."""
    return WithJsonSchema({"type": "string", "enum": [one.value for one in kind]})


class Body(Schema):
    """What is sent: unknown fields are refused, so that a misspelt one is never lost silently."""

    model_config = ConfigDict(extra="forbid")


class WhyBody(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class PersonBody(Body):
    person: UUID


def interval(area: str | None) -> Interval | None:
    """The interval of a unit of the tree; raises UnknownArea."""
    return interval_of(territory.get_area(area).code) if area else None


class ElderRow(Schema):
    """An elder as lists show her: name, numbers and address masked."""

    id: UUID
    name: str
    sex: str
    born_on: date
    area: int
    identity_number: str
    phone: str
    address: str
    life_status: str


def elder_row(row: MaskedRow) -> ElderRow:
    return ElderRow(**{name: getattr(row, name) for name in ElderRow.model_fields})


def plain(row: Any, shape: type[Schema], **more: Any) -> dict[str, Any]:
    """The columns of a row that a shape names; sealed ones as their masks."""
    values = {name: getattr(row, name) for name in shape.model_fields if name not in more}
    return {**values, **more}
