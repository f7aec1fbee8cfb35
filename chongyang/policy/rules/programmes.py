"""Programmes as data: who may apply, what the rule needs to know, evidence, period, what excludes what.

A city puts files of its own beside the shipped ones (setting CHONGYANG_PROGRAMMES, `look_in`); a programme of
the same code takes the place of ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.amounts import RULES
from chongyang.policy.rules.engine.steps import Rule
from chongyang.policy.rules.engine.values import Values

SHIPPED = Path(str(files("chongyang.policy"))) / "data" / "programmes"
TYPES = frozenset({"number", "money", "yes_no", "word"})
PERIODS = frozenset({"once", "month", "year"})
WHO = frozenset({"organisation", "carer", "elder"})
FUNDS = frozenset({"general_budget", "special_fund", "lottery"})
LEVELS = frozenset({"city", "county", "street"})
KNOWN_BY = frozenset(
    {
        *("age", "from_age", "classes", "lives_at_home", "ability", "disability", "household"),
        *("county_pays", "carer", "posted", "post_months"),
    }
)
"""What the register can say of an input (docs/reference/entitlements.md)."""


LISTS = ("evidence", "stop", "excludes", "object_by", "paid_before")


class UnableToReadProgramme(ValueError):
    """The file of a programme contradicts itself; the message names the programme."""


class UnknownProgramme(LookupError):
    """There is no programme of this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing that a rule needs to know. `reading` names the interpretation under which it is asked; the
    objects of an application are as many as the inputs that it `counts`. `known_by` is how the register
    answers it before anybody applies: one name of KNOWN_BY with its setting.
    """

    type: str
    label: str
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    optional: bool = False
    counts: bool = False
    reading: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    known_by: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Half-open days on which nobody applies and nothing is decided, and where that is written."""

    since: date
    until: date | None = None
    document: str

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A promise of money that can be applied for. `object` is what is paid for, never twice in a `period`;
    with the values of `object_by` it is another one (a fourth star after a third).

    `excludes_when` names the reading under which another is excluded; without one it always is. `paid_before`
    are two inputs: what was paid for before, which is never told as less than what was approved, and what is
    to be paid for now. Of a monthly one `grows` names inputs told as of a day that grow by themselves (by
    `month` or `year`), and `stops` those that propose an end, with the reason, when they are no longer true.

    `who` applies and is paid. `funds` names the fund of a level where it is not `fund`; `notice_workdays` the
    days of the public notice where they are not those of the flow.
    """

    code: str
    title: str
    clause: str
    rule: str
    flow: str
    applicant: str
    who: str
    object: str
    period: str
    fund: str
    evidence: tuple[str, ...]
    stop: tuple[str, ...]
    recovery: str
    confirmed: bool
    inputs: Mapping[str, Input]
    excludes: tuple[str, ...] = ()
    object_by: tuple[str, ...] = ()
    funds: Mapping[str, str] = field(default_factory=dict)
    notice_workdays: int | None = None
    freezes: tuple[Frozen, ...] = ()
    excludes_when: Mapping[str, str] = field(default_factory=dict)
    paid_before: tuple[str, ...] = ()
    grows: Mapping[str, str] = field(default_factory=dict)
    stops: Mapping[str, str] = field(default_factory=dict)

    @property
    def function(self) -> Rule:
        return RULES[self.rule]

    def fund_of(self, level: str) -> str:
        """From which money this level pays."""
        return self.funds.get(level, self.fund)

    def frozen_on(self, day: date) -> Frozen | None:
        """The freeze that holds on a day."""
        return next((freeze for freeze in self.freezes if freeze.holds(day)), None)

    def excludes_now(self, other: str, values: Values) -> bool:
        """Whether the other programme is excluded as the city reads the plan on that day."""
        held = _is_read(self.code, self.excludes_when.get(other, ""), values)
        values.drain()
        return other in self.excludes and held

    def inputs_asked(self, values: Values) -> dict[str, Input]:
        """What must be known as the city reads the plan on that day: another reading asks other inputs."""
        asked = {name: one for name, one in self.inputs.items() if _is_read(self.code, one.reading, values)}
        values.drain()
        return asked


def _is_read(code: str, reading: str, values: Values) -> bool:
    name, _, chosen = reading.partition("=")
    if not name:
        return True
    held = name if name in values.held else f"{code}.{name}"
    return held in values.held and values.choice(held) == chosen


_folders: list[Path] = [SHIPPED]


def look_in(folder: str | Path | None) -> None:
    """Where the city keeps its own programmes, beside ours; said once when the program starts."""
    _folders[1:] = [Path(folder)] if folder else []
    load_programmes.cache_clear()


def folders() -> tuple[Path, ...]:
    """The shipped folder, then the city's own."""
    return tuple(_folders)


