"""One application explained: decision, steps, parameters, the words of the clause, who held which stage, and
the order of payment with its budgets. The page of one yuan and `chongyang explain` show the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.models import Step
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding.models import Application, Decision
from chongyang.funding.queries.applications import access_application
from chongyang.funding.queries.findings import last_decision
from chongyang.funding.rules import flows
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.programmes import Programme, get_programme
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.treasury.models import OrderPart, PaymentOrder

SUBMITTED = N_("提交申请")


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A parameter behind a step, its value and the words of its clause; `choice` is the reading."""

    id: str
    what: str
    value: Any
    unit: str
    clause: str
    clause_label: str
    quote: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    name: str
    label: str
    kind: str
    value: Any
    rests_on: tuple[RestsOn, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the case: what was done in which stage, by which role, when. No name."""

    number: int
    label: str
    stage: str
    role: str
    account: UUID | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PaidBy:
    """A payer's part with its budget."""

    level: str
    fund: str
    amount_fen: int
    year: int
    ceiling_fen: int
    committed_fen: int
    spent_fen: int


@dataclass(frozen=True, slots=True)
class Explanation:
    application: Application
    programme: Programme
    decision: Decision | None
    steps: tuple[ExplainedStep, ...] = ()
    taken: tuple[Taken, ...] = ()
    order: PaymentOrder | None = None
    parts: tuple[PaidBy, ...] = field(default=())


def explain(scope: Scope, application: UUID) -> Explanation:
    """Everything about one application within reach, or one's own. Raises NotFound."""
    row = access_application(scope, application)
    decision = last_decision(row)
    with access.enter(system_scope("explanation", actor=scope.actor)):
        order = PaymentOrder.objects.filter(id=row.order).first() if row.order else None
        return Explanation(
            application=row,
            programme=get_programme(row.programme),
            decision=decision,
            steps=explain_steps(decision.trace, decision.choices) if decision else (),
            taken=tuple(list_taken(row)),
            order=order,
            parts=tuple(_parts(order)) if order else (),
        )


def explain_steps(trace: Iterable[dict[str, Any]], choices: dict[str, str]) -> tuple[ExplainedStep, ...]:
    """The trace of a decision, or of a finding that nobody laid down, with the words it rests on."""
    return tuple(
        ExplainedStep(
            step["name"],
            step["label"],
            step["kind"],
            step["value"],
            tuple(_rests_on(key, choices) for key in step["parameters"] if key in _parameters()),
        )
        for step in trace
    )


def _rests_on(key: str, choices: dict[str, str]) -> RestsOn:
    held = _parameters()[key]
    chosen = choices.get(key.partition(":")[2], "")
    return RestsOn(
        id=key,
        what=held.what,
        value=held.value,
        unit=held.unit,
        clause=held.clause,
        clause_label=_labels().get(held.clause, held.clause),
        quote=held.quote,
        choice=held.alternatives.get(chosen, ""),
    )


@cache
def _parameters() -> dict[str, Parameter]:
    return {row.id: row for row in load_parameters()}


@cache
def _labels() -> dict[str, str]:
    return {clause.id: clause.label for document in load_documents() for clause in document.clauses}


def clause_label(clause: str) -> str:
    """三(二)2 for 2018-34/3.2.2."""
    return _labels().get(clause, clause)


def list_taken(row: Application) -> Iterable[Taken]:
    """What was done in a case that was accessed, in order."""
    table = flows.get_flow(row.flow).table
    for step in Step.objects.filter(case=row.id).order_by("number"):
        label = table.action(step.action).label if step.action != "open" else SUBMITTED
        yield Taken(
            step.number, label, step.stage or "", step.actor_role, step.actor_account, step.at, step.reason
        )


def _parts(order: PaymentOrder) -> Iterable[PaidBy]:
    for part in OrderPart.objects.filter(order=order).select_related("budget").order_by("id"):
        held = part.budget
        yield PaidBy(
            part.level,
            part.fund,
            part.amount_fen,
            held.year,
            held.ceiling_fen,
            held.committed_fen,
            held.spent_fen,
        )
