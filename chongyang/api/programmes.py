"""Programmes and parameters by JSON: the catalogue, a question answered, what finance decides by two."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.marks import reading
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem, pointer
from chongyang.api.shapes import Body, Code, interval
from chongyang.core.clock import now
from chongyang.policy import operations
from chongyang.policy import queries as policy
from chongyang.policy.rules.asking import explain, inputs_asked, last_day_in_force, read_inputs
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.programmes import (
    Programme,
    UnknownProgramme,
    get_programme,
    load_programmes,
)
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.territory.enums import TokenName

programmes = Router(tags=["programmes"], auth=Bearer(TokenName.PLAN_READ))
parameters = Router(tags=["programmes"], auth=Bearer(TokenName.PARAMETERS_WRITE))
CITY = 410100000000
Said = Annotated[str, Field(max_length=60)]
Document = Annotated[str, Field(min_length=1, max_length=120)]


class ProgrammeInput(Schema):
    """One thing that is asked; money is told in yuan."""

    type: str
    label: str
    optional: bool
    words: dict[str, str]


class ProgrammeRow(Schema):
    code: str
    title: str
    clause: str
    applicant: str
    period: str
    fund: str
    evidence: list[str]
    stop: list[str]
    recovery: str
    excludes: list[str]
    confirmed: bool


class ProgrammeDetail(ProgrammeRow):
    """`inputs` are those that the readings in use need on `day`, the last day in force."""

    day: date | None
    inputs: dict[str, ProgrammeInput]


class ProgrammeQuestion(Body):
    """What is known, as it is typed: `yes`, `no`, a number, a word's code; what is left out is unknown."""

    inputs: Annotated[dict[str, Said], Field(max_length=30)]
    area: Code | None = None


class ProgrammeStep(Schema):
    """A step with its value and the ids of the parameters it rests on."""

    name: str
    label: str
    kind: str
    value: bool | int | float | str | None
    parameters: list[str]


class ProgrammeAnswer(Schema):
    answer: str
    missing: list[str]
    amount_fen: int | None
    parts: dict[str, int]
    day: date
    steps: list[ProgrammeStep]


class ParameterRow(Schema):
    """As `chongyang export_plans --json` has it."""

    id: str
    clause: str
    what: str
    kind: str
    value: int | float | str | None
    unit: str
    payers: dict[str, int]
    valid_from: date
    valid_to: date | None
    quote: str
    alternatives: dict[str, str]
    default: str


class ParameterProposal(Schema):
    """A choice or a raise; it counts once another person confirmed it."""

    id: UUID
    kind: Literal["choice", "overlay"]
    parameter: str
    alternative: str
    first: int | None
    last: int | None
    value: Decimal | None
    payer: str
    valid_from: date
    valid_to: date | None
    document: str
    proposed_at: datetime
    confirmed_at: datetime | None


class ReadingBody(Body):
    alternative: Said
    valid_from: date
    valid_to: date | None = None
    document: Document


class OverlayBody(Body):
    area: Code
    value: Annotated[Decimal, Field(gt=0, le=10**12, decimal_places=2)]
    payer: Said
    valid_from: date
    valid_to: date | None = None
    document: Document


def _known(code: str) -> Programme:
    try:
        return get_programme(code)
    except UnknownProgramme as error:
        raise Problem("not-found") from error


def _row(one: Programme) -> dict[str, Any]:
    lists = {name: list(getattr(one, name)) for name in ("evidence", "stop", "excludes")}
    return {name: getattr(one, name) for name in ProgrammeRow.model_fields if name not in lists} | lists


@programmes.get("/programmes", response=list[ProgrammeRow], operation_id="list_programmes")
def list_programmes(request: HttpRequest) -> list[dict[str, Any]]:
    """Every programme whose amount a text states."""
    return [_row(one) for one in load_programmes()]


@programmes.get("/programmes/{code}", response=ProgrammeDetail, operation_id="get_programme")
def get_one(request: HttpRequest, code: str) -> dict[str, Any]:
    """One programme with what is asked under the readings in use."""
    one, decided = _known(code), policy.get_decided()
    day = last_day_in_force(one, decided, timezone.localdate(now()))
    asked = inputs_asked(one, decided.values_on(day)) if day else {}
    shown = {
        name: {
            **{key: getattr(held, key) for key in ("type", "label", "optional")},
            "words": dict(held.words),
        }
        for name, held in asked.items()
    }
    return _row(one) | {"day": day, "inputs": shown}


