"""Writes of policy: the shipped documents into rows."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import Actor, system_scope
from chongyang.policy.models import Clause, ClauseUnit, Document
from chongyang.policy.rules import documents as shipped
from chongyang.policy.rules.units import LEAD, RESPONSIBLE
from chongyang.territory.queries import city_interval

CLAUSE_COLUMNS = (
    *("document_id", "place", "parent_id", "kind", "label", "heading", "text"),
    *("lead_text", "responsible_text"),
)


@transaction.atomic
def load_documents(*, by: Actor, now: datetime) -> dict[str, int]:
    """Bring documents, clauses and named units to the shipped data; what is no longer shipped goes.

    One event says that it ran and how many rows there are; loading the same data again writes no second one.
    """
    with enter(system_scope("load documents", actor=by)):
        documents = shipped.load_documents()
        changed = [_load_document(document) for document in documents]
        Document.objects.exclude(key__in=[document.key for document in documents]).delete()
        counts = {"documents": len(documents), "clauses": sum(len(d.clauses) for d in documents)}
        if any(changed):
            area = city_interval()[0]
            events.record(
                "policy.documents.loaded", by=by, now=now, area=area, subject_type="document", payload=counts
            )
        return counts


def _load_document(document: shipped.Document) -> bool:
    """True if a row changed."""
    head = {name: getattr(document, name) for name in ("number", "title", "issuer", "issued_on", "source")}
    clauses = [_clause(document, place, clause) for place, clause in enumerate(document.clauses)]
    units = [unit for clause in document.clauses for unit in _units(clause)]
    if _is_loaded(document.key, head, clauses, units):
        return False
    Document.objects.filter(key=document.key).delete()
    Document.objects.create(key=document.key, **head)
    Clause.objects.bulk_create(clauses)
    ClauseUnit.objects.bulk_create(units)
    return True


def _is_loaded(key: str, head: dict[str, object], clauses: list[Clause], units: list[ClauseUnit]) -> bool:
    if not Document.objects.filter(key=key, **head).exists():
        return False
    held = Clause.objects.filter(document=key).order_by("place").values_list("id", *CLAUSE_COLUMNS)
    named = ClauseUnit.objects.filter(clause__document=key).values_list("id", flat=True)
    wanted = [tuple(getattr(clause, name) for name in ("id", *CLAUSE_COLUMNS)) for clause in clauses]
    return list(held) == wanted and set(named) == {unit.id for unit in units}


def _clause(document: shipped.Document, place: int, clause: shipped.Clause) -> Clause:
    return Clause(
        id=clause.id,
        document_id=document.key,
        place=place,
        parent_id=clause.parent,
        kind=clause.kind,
        label=clause.label,
        heading=clause.heading,
        text=clause.text,
        lead_text=clause.lead_text,
        responsible_text=clause.responsible_text,
    )


def _units(clause: shipped.Clause) -> Iterator[ClauseUnit]:
    """The key of a row follows from clause, duty, place and organisation: the same on every machine."""
    for duty, keys in ((LEAD, clause.lead), (RESPONSIBLE, clause.responsible)):
        for place, key in enumerate(keys):
            row = named_key("clause-unit", f"{clause.id} {duty} {place} {key}")
            yield ClauseUnit(id=row, clause_id=clause.id, duty=duty, place=place, organisation=key)
