"""One question to one programme: what must be known under the readings in use, and the answer step by step.

The same engine as for a million rows; here its steps are put into words with the parameters they rest on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from chongyang.core.words import N_
from chongyang.policy.rules.cases import rows_of
from chongyang.policy.rules.engine.deciding import LEVELS, YES, decide
from chongyang.policy.rules.engine.steps import trace
from chongyang.policy.rules.engine.values import FEN, Decided, NotInForce, Values, short_name
from chongyang.policy.rules.programmes import Input, Programme, get_programme
from chongyang.policy.rules.promises import Number, Parameter, load_parameters

LARGEST = Decimal(10) ** 10
LONGEST = 30
YES_NO = {"yes": True, "no": False}
NOT_A_NUMBER = N_("请填一个数。")
NOT_WHOLE = N_("请填整数。")
TOO_SMALL = N_("不能小于 %(least)s。")
TOO_LARGE = N_("数太大了，最多 %(most)s。")
NOT_A_CHOICE = N_("请从选项中选择。")
FRACTION_OF_FEN = N_("金额最多两位小数。")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an input cannot be read; a Chinese source sentence with its words."""

    sentence: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """One step with its value and the parameters it rests on. `holds` is of conditions alone."""

    name: str
    label: str
    kind: str
    value: Any
    parameters: tuple[Parameter, ...]
    needs: tuple[str, ...]

    @property
    def holds(self) -> bool | None:
        return self.value if self.kind == "condition" else None


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no or probably; the amount with each payer's part, what is missing, and every step."""

    answer: str
    missing: tuple[str, ...]
    amount_fen: int | None
    parts: Mapping[str, int]
    steps: tuple[Explained, ...]


@cache
def parameters_of(code: str) -> tuple[Parameter, ...]:
    """The parameters that a programme's rule asks for under some reading, in the order of the plan."""
    programme, held = get_programme(code), load_parameters()
    document = programme.clause.partition("/")[0]
    day = next((row.valid_from for row in held if row.document == document), date.max)
    asked: dict[str, Parameter] = {}
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        values = Decided().values_on(day, waiting.pop())
        for row in _asked_by(programme, values):
            if row.id not in asked:
                asked[row.id] = row
                waiting += [{short_name(row): alternative} for alternative in row.alternatives]
    return tuple(row for row in held if row.id in asked)


def _asked_by(programme: Programme, values: Values) -> list[Parameter]:
    by_id = {row.id: row for row in values.held.values()}
    return [by_id[name] for one in trace(programme.function, values) for name in one.rests_on]


def inputs_asked(programme: Programme, values: Values) -> dict[str, Input]:
    """The inputs that the rule needs under the readings in use; the others are not asked."""
    needed = {name for one in trace(programme.function, values) for name in one.needs}
    return {name: asked for name, asked in programme.inputs.items() if name in needed}


def last_day_in_force(programme: Programme, decided: Decided, today: date) -> date | None:
    """Today, or else the last day on which the rule had its values; None if that is yet to come."""
    ends = [row.valid_to - timedelta(days=1) for row in parameters_of(programme.code) if row.valid_to]
    for day in (today, *sorted({end for end in ends if end < today}, reverse=True)):
        try:
            trace(programme.function, decided.values_on(day))
        except NotInForce:
            continue
        return day
    return None


def read_inputs(
    asked: Mapping[str, Input], told: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Fault]]:
    """What a form says, as values; what is empty is unknown. Money is typed in yuan and read in fen."""
    given: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for name, one in asked.items():
        text = unicodedata.normalize("NFKC", told.get(name, "")).strip()
        if not text:
            continue
        found = _read(one, text)
        if isinstance(found, Fault):
            faults[name] = found
        else:
            given[name] = found
    return given, faults


def _read(asked: Input, text: str) -> Any:
    if asked.type == "yes_no":
        return YES_NO[text] if text in YES_NO else Fault(NOT_A_CHOICE, {})
    if asked.type == "word":
        return text if text in asked.words else Fault(NOT_A_CHOICE, {})
    return _number(asked, text)


def _number(asked: Input, text: str) -> Number | Fault:
    try:
        number = Decimal(text.replace(",", "").replace("，", "")[: LONGEST + 1])
    except InvalidOperation:
        return Fault(NOT_A_NUMBER, {})
    if not number.is_finite() or len(text) > LONGEST:
        return Fault(NOT_A_NUMBER, {})
    least, most = Decimal(str(asked.minimum or 0)), _most(asked)
    if asked.type == "money":
        number = number * FEN
    if number < least:
        return Fault(TOO_SMALL, {"least": f"{least:f}"})
    if number > most:
        return Fault(TOO_LARGE, {"most": f"{most / FEN if asked.type == 'money' else most:,f}"})
    return _exact(asked, number)


def _most(asked: Input) -> Decimal:
    limit = LARGEST * FEN if asked.type == "money" else LARGEST
    return limit if asked.maximum is None else min(Decimal(str(asked.maximum)), limit)


def _exact(asked: Input, number: Decimal) -> Number | Fault:
    if asked.type == "money":
        return int(number) if number == int(number) else Fault(FRACTION_OF_FEN, {})
    if asked.whole:
        return int(number) if number == int(number) else Fault(NOT_WHOLE, {})
    return float(number)


def explain(programme: Programme, given: Mapping[str, Any], area: int, values: Values) -> Answer:
    """The answer for one applicant with every step. Raises NotInForce outside the days of the rule."""
    decided = decide(programme.function, rows_of(programme, given, area), values)
    row = decided.rows.row(0, named=True)
    by_id = {held.id: held for held in values.held.values()}
    steps = tuple(
        Explained(
            name=one.step.name,
            label=one.step.label,
            kind=one.step.kind,
            value=row[one.step.name],
            parameters=tuple(by_id[name] for name in one.rests_on),
            needs=one.needs,
        )
        for one in decided.steps
    )
    said = row["answer"] == YES
    return Answer(
        answer=row["answer"],
        missing=_decisive(programme, row["missing"]),
        amount_fen=row["amount_fen"] if said else None,
        parts={level: row[f"{level}_fen"] for level in LEVELS if said and row[f"{level}_fen"]},
        steps=steps,
    )


def _decisive(programme: Programme, missing: list[str]) -> tuple[str, ...]:
    """What is missing; what may be left out is named only where nothing else is missing."""
    return tuple(name for name in missing if not programme.inputs[name].optional) or tuple(missing)
