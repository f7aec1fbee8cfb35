"""The plans as one plain mapping, for whoever wants them without this program."""

from collections.abc import Iterable
from typing import Any

from chongyang.policy.rules.documents import Clause, Document
from chongyang.policy.rules.units import short_name


def export(documents: Iterable[Document]) -> dict[str, Any]:
    """Documents with every clause in reading order; units under their published short names.

    Parameters, targets and standards have their places and are empty until they stand in the data.
    """
    return {
        "documents": [_document(document) for document in documents],
        "parameters": [],
        "targets": [],
        "standards": [],
    }


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
        "lead": [short_name(key) for key in clause.lead],
        "responsible": [short_name(key) for key in clause.responsible],
    }
