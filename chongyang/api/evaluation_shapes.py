"""Shapes of what third parties found of providers, by criterion."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from chongyang.api.services_shapes import Key, Line
from chongyang.api.shapes import Body

Points = Annotated[Decimal, Field(ge=0, le=100, decimal_places=1)]


class CriterionTold(Schema):
    """What a third party judges by. `weight` is the most that it can give."""

    key: str
    label: str
    english: str
    weight: int


class CriteriaTold(Schema):
    """`confirmed` false: demo data. Below `floor` points no yearly check is passed."""

    criteria: list[CriterionTold]
    floor: int
    counts_days: int
    confirmed: bool
    source: str


class EvaluationBody(Body):
    """`parts` are points by criterion; their sum is kept."""

    assessor: Line
    parts: Annotated[dict[Key, Points], Field(max_length=40)]
    evaluated_on: date


class ProviderEvaluationRow(Schema):
    id: UUID
    assessor: str
    points: Decimal
    parts: dict[str, Decimal]
    evaluated_on: date