@cache
def load_programmes() -> tuple[Programme, ...]:
    """Every programme in the order of the files, the city's own last. Raises UnableToReadProgramme."""
    held: dict[str, Programme] = {}
    for folder in folders():
        read = [read_programme(row) for row in _rows(folder)]
        if len({programme.code for programme in read}) != len(read):
            raise UnableToReadProgramme("a code stands twice")
        held |= {programme.code: programme for programme in read}
    _check_exclusions(held)
    return tuple(held.values())


def _rows(folder: Path) -> Iterator[Mapping[str, Any]]:
    for file in sorted(folder.glob("*.yaml")):
        rows = read_yaml(file.read_text(encoding="utf-8"))
        if not isinstance(rows, list):
            raise UnableToReadProgramme(f"{file.name}: a list of programmes is expected")
        yield from rows


def get_programme(code: str) -> Programme:
    """The programme of this code. Raises UnknownProgramme."""
    for programme in load_programmes():
        if programme.code == code:
            return programme
    raise UnknownProgramme(code)


def read_programme(row: Mapping[str, Any]) -> Programme:
    """One programme from its data. Raises UnableToReadProgramme."""
    try:
        lists = {name: tuple(row.get(name, ())) for name in LISTS}
        inputs = {name: Input(**told) for name, told in row["inputs"].items()}
        freezes = tuple(Frozen(**told) for told in row.get("freezes", ()))
        made = Programme(**{**row, **lists, "inputs": inputs, "freezes": freezes})
    except (TypeError, KeyError, AttributeError) as error:
        raise UnableToReadProgramme(f"{row.get('code', '?')}: {error}") from error
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadProgramme(f"{made.code}: {why}")
    return made


def _faults(made: Programme) -> Iterator[tuple[bool, str]]:
    yield made.rule not in RULES, f"there is no rule {made.rule!r}"
    yield made.period not in PERIODS, f"unknown period {made.period!r}"
    yield made.who not in WHO, f"nobody of the kind {made.who!r} applies"
    yield not {made.fund, *made.funds.values()} <= FUNDS, "an unknown fund"
    yield not set(made.funds) <= LEVELS, "an unknown level"
    yield not set(made.object_by) <= set(made.inputs), "object_by names no input"
    yield not set(made.excludes_when) <= set(made.excludes), "excludes_when names none that is excluded"
    both = set(made.paid_before) & set(made.inputs)
    yield bool(made.paid_before) and len(both) != len(("before", "now")), "paid_before names two inputs"
    grown = [made.inputs.get(name) for name in made.grows]
    yield any(one is None or one.type != "number" for one in grown), "grows names no number"
    yield not set(made.grows.values()) <= {"month", "year"}, "grows by a month or a year"
    stopping = [made.inputs.get(name) for name in made.stops]
    yield any(one is None or one.type != "yes_no" for one in stopping), "stops names no yes_no"
    yield made.period != "month" and bool(made.grows or made.stops), "grows and stops are of a month"
    yield not made.clause or not made.evidence, "a clause or the evidence is missing"
    for freeze in made.freezes:
        yield not freeze.document, "a freeze without a document"
    for name, asked in made.inputs.items():
        yield asked.type not in TYPES, f"{name}: unknown type {asked.type!r}"
        yield (
            bool(asked.known_by) and (len(asked.known_by) != 1 or not asked.known_by.keys() <= KNOWN_BY),
            (f"{name}: the register cannot tell it by {sorted(asked.known_by)}"),
        )
        yield (asked.type == "word") != bool(asked.words), f"{name}: words belong to a word, and only to one"


def _check_exclusions(held: Mapping[str, Programme]) -> None:
    for programme in held.values():
        if unknown := set(programme.excludes) - set(held):
            raise UnableToReadProgramme(f"{programme.code}: excludes unknown {sorted(unknown)}")
