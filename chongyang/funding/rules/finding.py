"""Asking the rule about one application: the answer, the money, and each step with what it rests on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from chongyang.policy.rules.cases import rows_of
from chongyang.policy.rules.engine.deciding import YES, decide
from chongyang.policy.rules.engine.values import NotInForce, Values
from chongyang.policy.rules.programmes import Programme

LEVELS = ("city", "county", "street")
NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class Finding:
    """`steps` are plain mappings: name, label, kind, value, parameters (ids), needs (inputs). `why` is set
    where the plan is not in force on the day; then nothing is known.
    """

    answer: str
    day: date
    missing: tuple[str, ...] = ()
    amount_fen: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[dict[str, Any], ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def is_yes(self) -> bool:
        return self.answer == YES and bool(self.amount_fen)

    @property
    def digest(self) -> str:
        """Names the whole answer: the same inputs, day, choices and parameters give the same."""
        told = [self.answer, str(self.day), list(self.missing), self.amount_fen]
        whole = [*told, dict(self.parts), list(self.steps), dict(self.choices)]
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def find(programme: Programme, inputs: Mapping[str, Any], area: int, values: Values) -> Finding:
    """The rule's answer for one row as of the day of `values`. A few milliseconds."""
    try:
        decided = decide(programme.function, rows_of(programme, inputs, area), values)
    except NotInForce as error:
        return Finding("no", values.on, why=f"{NOT_IN_FORCE}: {error}")
    row = decided.rows.row(0, named=True)
    steps = tuple(
        {
            "name": traced.step.name,
            "label": traced.step.label,
            "kind": traced.step.kind,
            "value": _plain(row[traced.step.name]),
            "parameters": list(traced.rests_on),
            "needs": list(traced.needs),
        }
        for traced in decided.steps
    )
    is_yes = row["answer"] == YES
    parts = {level: row[f"{level}_fen"] for level in LEVELS if row[f"{level}_fen"]} if is_yes else {}
    asked = {name.partition(":")[2] for step in steps for name in step["parameters"]}
    choices = {
        name: values.choices.get(name, held.default)
        for name, held in values.held.items()
        if name in asked and held.kind == "interpretation"
    }
    return Finding(
        row["answer"],
        values.on,
        missing=tuple(row["missing"] or ()),
        amount_fen=row["amount_fen"] if is_yes else None,
        parts=parts,
        steps=steps,
        choices=dict(sorted(choices.items())),
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
