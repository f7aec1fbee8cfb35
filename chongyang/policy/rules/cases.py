"""Cases that a lawyer can read: what is known, and what the rule must answer. Data beside the programmes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chongyang.core.later import Later
from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.engine.deciding import YES, decide
from chongyang.policy.rules.engine.values import AREA, FEN, Overlay, values_on
from chongyang.policy.rules.programmes import SHIPPED, Input, Programme, folders, load_programmes

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

CITY_AREA = 410100000000
DTYPES = {"number": "Float64", "money": "Int64", "yes_no": "Boolean", "word": "String"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a programme; `expect` has answer, yuan, parts by payer in yuan, missing."""

    programme: str
    name: str
    day: date
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    area: int = CITY_AREA
    choices: Mapping[str, str] = field(default_factory=dict)
    overlays: tuple[Mapping[str, Any], ...] = ()


def load_cases() -> Iterator[Case]:
    """Every shipped case, programme by programme."""
    for programme in load_programmes():
        file = _file_of(programme.code)
        for row in read_yaml(file.read_text(encoding="utf-8")):
            yield Case(programme=programme.code, **{**row, "overlays": tuple(row.get("overlays", ()))})


def _file_of(code: str) -> Path:
    """The cases of the city's own programme stand beside it, under `cases`."""
    own = [folder / "cases" / f"{code}.yaml" for folder in folders()[1:]]
    shipped = SHIPPED.parent / "cases" / f"{code}.yaml"
    return next((file for file in own if file.is_file()), shipped)


def column_type(asked: Input) -> Any:
    """The type of an input's column; whole numbers are integers, so that money stays exact."""
    return getattr(pl, "Int64" if asked.whole else DTYPES[asked.type])


def rows_of(programme: Programme, given: Mapping[str, Any], area: int) -> pl.DataFrame:
    """One row for the rule from what is known; what is not named is unknown."""
    schema = {name: column_type(asked) for name, asked in programme.inputs.items()}
    told = {name: [given.get(name)] for name in schema}
    return pl.DataFrame({**told, AREA: [area]}, schema={**schema, AREA: pl.Int64}, strict=False)


def answer_of(case: Case, programme: Programme) -> dict[str, Any]:
    """What the rule says, in the words of `expect`."""
    values = values_on(case.day, overlays=[Overlay(**row) for row in case.overlays], choices=case.choices)
    decided = decide(programme.function, rows_of(programme, case.given, case.area), values)
    row = decided.rows.row(0, named=True)
    told: dict[str, Any] = {"answer": row["answer"], "missing": row["missing"]}
    if row["answer"] == YES:
        told["yuan"] = Decimal(row["amount_fen"]) / FEN
        told["parts"] = {payer: Decimal(row[f"{payer}_fen"]) / FEN for payer in ("city", "county", "street")}
    return told


def differences(case: Case, programme: Programme) -> list[str]:
    """Where the rule and the case disagree, in words."""
    told = answer_of(case, programme)
    wrong = []
    for name, wanted in case.expect.items():
        got = told.get(name)
        if name == "parts":
            got = {payer: (got or {}).get(payer) for payer in wanted}
            wanted = {payer: Decimal(str(yuan)) for payer, yuan in wanted.items()}
        elif name == "yuan":
            wanted = Decimal(str(wanted))
        if got != wanted:
            wrong.append(f"{name}: {wanted} expected, {got} found")
    return wrong
