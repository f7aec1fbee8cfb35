"""The counties' rules of 政府购买 as data: who, how much, for what, from whom, for how long (clause 三(一)3).

Neither plan states an amount: the counties publish 实施细则. A city puts files of its own beside the shipped
ones (setting CHONGYANG_PURCHASE_RULES, `look_in`); one of the same code and version takes the place of ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from chongyang.core.scopes import Interval, interval_of
from chongyang.core.yaml_files import read_yaml
from chongyang.purchase.enums import Unit
from chongyang.purchase.rules.shares import WHOLE, WIDTHS

SHIPPED = Path(str(files("chongyang.purchase"))) / "data" / "rules"
PERIODS = {"month": 1, "quarter": 3, "year": 12}
CONDITIONS = frozenset({"classes", "ability", "from_age", "living", "household"})
BEGINS = frozenset({"this_month", "next_month"})
MOST_CARRY = 12


class UnableToReadRule(ValueError):
    """The file of a rule contradicts itself; the message names the rule."""


class UnknownRule(LookupError):
    """There is no rule of this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Whom a rule is for, and how much they get in each period, in the rule's unit.

    `when` are conditions that all hold: `classes` any of these, `ability` any of these levels, `from_age`,
    `living` any of these forms, `household` in the county.
    """

    key: str
    label: str
    english: str
    quota: int
    when: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """How long what was not used stays usable: `months` more, or until the quarter is over."""

    months: int = 0
    within_quarter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of one rule. `items` is which percent of the price the quota pays, by item of the
    catalogue; the rest is the elder's own. `percents` are the payers' shares of what the quota pays.
    """

    code: str
    version: int
    label: str
    english: str
    areas: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    clause: str
    source: str
    confirmed: bool
    note: str
    note_english: str
    unit: Unit
    period: str
    begins: str
    groups: tuple[Group, ...]
    items: Mapping[str, int]
    covers_whole: bool
    percents: Mapping[str, int]
    remainder: str
    carry: Carry
    excludes_living: tuple[str, ...] = ()
    excludes_programmes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`code@version`: what rows keep, so that a later version leaves them as they were."""
        return f"{self.code}@{self.version}"

    @property
    def months(self) -> int:
        return PERIODS[self.period]

    @property
    def intervals(self) -> tuple[Interval, ...]:
        return tuple(interval_of(code) for code in self.areas)

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def holds_in(self, area: int) -> bool:
        return any(first <= area <= last for first, last in self.intervals)

    def group(self, key: str) -> Group:
        """KeyError where the rule has no such group."""
        return {one.key: one for one in self.groups}[key]


def first_of(rule: Rule, on: date) -> date:
    """The first day of the period in which a day lies."""
    month = (on.month - 1) // rule.months * rule.months + 1
    return date(on.year, month, 1)


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months after a day's."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def usable_until(rule: Rule, first: date) -> date:
    """The first day on which what was granted for a period is no longer usable."""
    end = months_after(first, rule.months)
    if rule.carry.within_quarter:
        return months_after(end, (1 - end.month) % 3)
    return months_after(end, rule.carry.months)


@dataclass(slots=True)
class _Folders:
    own: Path | None = None


_folders = _Folders()


def look_in(folder: str | None) -> None:
    """Where a city keeps its own rules; read again from then on."""
    _folders.own = Path(folder) if folder else None
    load.cache_clear()


@cache
def load() -> Mapping[str, Rule]:
    """All rules by key, the city's own over ours. Raises UnableToReadRule."""
    found: dict[str, Rule] = {}
    for folder in filter(None, (SHIPPED, _folders.own)):
        for path in sorted(folder.glob("*.yaml")):
            rule = read(path.stem, read_yaml(path.read_text(encoding="utf-8")))
            found[rule.key] = rule
    return found


def rule_of(key: str) -> Rule:
    """The rule of a key `code@version`. Raises UnknownRule."""
    try:
        return load()[key]
    except KeyError:
        raise UnknownRule(key) from None


def rules_on(on: date) -> list[Rule]:
    """Those that hold on a day, one version of each, in the order of their codes."""
    newest: dict[str, Rule] = {}
    for rule in sorted(load().values(), key=lambda one: (one.code, one.version)):
        if rule.holds_on(on):
            newest[rule.code] = rule
    return list(newest.values())


def read(name: str, told: Mapping[str, Any]) -> Rule:
    """The rule of a parsed file. Raises UnableToReadRule."""
    try:
        rule = _rule(told)
        fault = next((why for wrong, why in _faults(rule) if wrong), "")
    except (KeyError, TypeError, ValueError) as error:
        raise UnableToReadRule(f"{name}: {error!r}") from error
    if fault:
        raise UnableToReadRule(f"{name}: {fault}")
    return rule


def _rule(told: Mapping[str, Any]) -> Rule:
    row = dict(told)
    excluded = row.pop("excludes", {})
    payers = row.pop("payers")
    row["groups"] = tuple(Group(**group) for group in row["groups"])
    row["areas"] = tuple(str(code) for code in row["areas"])
    row["unit"] = Unit(row["unit"])
    row["carry"] = Carry(**row.get("carry", {}))
    row["percents"] = {one["level"]: one["percent"] for one in payers}
    return Rule(
        **row,
        excludes_living=tuple(excluded.get("living", ())),
        excludes_programmes=tuple(excluded.get("programmes", ())),
    )


def _faults(rule: Rule) -> Iterator[tuple[bool, str]]:
    keys = [group.key for group in rule.groups]
    yield "@" in rule.code or rule.version < 1, "no such code or version"
    yield not rule.areas or not rule.intervals, "no area"
    yield rule.valid_to is not None and rule.valid_to <= rule.valid_from, "ends before it begins"
    yield rule.period not in PERIODS, f"unknown period {rule.period!r}"
    yield rule.begins not in BEGINS, f"unknown beginning {rule.begins!r}"
    yield not keys or len(set(keys)) < len(keys), "groups are missing or named twice"
    for group in rule.groups:
        yield group.quota <= 0, f"{group.key}: a quota of nothing"
        yield not set(group.when) or not set(group.when) <= CONDITIONS, f"{group.key}: unknown condition"
    yield from _faults_of_money(rule)


def _faults_of_money(rule: Rule) -> Iterator[tuple[bool, str]]:
    yield not rule.items, "covers nothing"
    for item, percent in rule.items.items():
        yield not 0 < percent <= WHOLE, f"{item}: {percent} percent"
    yield not set(rule.percents) <= set(WIDTHS), "an unknown payer"
    yield any(percent < 0 for percent in rule.percents.values()), "a share below nothing"
    yield sum(rule.percents.values()) != WHOLE, "the shares do not come to 100"
    yield rule.remainder not in rule.percents, "nobody takes the remainder"
    yield not 0 <= rule.carry.months <= MOST_CARRY, "carried over too long"
    yield (
        rule.carry.within_quarter and (rule.carry.months > 0 or rule.months > PERIODS["quarter"]),
        ("carried over in two ways"),
    )
