"""Programmes as data: who may apply, what the rule needs to know, evidence, period, what excludes what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.policy.rules.amounts import RULES
from chongyang.policy.rules.engine.steps import Rule

TYPES = frozenset({"number", "money", "yes_no", "word"})
PERIODS = frozenset({"once", "month", "year"})


class UnableToReadProgramme(ValueError):
    """The file of a programme contradicts itself; the message names the programme."""


class UnknownProgramme(LookupError):
    """There is no programme of this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing that a rule needs to know. `reading` names the interpretation under which it is asked."""

    type: str
    label: str
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    optional: bool = False
    reading: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A promise of money that can be applied for. `object` is what is paid for, never twice in a `period`."""

    code: str
    title: str
    clause: str
    rule: str
    flow: str
    applicant: str
    object: str
    period: str
    fund: str
    evidence: tuple[str, ...]
    stop: tuple[str, ...]
    recovery: str
    confirmed: bool
    inputs: Mapping[str, Input]
    excludes: tuple[str, ...] = ()

    @property
    def function(self) -> Rule:
        return RULES[self.rule]


@cache
def load_programmes() -> tuple[Programme, ...]:
    """Every shipped programme in the order of the files. Raises UnableToReadProgramme."""
    root = files("chongyang.policy") / "data" / "programmes"
    rows = (
        row
        for file in sorted(root.iterdir(), key=lambda file: file.name)
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    )
    programmes = tuple(read_programme(row) for row in rows)
    _check_exclusions(programmes)
    return programmes


def get_programme(code: str) -> Programme:
    """The programme of this code. Raises UnknownProgramme."""
    for programme in load_programmes():
        if programme.code == code:
            return programme
    raise UnknownProgramme(code)


def read_programme(row: Mapping[str, Any]) -> Programme:
    """One programme from its data. Raises UnableToReadProgramme."""
    lists = {name: tuple(row.get(name, ())) for name in ("evidence", "stop", "excludes")}
    try:
        inputs = {name: Input(**told) for name, told in row["inputs"].items()}
        made = Programme(**{**row, **lists, "inputs": inputs})
    except (TypeError, KeyError, AttributeError) as error:
        raise UnableToReadProgramme(f"{row.get('code', '?')}: {error}") from error
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadProgramme(f"{made.code}: {why}")
    return made


def _faults(made: Programme) -> Iterator[tuple[bool, str]]:
    yield made.rule not in RULES, f"there is no rule {made.rule!r}"
    yield made.period not in PERIODS, f"unknown period {made.period!r}"
    for name, asked in made.inputs.items():
        yield asked.type not in TYPES, f"{name}: unknown type {asked.type!r}"
        yield (asked.type == "word") != bool(asked.words), f"{name}: words belong to a word, and only to one"


def _check_exclusions(programmes: tuple[Programme, ...]) -> None:
    codes = {programme.code for programme in programmes}
    if len(codes) != len(programmes):
        raise UnableToReadProgramme("a code stands twice")
    for programme in programmes:
        if unknown := set(programme.excludes) - codes:
            raise UnableToReadProgramme(f"{programme.code}: excludes unknown {sorted(unknown)}")
