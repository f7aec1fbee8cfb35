"""One payment explained by JSON, as on the page: from the account back to the clause, and to the budget."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from chongyang.api.needs import scope_of
from chongyang.api.treasury import treasury
from chongyang.funding import queries
from chongyang.funding.queries import Yuan


@treasury.get("/treasury/orders/{uuid:order}/explanation", operation_id="explain_payment")
def explain_payment(request: HttpRequest, order: UUID) -> dict[str, Any]:
    """The way of one payment. To the payee's side no account of an officer is told."""
    held = queries.explain_yuan(scope_of(request), order)
    traced = held.money
    return {
        "order": _order(held),
        "bank": [_passage(one, held.is_own) for one in traced.passages],
        "entries": [
            _entry(one) for one in traced.entries if not (held.is_own and one.reference_kind == "batch")
        ],
        "corrects": traced.corrects and traced.corrects.id,
        "corrected_by": [row.id for row in traced.corrected_by],
        "recoveries": [_owed(one) for one in traced.owed],
        "taken": [_taken(one, held.is_own) for one in held.taken],
        "decision": held.ground and _ground(held.ground),
        "parameters": [_parameter(one) for one in (held.ground.rests_on if held.ground else ())],
        "clauses": [
            {"id": one.id, "label": one.label, "heading": one.heading, "text": one.text}
            for one in held.clauses
        ],
        "budgets": [_share(one, held.is_own) for one in traced.shares],
    }


def _order(held: Yuan) -> dict[str, Any]:
    row = held.money.order
    names = ("id", "programme", "clause", "state", "line", "area", "amount_fen", "set_off_fen", "due_on")
    more = ("paid_on", "period_from", "period_to", "ordered_at")
    told = {name: getattr(row, name) for name in (*names, *more)}
    case = held.application and held.application.id
    return told | {"name": row.payee.shown, "application": case, "is_held": held.money.is_held}


def _passage(one: Any, is_own: bool) -> dict[str, Any]:
    line, answer = one.line, one.answer
    return {
        "batch": line.batch_id,
        "state": line.batch.state,
        "bank": line.bank,
        "number": str(line.number),
        "amount_fen": line.amount_fen,
        "stages": [
            {"stage": row.name, "at": row.at, "holders": [] if is_own else list(row.holders)}
            for row in one.stages
        ],
        "outcome": answer.outcome if answer else None,
        "reason": answer.reason if answer else "",
        "settled_on": answer.settled_on if answer else None,
    }


def _entry(row: Any) -> dict[str, Any]:
    names = ("account", "level", "fund", "amount_fen")
    sides = [{name: getattr(one, name) for name in names} for one in row.postings.all()]
    return {"kind": row.kind, "on": row.on, "of": row.reference_kind, "postings": sides}


def _owed(one: Any) -> dict[str, Any]:
    names = ("id", "state", "reason", "amount_fen", "collected_fen")
    came = [{"on": row.on, "way": row.way, "amount_fen": row.amount_fen} for row in one.collected]
    return {name: getattr(one.row, name) for name in names} | {"collected": came}


def _taken(one: Any, is_own: bool) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("number", "stage", "label", "role", "at")}
    return told | {"account": None if is_own else one.account}


def _ground(one: Any) -> dict[str, Any]:
    names = ("on", "at", "amount_fen", "answer", "digest", "is_month")
    return {name: getattr(one, name) for name in names} | {"steps": [asdict(step) for step in one.steps]}


def _parameter(one: Any) -> dict[str, Any]:
    row = one.parameter
    names = ("id", "what", "unit", "clause", "quote", "valid_from", "valid_to")
    told = {name: getattr(row, name) for name in names}
    return told | {"value": one.value, "is_raised": one.is_raised, "choice": one.choice}


def _share(one: Any, is_own: bool) -> dict[str, Any]:
    part, budget = one.part, one.budget
    told = {"level": part.level, "fund": part.fund, "amount_fen": part.amount_fen, "year": budget.year}
    documents = [row.document for row in (*one.lines, *one.allotments)]
    if is_own:
        return told | {"documents": documents}
    names = ("ceiling_fen", "committed_fen", "spent_fen")
    allotted = one.allotted and {name: getattr(one.allotted, name) for name in ("allotted_fen", "used_fen")}
    return told | {"documents": documents, "allotted": allotted} | {n: getattr(budget, n) for n in names}
