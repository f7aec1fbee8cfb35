"""The stations of one yuan as the page shows them. To the payee's side no officer is named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.funding.queries import Yuan
from chongyang.funding.queries.explaining import ExplainedStep
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.treasury.enums import (
    BatchState,
    EntryKind,
    Fund,
    Level,
    LineKind,
    OrderState,
    ReceivableState,
    Way,
)
from chongyang.treasury.rules.ledger import chart
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.steps import label_of, value_of

TONES = {"paid": "good", "returned": "bad", "cancelled": "bad", "released": "warn"}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
CORRECTED, RECOVERED, RECOVERING, HELD = N_("已更正"), N_("已追回"), N_("追回中"), N_("暂缓付款，等待答复")


def page_of(held: Yuan) -> dict[str, Any]:
    """Everything on the page, in the order of the walk."""
    order = held.money.order
    names = {} if held.is_own else _names(held)
    return {
        "held": held,
        "order": order,
        "title": gettext(held.programme.title) if held.programme else order.programme,
        "last_day": order.period_to - timedelta(days=1) if order.period_to else None,
        "states": states_of(held),
        "passages": [_passage(one, names) for one in held.money.passages],
        "entries": [_entry(one) for one in _entries(held)],
        "steps": [step_of(one) for one in held.ground.steps] if held.ground else [],
        "taken": [_taken(one, names) for one in held.taken],
        "rests_on": [_parameter(one) for one in held.ground.rests_on] if held.ground else [],
        "clauses": [_clause(one) for one in held.clauses],
        "shares": [_share(one) for one in held.money.shares],
        "owed": [_owed(one) for one in held.money.owed],
    }


def states_of(held: Yuan) -> list[tuple[str, str]]:
    """Where the payment stands, in words with a tone: its own state, then what came after."""
    traced = held.money
    state = traced.order.state
    told = [(gettext(OrderState.of(state).label), TONES.get(state, "note"))]
    if traced.is_held:
        told.append((gettext(HELD), "warn"))
    if traced.corrected_by:
        told.append((gettext(CORRECTED), "note"))
    if traced.owed:
        is_back = all(one.row.state == ReceivableState.COLLECTED for one in traced.owed)
        told.append((gettext(RECOVERED), "good") if is_back else (gettext(RECOVERING), "warn"))
    return told


def _names(held: Yuan) -> dict[UUID, str]:
    batch = {who for one in held.money.passages for stage in one.stages for who in stage.holders}
    return territory.names_of(batch | {one.account for one in held.taken if one.account})


def _passage(one: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "line": one.line,
        "batch": one.line.batch,
        "state": gettext(BatchState.of(one.line.batch.state).label),
        "answer": one.answer,
        "is_paid": one.answer is not None and one.answer.outcome == "paid",
        "stages": [
            {
                "label": gettext(stage.label),
                "who": "、".join(names[who] for who in stage.holders if who in names),
                "at": stage.at,
                "is_next": stage.is_next,
            }
            for stage in one.stages
        ],
    }


def _entries(held: Yuan) -> Iterable[Any]:
    """What moved money; the payee's side sees what was posted of her payment, not the sums of a batch."""
    moved = (one for one in held.money.entries if one.postings.all())
    return (one for one in moved if not (held.is_own and one.reference_kind == "batch"))


def _entry(entry: Any) -> dict[str, Any]:
    sums: dict[str, int] = defaultdict(int)
    for posting in entry.postings.all():
        sums[posting.account] += posting.amount_fen
    sides = [(gettext(chart()[code].label), fen) for code, fen in sums.items() if fen]
    return {
        "label": gettext(EntryKind.of(entry.kind).label),
        "on": entry.on,
        "is_sum": entry.reference_kind == "batch",
        "debits": [(label, fen) for label, fen in sides if fen > 0],
        "credits": [(label, -fen) for label, fen in sides if fen < 0],
    }


def step_of(step: ExplainedStep) -> dict[str, Any]:
    """One step in words: what was asked, its value, whether it holds."""
    value = value_of(step.kind, step.label, step.value)
    return {"label": label_of(step.label), "value": value, "kind": step.kind, "holds": step.value}


def _taken(one: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    who = names.get(one.account, "") if one.account else gettext("系统")
    role = gettext(ROLES.get(one.role, "")) if one.role in ROLES else ""
    return {
        "label": gettext(one.label),
        "at": one.at,
        "who": " ".join(word for word in (who, role) if word),
        "detail": "",
    }


def _parameter(one: Any) -> dict[str, Any]:
    row = one.parameter
    if one.choice:
        value = gettext(one.choice)
    elif one.value is None:
        value = gettext("未写明")
    else:
        value = figure_of(one.value, row.unit)
    until = row.valid_to - timedelta(days=1) if row.valid_to else None
    return {"row": row, "value": value, "is_raised": one.is_raised, "label": one.clause, "last_day": until}


def _clause(one: Any) -> dict[str, Any]:
    document, _, number = one.id.partition("/")
    return {"row": one, "document": document, "number": number, "text": one.text}


def _share(one: Any) -> dict[str, Any]:
    return {
        "part": one.part,
        "budget": one.budget,
        "level": gettext(Level.of(one.part.level).label),
        "fund": gettext(Fund.of(one.part.fund).label),
        "lines": [(gettext(LineKind.of(line.kind).label), line) for line in one.lines],
        "allotted": one.allotted,
        "allotments": one.allotments,
        "free_fen": one.budget.ceiling_fen - one.budget.committed_fen - one.budget.spent_fen,
    }


def _owed(one: Any) -> dict[str, Any]:
    label = gettext(ReceivableState.of(one.row.state).label)
    came = [(gettext(Way.of(row.way).label), row) for row in one.collected]
    return {"row": one.row, "label": label, "came": came}
