"""What the plans promise in figures: parameters, targets and planning standards, read from the shipped data.

Each row names its clause and the words it rests on; words that do not stand in the clause are refused, so a
figure cannot be invented. See `chongyang/policy/data/parameters/2018-34.yaml` for the kinds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, cast

from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.documents import Clause, load_documents

PARAMETER_KINDS = {
    "amount": N_("金额"),
    "share": N_("比例"),
    "threshold": N_("门槛"),
    "cap": N_("上限"),
    "step": N_("级距"),
    "period": N_("期限"),
    "envelope": N_("投资总额"),
    "condition": N_("前提"),
    "interpretation": N_("解释口径"),
    "not_stated": N_("未写明金额"),
}
OPERATORS = {
    "at_least": N_("不低于"),
    "more_than": N_("超过"),
    "at_most": N_("不超过"),
    "about": N_("左右"),
    "from_to": N_("区间"),
    "all": N_("全部"),
    "basically": N_("基本"),
    "strive": N_("力争"),
    "milestone": N_("节点"),
}
PAYERS = {"city": N_("市级财政"), "county": N_("县（市、区）财政")}
NUMBERED = frozenset({"amount", "share", "threshold", "cap", "step", "period", "envelope"})
Number = int | float


class UnableToReadPromise(ValueError):
    """The data contradicts itself or its clause; the message names the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a parameter, a target and a standard have in common. `unit` is the published Chinese word,
    `english` what it is called on English pages beside the Chinese quote.
    """

    id: str
    document: str
    clause: str
    what: str
    quote: str
    english: str = ""
    value: Number | str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Promise):
    """A dated value behind a payment or a rule; `payers` are parts in percent, empty where nobody is named.

    An `interpretation` has `alternatives` (code → words) and the code of its `default`; `settings` are
    numbers that one of the alternatives brings along.
    """

    kind: str
    valid_from: date
    valid_to: date | None
    payers: Mapping[str, int] = field(default_factory=dict)
    alternatives: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    settings: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Promise):
    """A promise with its operator. `by` is None where the text gives no date; then `by_inferred` is the end
    of the plan's period. `also` are other clauses that promise the same.
    """

    operator: str
    value_to: Number | None = None
    per: str = ""
    by: date | None = None
    by_inferred: date
    also: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Promise):
    """What a map or a register is checked against; `measures` is land, floor, distance and so on."""

    operator: str
    measures: str


@cache
def load_parameters() -> tuple[Parameter, ...]:
    """The parameters of every document. Raises UnableToReadPromise."""
    return tuple(_parameter(row, head) for head, row in _rows("parameters"))


@cache
def load_targets() -> tuple[Target, ...]:
    """The targets of every document. Raises UnableToReadPromise."""
    return tuple(_target(row, head) for head, row in _rows("targets"))


@cache
def load_standards() -> tuple[Standard, ...]:
    """The planning standards of every document. Raises UnableToReadPromise."""
    return tuple(read(Standard, row) for _, row in _rows("standards"))


def _rows(kind: str) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Head of the file and row, of all shipped documents, the newest first."""
    seen: set[str] = set()
    for document in load_documents():
        file = files("chongyang.policy") / "data" / kind / f"{document.key}.yaml"
        if not file.is_file():
            continue
        head = read_yaml(file.read_text(encoding="utf-8"))
        clauses = {clause.id: clause for clause in document.clauses}
        for row in head[kind]:
            named = {**row, "id": f"{document.key}:{row['id']}", "document": document.key}
            check_words(named, clauses, seen)
            yield head, named


def check_words(row: Mapping[str, Any], clauses: Mapping[str, Clause], seen: set[str]) -> None:
    """The id stands once, the clauses exist, and the quote stands in the first of them."""
    if row["id"] in seen:
        raise UnableToReadPromise(f"{row['id']}: the id stands twice")
    seen.add(row["id"])
    if not row.get("clause"):
        raise UnableToReadPromise(f"{row['id']}: a clause is missing")
    for name in (row["clause"], *row.get("also", ())):
        if name not in clauses:
            raise UnableToReadPromise(f"{row['id']}: there is no clause {name}")
    held = clauses[row["clause"]]
    if not row.get("quote") or _tight(row["quote"]) not in _tight(held.heading + held.text):
        raise UnableToReadPromise(f"{row['id']}: the words {row.get('quote')!r} do not stand in {held.id}")


def _tight(text: str) -> str:
    return "".join(text.split())


def _parameter(row: dict[str, Any], head: Mapping[str, Any]) -> Parameter:
    dated = {"valid_from": head["valid_from"], "valid_to": head["valid_to"], **row}
    made = cast("Parameter", read(Parameter, dated))
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadPromise(f"{made.id}: {why}")
    return made


def _faults(made: Parameter) -> Iterator[tuple[bool, str]]:
    yield made.kind not in PARAMETER_KINDS, f"unknown kind {made.kind!r}"
    yield made.kind in NUMBERED and not isinstance(made.value, Number), "a number is missing"
    yield made.kind in NUMBERED and not made.unit, "a unit is missing"
    yield made.kind == "not_stated" and made.value is not None, "a value where the text states none"
    yield (
        made.kind == "interpretation" and made.default not in made.alternatives,
        "the default is no alternative",
    )
    yield bool(made.payers) and sum(made.payers.values()) != 100, "the parts of the payers are not 100 %"
    yield not set(made.payers) <= set(PAYERS), "an unknown payer"
    yield made.valid_to is not None and made.valid_to <= made.valid_from, "it ends before it begins"


def _target(row: dict[str, Any], head: Mapping[str, Any]) -> Target:
    made = cast(
        "Target", read(Target, {"by_inferred": head["ends_on"], **row, "also": tuple(row.get("also", ()))})
    )
    if made.operator not in OPERATORS:
        raise UnableToReadPromise(f"{made.id}: unknown operator {made.operator!r}")
    if (made.operator == "from_to") != (made.value_to is not None):
        raise UnableToReadPromise(f"{made.id}: a range needs two values, nothing else has them")
    return made


def read(kind: type[Promise], row: Mapping[str, Any]) -> Any:
    """The row as `kind`; a missing or unknown field is refused by its name."""
    try:
        return kind(**row)
    except TypeError as error:
        raise UnableToReadPromise(f"{row['id']}: {error}") from error


def promises_of(clause: str) -> tuple[tuple[Parameter, ...], tuple[Target, ...], tuple[Standard, ...]]:
    """The parameters, targets and standards that rest on a clause."""
    return (
        tuple(row for row in load_parameters() if row.clause == clause),
        tuple(row for row in load_targets() if clause in (row.clause, *row.also)),
        tuple(row for row in load_standards() if row.clause == clause),
    )