@programmes.post("/programmes/{code}/answer", response=ProgrammeAnswer, operation_id="answer_programme")
@reading
def answer_programme(request: HttpRequest, code: str, body: ProgrammeQuestion) -> dict[str, Any]:
    """Yes, no or probably, with the amount, who pays and every step; nothing is kept."""
    one, decided = _known(code), policy.get_decided()
    day = last_day_in_force(one, decided, timezone.localdate(now()))
    if day is None:
        raise Problem("not-found")
    asked = inputs_asked(one, decided.values_on(day))
    given, faults = read_inputs(asked, body.inputs)
    if faults:
        told = [(pointer("inputs", name), gettext(one.sentence) % one.words) for name, one in faults.items()]
        raise Problem("invalid", errors=told)
    area = interval(body.area)
    found = explain(one, given, area[0] if area else CITY, decided.values_on(day))
    return {
        **{name: getattr(found, name) for name in ("answer", "amount_fen")},
        "missing": list(found.missing),
        "parts": dict(found.parts),
        "day": day,
        "steps": [
            {
                **{name: getattr(step, name) for name in ("name", "kind", "value")},
                "label": gettext(step.label),
                "parameters": [row.id for row in step.parameters],
            }
            for step in found.steps
        ],
    }


def _parameter(row: Parameter) -> dict[str, Any]:
    maps = {name: dict(getattr(row, name)) for name in ("payers", "alternatives")}
    return {name: getattr(row, name) for name in ParameterRow.model_fields if name not in maps} | maps


@programmes.get("/parameters", response=list[ParameterRow], operation_id="list_parameters")
def list_parameters(request: HttpRequest) -> list[dict[str, Any]]:
    """Every parameter of the plans, in the order of the text."""
    return [_parameter(row) for row in load_parameters()]


@programmes.get(
    "/parameters/{key}/history", response=list[ParameterProposal], operation_id="list_parameter_history"
)
def list_history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    """What city and counties decided about a parameter, the newest first."""
    return [_proposal(kind, row) for kind, row in policy.list_history(short_name(_of(key)))]


def _of(key: str) -> Parameter:
    for row in load_parameters():
        if row.id == key:
            return row
    raise Problem("not-found")


def _proposal(kind: str, row: Any) -> dict[str, Any]:
    named = ("id", "parameter", "valid_from", "valid_to", "document", "proposed_at", "confirmed_at")
    return {
        **{name: getattr(row, name) for name in named},
        "kind": kind,
        "alternative": getattr(row, "alternative", ""),
        "payer": getattr(row, "payer", ""),
        **{name: getattr(row, name, None) for name in ("first", "last", "value")},
    }


@parameters.get(
    "/parameters/proposals", response=list[ParameterProposal], operation_id="list_parameter_proposals"
)
def list_proposals(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for a second person, the oldest first."""
    return [_proposal(kind, row) for kind, row in policy.list_open_proposals()]


@parameters.post("/parameters/{key}/choices", response=ParameterProposal, operation_id="propose_choice")
def propose_choice(request: HttpRequest, key: str, body: ReadingBody) -> dict[str, Any]:
    """Propose a reading for the whole city."""
    row = operations.propose_choice(
        parameter=short_name(_of(key)), **body.dict(), scope=scope_of(request), now=now()
    )
    return _proposal("choice", row)


@parameters.post("/parameters/{key}/overlays", response=ParameterProposal, operation_id="propose_overlay")
def propose_overlay(request: HttpRequest, key: str, body: OverlayBody) -> dict[str, Any]:
    """Propose that an area gives more than the city."""
    told = body.dict() | {"area": interval(body.area)}
    row = operations.propose_overlay(
        parameter=short_name(_of(key)), **told, scope=scope_of(request), now=now()
    )
    return _proposal("overlay", row)


@parameters.post(
    "/parameters/proposals/{kind}/{uuid:proposal}/confirm",
    response=ParameterProposal,
    operation_id="confirm_parameter",
)
def confirm(request: HttpRequest, kind: Literal["choice", "overlay"], proposal: UUID) -> dict[str, Any]:
    """Put a proposal into force; another person than the one who proposed it."""
    row = operations.confirm(kind=kind, proposal=proposal, scope=scope_of(request), now=now())
    return _proposal(kind, row)


@parameters.post(
    "/parameters/proposals/{kind}/{uuid:proposal}/withdraw",
    response=ParameterProposal,
    operation_id="withdraw_parameter",
)
def withdraw(request: HttpRequest, kind: Literal["choice", "overlay"], proposal: UUID) -> dict[str, Any]:
    """Take a proposal back that nobody confirmed."""
    row = operations.withdraw(kind=kind, proposal=proposal, scope=scope_of(request), now=now())
    return _proposal(kind, row)
