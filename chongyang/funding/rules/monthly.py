"""One month of a programme: every award of a county in one frame through the engine, and its life cycle."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.core.later import Later
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.policy.rules.cases import column_type
from chongyang.policy.rules.engine.deciding import LEVELS, YES, decide
from chongyang.policy.rules.engine.values import AREA, Values
from chongyang.policy.rules.programmes import Programme
from chongyang.territory.enums import Role

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

MONTH = "funding.month"
ENDED = "ended"
"""The answer for a month in which the award no longer stood, although something was ordered for it."""
COMPUTING, CHECKING, APPROVAL = "computing", "checking", "approval"
REVIEWERS = (Role.COUNTY_REVIEWER.value, Role.CITY_REVIEWER.value)
FINANCE = (Role.COUNTY_FINANCE.value, Role.CITY_FINANCE.value)
WORDS = {
    "computed": N_("已计算，待复核"),
    "checked": N_("已复核，待批准"),
    "approved": N_("已批准"),
    "withdrawn": N_("已撤回"),
}
STAGE_WORDS = {COMPUTING: N_("计算"), CHECKING: N_("复核"), APPROVAL: N_("批准")}
OPEN = ("computed", "checked")

table = Lifecycle(
    name=MONTH,
    label=N_("按月发放"),
    version=1,
    deciding=True,
    opening_stage=COMPUTING,
    states=tuple(State(name, label, final=name not in OPEN) for name, label in WORDS.items()),
    initial="computed",
    actions=(
        Action("check", N_("复核通过"), ("computed",), "checked", REVIEWERS, stage=CHECKING),
        Action("approve", N_("批准发放"), ("checked",), "approved", FINANCE, stage=APPROVAL),
        Action("withdraw", N_("撤回重算"), OPEN, "withdrawn", REVIEWERS, stage=COMPUTING),
        Action(
            "refuse",
            N_("不予批准"),
            ("checked",),
            "withdrawn",
            FINANCE,
            stage=APPROVAL,
            reason_required=True,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One award in one month, with what is known of it."""

    award: UUID
    area: int
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Due:
    """What the rule gives an award for a month. `values` are those of the steps, in their order."""

    award: UUID
    month: date
    answer: str
    missing: tuple[str, ...] = ()
    amount_fen: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)
    values: tuple[Any, ...] = ()

    @property
    def digest(self) -> str:
        told = [str(self.award), str(self.month), self.answer, list(self.missing), self.amount_fen]
        return digest_of([*told, dict(self.parts), list(self.values)])


def digest_of(told: Any) -> str:
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Month:
    """All awards of a month; `steps` as in a decision's trace, without values."""

    month: date
    dues: tuple[Due, ...]
    steps: tuple[dict[str, Any], ...]
    choices: Mapping[str, str] = field(default_factory=dict)


def decide_month(programme: Programme, month: date, asked: Sequence[Asked], values: Values) -> Month:
    """Every award through the rule at once, as of the first day of the month, in the order of their keys.

    Raises NotInForce where the plan does not hold on the day.
    """
    rows = sorted(asked, key=lambda one: one.award)
    decided = decide(programme.function, _frame(programme, rows), values)
    names = [traced.step.name for traced in decided.steps]
    dues = [
        _due(one.award, month, row, names)
        for one, row in zip(rows, decided.rows.iter_rows(named=True), strict=True)
    ]
    steps = tuple(
        {
            "name": traced.step.name,
            "label": traced.step.label,
            "kind": traced.step.kind,
            "parameters": list(traced.rests_on),
            "needs": list(traced.needs),
        }
        for traced in decided.steps
    )
    return Month(month, tuple(dues), steps, _choices(steps, values))


def _choices(steps: Iterable[Mapping[str, Any]], values: Values) -> dict[str, str]:
    """How the city read what the text leaves open, of what the steps rest on."""
    asked = {name.partition(":")[2] for step in steps for name in step["parameters"]}
    return {
        name: values.choices.get(name, held.default)
        for name, held in sorted(values.held.items())
        if name in asked and held.kind == "interpretation"
    }


def _frame(programme: Programme, rows: Iterable[Asked]) -> pl.DataFrame:
    schema = {name: column_type(one) for name, one in programme.inputs.items()}
    rows = list(rows)
    told = {name: [one.inputs.get(name) for one in rows] for name in schema}
    areas = [one.area for one in rows]
    return pl.DataFrame({**told, AREA: areas}, schema={**schema, AREA: pl.Int64}, strict=False)


def _due(award: UUID, month: date, row: Mapping[str, Any], names: list[str]) -> Due:
    is_yes = row["answer"] == YES
    return Due(
        award,
        month,
        row["answer"],
        tuple(row["missing"] or ()),
        (row["amount_fen"] or 0) if is_yes else 0,
        {level: row[f"{level}_fen"] for level in LEVELS if row[f"{level}_fen"]} if is_yes else {},
        tuple(_plain(row[name]) for name in names),
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
