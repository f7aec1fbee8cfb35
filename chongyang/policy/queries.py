"""Reads of policy. Published plans are public, so these need no scope."""

from django.db.models import Prefetch, Q, QuerySet

from chongyang.policy.models import Clause, ClauseUnit, Document

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
