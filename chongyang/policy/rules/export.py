"""The plans as one plain mapping, for whoever wants them without this program."""

from collections.abc import Iterable
from typing import Any

from chongyang.policy.rules.documents import Clause, Document
from chongyang.policy.rules.promises import (
    Parameter,
    Standard,
    Target,
    load_parameters,
    load_standards,
    load_targets,
)
from chongyang.policy.rules.units import short_name


def export(documents: Iterable[Document]) -> dict[str, Any]:
    """Documents with every clause in reading order, and what they promise in figures.

    Units stand under their published short names, days as ISO dates, `payers` in percent.
    """
    documents = list(documents)
    clauses = {clause.id: clause for document in documents for clause in document.clauses}
    numbers = {document.key: document.number for document in documents}
    promised = {
        "parameters": [_parameter(row) for row in load_parameters()],
        "targets": [_target(row, clauses) for row in load_targets()],
        "standards": [_standard(row) for row in load_standards()],
    }
    for row in (row for rows in promised.values() for row in rows):
        row["document"] = numbers[row["document"]]
    return {"documents": [_document(document) for document in documents], **promised}


def _document(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "issued_on": document.issued_on.isoformat(),
        "clauses": [_clause(clause) for clause in document.clauses],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
        **_units([clause]),
    }


def _units(clauses: Iterable[Clause]) -> dict[str, list[str]]:
    """The lead and responsible units of one or several clauses, each once, in the published order."""
    rows = list(clauses)
    lead = dict.fromkeys(key for clause in rows for key in clause.lead)
    helping = dict.fromkeys(key for clause in rows for key in clause.responsible)
    return {
        "lead": [short_name(key) for key in lead],
        "responsible": [short_name(key) for key in helping if key not in lead],
    }


def _parameter(row: Parameter) -> dict[str, Any]:
    told = {
        **{
            name: getattr(row, name) for name in ("id", "document", "clause", "what", "kind", "value", "unit")
        },
        "payers": dict(row.payers),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "quote": row.quote,
    }
    return (
        told | {"alternatives": dict(row.alternatives), "default": row.default} if row.alternatives else told
    )


def _target(row: Target, clauses: dict[str, Clause]) -> dict[str, Any]:
    named = ("id", "document", "clause", "what", "operator", "value", "value_to", "unit", "per")
    return {
        **{name: getattr(row, name) for name in named},
        "by": row.by.isoformat() if row.by else None,
        "by_inferred": None if row.by else row.by_inferred.isoformat(),
        **_units(clauses[name] for name in (row.clause, *row.also)),
        "also": list(row.also),
        "condition": row.condition,
        "quote": row.quote,
    }


def _standard(row: Standard) -> dict[str, Any]:
    named = ("id", "document", "clause", "what", "operator", "value", "unit", "measures", "quote")
    return {name: getattr(row, name) for name in named}
