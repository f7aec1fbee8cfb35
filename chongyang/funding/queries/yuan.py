"""One yuan explained, from the account back to the clause: bank line, batch, payment, decision and its steps,
parameters, the words of the clause; and on to the budget. The page and the JSON door show the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.funding.models import Application, Decision
from chongyang.funding.models.awards import Award, MonthLine
from chongyang.funding.queries.applications import access_own
from chongyang.funding.queries.awards import steps_of, values_known
from chongyang.funding.queries.explaining import ExplainedStep, Taken, explain_steps, list_taken
from chongyang.funding.queries.findings import last_decision
from chongyang.funding.queries.pages import NotFound
from chongyang.policy.rules.documents import Clause, load_documents
from chongyang.policy.rules.engine.values import Values
from chongyang.policy.rules.programmes import Programme, UnknownProgramme, get_programme
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import queries as treasury
from chongyang.treasury.models import PaymentOrder

APPLICATION, AWARD = "funding.application", "funding.award"


@dataclass(frozen=True, slots=True)
class RestedOn:
    """A parameter as it stood on the day that counts; `value` is the county's or street's where more."""

    parameter: Parameter
    value: Any
    is_raised: bool
    choice: str
    clause: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an amount is what it is: a decision, or the line of a month, of the same engine."""

    on: date
    at: datetime
    amount_fen: int
    answer: str
    digest: str
    steps: tuple[ExplainedStep, ...]
    rests_on: tuple[RestedOn, ...]
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class Yuan:
    """The whole way of one payment. `is_own`: the payee's side reads it, and no officer is named."""

    money: treasury.Traced
    is_own: bool
    programme: Programme | None
    application: Application | None
    taken: tuple[Taken, ...]
    ground: Ground | None
    clauses: tuple[Clause, ...]


def explain_yuan(scope: Scope, order: UUID) -> Yuan:
    """One payment within reach of who reads money, or of the side that was paid. Raises NotFound."""
    row, is_own = _reach(scope, order)
    money = treasury.trace_order(scope, row)
    with access.enter(system_scope("explanation", actor=scope.actor)):
        case, line = _case_of(row), MonthLine.objects.filter(order=row.id).select_related("run").first()
        decision = last_decision(case) if case else None
        ground = _of_month(line) if line else _of_decision(decision, case) if case and decision else None
        return Yuan(
            money=money,
            is_own=is_own,
            programme=_programme(row.programme),
            application=case,
            taken=tuple(list_taken(case)) if case else (),
            ground=ground,
            clauses=_clauses(row.clause, ground),
        )


def _reach(scope: Scope, order: UUID) -> tuple[PaymentOrder, bool]:
    try:
        return treasury.find_order(scope, order)
    except treasury.NotFound:
        row = _of_own_application(scope, order)
    if row is None:
        raise NotFound(str(order))
    return row, True


def _of_own_application(scope: Scope, order: UUID) -> PaymentOrder | None:
    """A carer's own payment, and what a helper asked for: by the right to the application behind it."""
    if not may(scope, Can.APPLY_FUNDING):
        return None
    with access.enter(system_scope("own payment", actor=scope.actor)):
        row = PaymentOrder.objects.filter(id=order).select_related("payee").first()
        case = _case_of(row) if row else None
    if case is None:
        return None
    access_own(scope, case.id)
    return row


def _case_of(row: PaymentOrder) -> Application | None:
    if row.reference_kind == AWARD:
        held = Award.objects.filter(id=row.reference).select_related("application").first()
        return held.application if held else None
    return Application.objects.filter(id=row.reference).first() if row.reference_kind == APPLICATION else None


def _of_decision(row: Decision, case: Application) -> Ground:
    steps = explain_steps(row.trace, row.choices)
    values = values_known(row.day, row.made_at)
    return Ground(
        on=row.day,
        at=row.made_at,
        amount_fen=row.amount_fen or 0,
        answer=row.answer,
        digest=row.digest,
        steps=steps,
        rests_on=tuple(_rested(steps, values, case.area)),
    )


def _of_month(line: MonthLine) -> Ground:
    choices = line.run.choices.get(str(line.month), line.run.choices)
    steps = explain_steps(steps_of(line), choices if isinstance(choices, dict) else {})
    values = values_known(line.month, line.run.computed_at)
    return Ground(
        on=line.month,
        at=line.run.computed_at,
        amount_fen=line.amount_fen,
        answer=line.answer,
        digest=line.digest,
        steps=steps,
        rests_on=tuple(_rested(steps, values, line.area)),
        is_month=True,
    )


def _rested(steps: Iterable[ExplainedStep], values: Values, area: int) -> Iterable[RestedOn]:
    """Each parameter once, in the order in which the steps ask for it."""
    held = {row.id: row for row in load_parameters()}
    asked = {one.id: one for step in steps for one in step.rests_on}
    for key, one in asked.items():
        raised = [row for row in values.overlays_of(key.partition(":")[2]) if row.first <= area <= row.last]
        value = raised[-1].value if raised else held[key].value
        yield RestedOn(held[key], value, bool(raised), one.choice, one.clause_label)


def _clauses(first: str, ground: Ground | None) -> tuple[Clause, ...]:
    """The clause of the programme, then those of the parameters."""
    keys = [first, *(one.parameter.clause for one in (ground.rests_on if ground else ()))]
    known = {clause.id: clause for document in load_documents() for clause in document.clauses}
    return tuple(known[key] for key in dict.fromkeys(keys) if key in known)


def _programme(code: str) -> Programme | None:
    try:
        return get_programme(code)
    except UnknownProgramme:
        return None
