"""Red, yellow, green, grey: the light of a duty from its facts, by rules that stand as data, with its trace.

The rule's light is what the machine says; an owner's is a proposal, and the office may differ with a reason
(`operations.lights`). Rules: `duties/data/lights.yaml`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.duties.enums import Light

ORDER = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)
"""The gravest first; what cannot be judged is told only where nothing else is."""
FACTS = {
    "is_closed": N_("是否已销号"),
    "days_late": N_("逾期天数"),
    "days_left": N_("距期限天数"),
    "milestones_missed": N_("到期未完成的节点"),
    "indicators_red": N_("到期未达到的指标"),
    "quarters_silent": N_("连续未报告的季度"),
    "points_behind": N_("落后于时间的百分点"),
    "percent": N_("完成百分比"),
    "has_problem": N_("是否有未解决的问题"),
    "has_reported": N_("是否报告过"),
}


class UnableToReadRule(ValueError):
    """A rule names a fact, a light or a comparison that is not there."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one duty on a day; percent and points are those of its newest report."""

    is_closed: bool = False
    days_late: int = 0
    days_left: int = 0
    milestones_missed: int = 0
    indicators_red: int = 0
    quarters_silent: int = 0
    points_behind: int = 0
    percent: int = 0
    has_problem: bool = False
    has_reported: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of one fact."""

    fact: str
    operator: str
    value: int | bool

    def holds(self, facts: Facts) -> bool:
        found = getattr(facts, self.fact)
        if self.operator == "at_least":
            return bool(found >= self.value)
        return bool(found <= self.value) if self.operator == "at_most" else found is self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """A light where all its conditions hold; a `final` one ends the search."""

    key: str
    light: Light
    words: str
    english: str
    when: tuple[Condition, ...]
    final: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One rule beside the facts that it asked for."""

    rule: Rule
    holds: bool
    found: tuple[tuple[str, int | bool], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A light with every rule that was tried; `why` are those that made it."""

    light: Light
    lines: tuple[Line, ...]

    @property
    def why(self) -> tuple[Rule, ...]:
        return tuple(line.rule for line in self.lines if line.holds and line.rule.light is self.light)


def judge(facts: Facts, rules: Iterable[Rule]) -> Judged:
    """The gravest light of the rules that hold."""
    lines = tuple(_tried(facts, rules))
    lights = {line.rule.light for line in lines if line.holds}
    return Judged(next((light for light in ORDER if light in lights), Light.GREY), lines)


def worst(lights: Iterable[Light]) -> Light:
    """Of several duties of one item, the gravest."""
    found = set(lights)
    return next((light for light in ORDER if light in found), Light.GREY)


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Raises UnableToReadRule."""
    return tuple(_rule(row) for row in rows)


@cache
def load_rules() -> tuple[Rule, ...]:
    """The shipped rules, in their order."""
    text = (files("chongyang.duties") / "data" / "lights.yaml").read_text(encoding="utf-8")
    return read(read_yaml(text)["rules"])


def _tried(facts: Facts, rules: Iterable[Rule]) -> Iterator[Line]:
    for rule in rules:
        holds = all(condition.holds(facts) for condition in rule.when)
        yield Line(rule, holds, tuple((one.fact, getattr(facts, one.fact)) for one in rule.when))
        if holds and rule.final:
            return


def _rule(row: Mapping[str, Any]) -> Rule:
    try:
        told = {**row, "light": Light.of(row["light"]), "when": tuple(map(_condition, row["when"]))}
        return Rule(**told)
    except (KeyError, TypeError, ValueError) as fault:
        raise UnableToReadRule(f"{row.get('key')}: {fault}") from fault


def _condition(row: Mapping[str, Any]) -> Condition:
    (operator,) = row.keys() - {"fact"}
    if row["fact"] not in FACTS or operator not in ("is", "at_least", "at_most"):
        raise ValueError(dict(row))
    return Condition(row["fact"], operator, row[operator])
