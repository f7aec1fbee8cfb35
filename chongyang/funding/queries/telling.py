"""An explanation as plain values, for the command and the JSON door. Nothing of whom."""

from dataclasses import asdict
from typing import Any

from chongyang.funding.queries.explaining import Explanation


def tell(told: Explanation) -> dict[str, Any]:
    """JSON-ready, in the order of the walk: application, decision, steps, stages, payment, budgets."""
    row, decision, order = told.application, told.decision, told.order
    return {
        "application": {
            "id": str(row.id),
            "number": row.number,
            "programme": row.programme,
            "title": told.programme.title,
            "clause": told.programme.clause,
            "state": row.state,
            "area": row.area,
            "day": str(row.day),
        },
        "decision": decision
        and {
            "outcome": decision.outcome,
            "answer": decision.answer,
            "missing": decision.missing,
            "amount_fen": decision.amount_fen,
            "parts": decision.parts,
            "inputs": decision.inputs,
            "choices": decision.choices,
            "digest": decision.digest,
            "at": decision.made_at.isoformat(),
        },
        "steps": [asdict(step) for step in told.steps],
        "taken": [
            {
                "number": step.number,
                "label": step.label,
                "stage": step.stage,
                "role": step.role,
                "at": step.at.isoformat(),
                "reason": step.reason,
            }
            for step in told.taken
        ],
        "order": order
        and {
            "id": str(order.id),
            "state": order.state,
            "amount_fen": order.amount_fen,
            "object": order.object,
            "period": [str(order.period_from), str(order.period_to) if order.period_to else None],
            "due_on": str(order.due_on),
            "paid_on": str(order.paid_on) if order.paid_on else None,
        },
        "parts": [asdict(part) for part in told.parts],
    }
