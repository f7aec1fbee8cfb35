"""Shapes of indicators: definitions, values, what stood before, rows behind a number."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from chongyang.api.shapes import listed
from chongyang.indicators import enums
from chongyang.indicators.rules import lights

PeriodName = Annotated[str, Field(pattern=r"^20[0-9]{2}(Q[1-4])?$", description="2018Q4, or 2018 for a year")]
PlaceKey = Annotated[
    str, Field(pattern=r"^[a-z0-9_-]{1,20}$", description="`city`, a unit's key, a street's first code")
]


Span = Annotated[enums.Span, listed(enums.Span)]
Direction = Annotated[enums.Direction, listed(enums.Direction)]
Level = Annotated[enums.Level, listed(enums.Level)]
Source = Annotated[enums.Source, listed(enums.Source)]
Light = Annotated[lights.Light, listed(lights.Light)]


class IndicatorRow(Schema):
    """A definition in force. `source`: computed from rows or reported by units; `is_both`: both, compared."""

    key: str
    label: str
    english: str
    unit: str
    span: Span
    direction: Direction
    levels: list[Level]
    source: Source
    is_both: bool
    version: int
    targets: list[str]
    clauses: list[str]


class VersionRow(Schema):
    """One version of a definition; `changed` names the fields that differ from the version before."""

    version: int
    valid_from: date | None
    valid_to: date | None
    changed: list[str]


class IndicatorDetail(IndicatorRow):
    """`numerator` and `denominator` in words; `says` what is counted, or why it can only be reported;
    `confirmed` is false where the reading is ours.
    """

    numerator: str
    denominator: str | None
    says: str
    says_english: str
    confirmed: bool
    versions: list[VersionRow]


class ValueRow(Schema):
    """A place's value of a period; `reason` and `document` of the correction where it was corrected.
    `is_hidden`: few people, not shown to who may know no person.
    """

    place: str
    name: str
    period: str
    source: Source | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    light: Light
    reported: Decimal | None
    difference: Decimal | None
    is_hidden: bool
    is_locked: bool
    reason: str
    document: str


class PointRow(Schema):
    """One period of a place's course."""

    period: str
    first_on: date
    value: Decimal
    source: Source
    version: int


class PastRow(Schema):
    """One value that was found for a place and period, with its difference from the one before."""

    found_at: datetime
    replaced_at: datetime | None
    source: Source
    version: int
    value: Decimal | None
    difference: Decimal | None
    reason: str
    document: str


class CountedRow(Schema):
    """A row that was counted: where it is, and its key in the room that owns it."""

    area: int
    row: str


class CountedPage(Schema):
    measure: str
    items: list[CountedRow]
    next: str | None
