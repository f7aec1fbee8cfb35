"""The published plans: documents, clauses, and what runs a clause today."""

import logging
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from chongyang.api.needs import Bearer
from chongyang.core.clock import now
from chongyang.core.running import Running, list_running
from chongyang.policy import queries as policy
from chongyang.territory.enums import TokenName

log = logging.getLogger(__name__)
plan = Router(tags=["plan"], auth=Bearer(TokenName.PLAN_READ))
Words = Annotated[str, Field(min_length=1, max_length=60)]


class DocumentRow(Schema):
    key: str
    number: str
    title: str
    issuer: str
    issued_on: date


class Unit(Schema):
    """An organisation that a clause names, as lead or responsible unit."""

    organisation: str
    duty: str


class Runner(Schema):
    """What makes a clause happen today, with its figure."""

    label: str
    figure: str


class ClauseRow(Schema):
    """A clause in the published wording."""

    id: str
    document: str
    kind: str
    label: str
    heading: str
    text: str
    parent: str | None
    units: list[Unit]
    is_running: bool


class ClauseDetail(ClauseRow):
    running: list[Runner]


def _clause(row: Any) -> dict[str, Any]:
    units = [{"organisation": unit.organisation, "duty": unit.duty} for unit in row.units.all()]
    told = {name: getattr(row, name) for name in ("id", "kind", "label", "heading", "text")}
    running = bool(list_running(row.id))
    return {
        **told,
        "document": row.document_id,
        "parent": row.parent_id,
        "units": units,
        "is_running": running,
    }


def _figure(entry: Running) -> str:
    """Today's figure; one that fails leaves its place empty."""
    try:
        return entry.figure(now()) if entry.figure else ""
    except Exception as error:
        log.error("figure of clause %s failed: %s", entry.clause, type(error).__name__)
        return ""


@plan.get("/plan/documents", response=list[DocumentRow], operation_id="list_documents")
def list_documents(request: HttpRequest) -> list[dict[str, Any]]:
    """Every published document, the newest first."""
    return [
        {name: getattr(row, name) for name in DocumentRow.model_fields} for row in policy.list_documents()
    ]


@plan.get("/plan/documents/{key}/clauses", response=list[ClauseRow], operation_id="list_clauses")
def list_clauses(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    """The clauses of a document in reading order."""
    return [_clause(row) for row in policy.list_clauses(policy.get_document(key).key)]


@plan.get("/plan/clauses", response=list[ClauseRow], operation_id="find_clauses")
def find_clauses(request: HttpRequest, text: Words, document: str = "") -> list[dict[str, Any]]:
    """Clauses that hold every word, at most sixty."""
    return [_clause(row) for row in policy.find_clauses(text, document)]


@plan.get("/plan/documents/{key}/clauses/{number}", response=ClauseDetail, operation_id="get_clause")
def get_clause(request: HttpRequest, key: str, number: str) -> dict[str, Any]:
    """One clause with what runs it; `2018-34/3.4.1` is clause `3.4.1` of document `2018-34`."""
    row = policy.get_clause(f"{key}/{number}")
    runners = [{"label": gettext(entry.label), "figure": _figure(entry)} for entry in list_running(row.id)]
    return {**_clause(row), "running": runners}
