"""Reads of policy. Published plans are public, so these need no scope."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from chongyang.policy.models import IN_FORCE, Choice, Clause, ClauseUnit, Document, Overlay
from chongyang.policy.rules.engine import values as engine
from chongyang.policy.rules.engine.values import Decided, Values, values_on

SEARCH_LIMIT = 60


class UnknownClause(LookupError):
    """No document or clause has this id."""


def list_documents() -> QuerySet[Document]:
    """Every published document, newest first."""
    return Document.objects.order_by("-issued_on", "key")


def get_document(key: str) -> Document:
    """The document with this key (2018-34). Raises UnknownClause."""
    document = Document.objects.filter(key=key).first()
    if document is None:
        raise UnknownClause(key)
    return document


def _with_units(clauses: QuerySet[Clause]) -> QuerySet[Clause]:
    units = ClauseUnit.objects.order_by("duty", "place")
    return clauses.select_related("document").prefetch_related(Prefetch("units", queryset=units))


def list_clauses(document: str) -> QuerySet[Clause]:
    """The clauses of a document in reading order, each with the units it names."""
    return _with_units(Clause.objects.filter(document=document)).order_by("place")


def get_clause(clause: str) -> Clause:
    """The clause with this id (2018-34/3.4.1). Raises UnknownClause."""
    found = _with_units(Clause.objects.filter(id=clause)).first()
    if found is None:
        raise UnknownClause(clause)
    return found


def find_clauses(text: str, document: str = "") -> QuerySet[Clause]:
    """Clauses whose heading, wording, label or named units hold every word of `text`, in reading order."""
    found = Clause.objects.filter(document=document) if document else Clause.objects.all()
    for word in text.split():
        held = Q(heading__icontains=word) | Q(text__icontains=word) | Q(label=word)
        found = found.filter(held | Q(lead_text__icontains=word) | Q(responsible_text__icontains=word))
    return _with_units(found).order_by("document_id", "place")[:SEARCH_LIMIT]


def list_clauses_of_unit(organisation: str) -> QuerySet[ClauseUnit]:
    """Where the plans name an organisation or group, in reading order, as lead first."""
    named = ClauseUnit.objects.filter(organisation=organisation).select_related("clause__document")
    return named.order_by("duty", "clause__document_id", "clause__place")


def list_kinds() -> QuerySet[Clause, tuple[str, str, str]]:
    """Of every clause its id, document and kind, in reading order; nothing heavier."""
    rows = Clause.objects.order_by("document_id", "place")
    return rows.values_list("id", "document_id", "kind")


def values_for(on: date) -> Values:
    """The parameters in force on a day, with the city's choices and what counties and streets add."""
    choices = _in_force(Choice.objects.all(), on)
    overlays = _in_force(Overlay.objects.all(), on).order_by("first", "last", "parameter")
    return values_on(
        on,
        choices=dict(choices.order_by("parameter").values_list("parameter", "alternative")),
        overlays=[_overlay(row) for row in overlays],
    )


def get_decided() -> Decided:
    """Every choice and raise that was ever confirmed, for many days at once: two statements."""
    choices = Choice.objects.filter(IN_FORCE).order_by("parameter", "valid_from")
    overlays = Overlay.objects.filter(IN_FORCE).order_by("first", "last", "parameter", "valid_from")
    return Decided(
        tuple(choices.values_list("parameter", "alternative", "valid_from", "valid_to")),
        tuple(_overlay(row) for row in overlays),
    )


def _in_force(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(IN_FORCE, Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def _overlay(row: Overlay) -> engine.Overlay:
    return engine.Overlay(
        parameter=row.parameter,
        first=row.first,
        last=row.last,
        value=float(row.value) if row.value % 1 else int(row.value),
        payer=row.payer,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document=row.document,
    )


def list_proposals(kind: type[Choice] | type[Overlay]) -> QuerySet[Any]:
    """Choices or overlays that somebody proposed and nobody confirmed or withdrew, the oldest first."""
    rows: QuerySet[Any] = kind.objects.filter(confirmed_at=None, withdrawn_at=None)
    return rows.order_by("proposed_at", "id")


def list_decided(kind: type[Choice] | type[Overlay], parameter: str = "") -> QuerySet[Any]:
    """What was ever in force, the newest first."""
    rows: QuerySet[Any] = kind.objects.filter(IN_FORCE)
    return (rows.filter(parameter=parameter) if parameter else rows).order_by("-valid_from", "id")


def list_open_proposals(parameter: str = "") -> list[tuple[str, Any]]:
    """Everything that waits for a second person, as (`choice` or `overlay`, row), the oldest first."""
    found = [("choice", row) for row in list_proposals(Choice)]
    found += [("overlay", row) for row in list_proposals(Overlay)]
    held = [pair for pair in found if not parameter or pair[1].parameter == parameter]
    return sorted(held, key=lambda pair: (pair[1].proposed_at, str(pair[1].id)))


def list_history(parameter: str) -> list[tuple[str, Any]]:
    """What was ever decided about a parameter: choices, then raises, the newest first."""
    choices = [("choice", row) for row in list_decided(Choice, parameter)]
    return choices + [("overlay", row) for row in list_decided(Overlay, parameter)]
