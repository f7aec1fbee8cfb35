"""The titles from `data/titles.yaml` and their score sheets from `data/sheets.yaml`: read and checked.

Which titles the plans ask for is a reading: the texts name pilots, models and leaders and never say 认定.
Clause, quote and targets are proved against the text by `tests/designations/test_titles.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.designations.enums import HolderKind

FULL = 100
LEVELS = frozenset({"city", "unit", "street"})
NEEDS = frozenset({"beds", "is_public"})
LEVEL_WORDS = {"city": N_("全市"), "unit": N_("每个县（市、区）"), "street": N_("每个街道（乡镇）")}


class UnableToReadTitle(ValueError):
    """The file of titles contradicts itself; the message names the title."""


class UnknownTitle(LookupError):
    """There is no title of this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that a holder must be; without a quote it is the usual practice."""

    text: str
    english: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How many of a title there may be at once in a place; a person may decide beyond it, with a reason."""

    level: str
    number: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade of a title: points from which it is reached, and the least share of every item in percent."""

    grade: int
    label: str
    english: str
    least: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a score sheet with the points that it gives at most."""

    key: str
    label: str
    english: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One title of the plans. `inputs` answer the award's questions; the word `grade` is its grade."""

    key: str
    code: str
    label: str
    english: str
    clause: str
    quote: str
    targets: tuple[str, ...]
    holders: tuple[str, ...]
    flow: str
    criteria: tuple[Criterion, ...]
    sheet: str
    items: tuple[Item, ...]
    least: int
    years: int
    review_months: int
    named: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    needs: Mapping[str, Any] = field(default_factory=dict)
    most: Most | None = None
    grades: tuple[Grade, ...] = ()
    programme: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@cache
def load_titles() -> tuple[Title, ...]:
    """The shipped titles in the order of the file. Raises UnableToReadTitle."""
    return read(_yaml("titles.yaml")["titles"], _yaml("sheets.yaml")["sheets"])


@cache
def load_not_designated() -> Mapping[str, str]:
    """Targets that sound like a title and are none, each with the reason."""
    return {row["target"]: row["why"] for row in _yaml("titles.yaml")["not_designated"]}


def _yaml(name: str) -> Any:
    return read_yaml(
        resources.files("chongyang.designations").joinpath("data", name).read_text(encoding="utf-8")
    )


def get_title(key: str) -> Title:
    """The title of this key. Raises UnknownTitle."""
    found = _by_key().get(key)
    if found is None:
        raise UnknownTitle(key)
    return found


@cache
def _by_key() -> Mapping[str, Title]:
    return {one.key: one for one in load_titles()}


def read(rows: Iterable[Mapping[str, Any]], sheets: Mapping[str, Any]) -> tuple[Title, ...]:
    """The titles of parsed files. Raises UnableToReadTitle."""
    made = tuple(_title(row, sheets) for row in rows)
    for name in ("key", "code"):
        held = [getattr(one, name) for one in made]
        if len(held) != len(set(held)):
            raise UnableToReadTitle(f"two titles of one {name}")
    for one in made:
        for wrong, why in _faults(one):
            if wrong:
                raise UnableToReadTitle(f"{one.key}: {why}")
    return made


def _title(row: Mapping[str, Any], sheets: Mapping[str, Any]) -> Title:
    try:
        lists = {
            name: tuple(row.get(name, ())) for name in ("targets", "holders", "named", "kinds", "within")
        }
        parts = {
            "criteria": tuple(Criterion(**one) for one in row["criteria"]),
            "grades": tuple(Grade(**one) for one in row.get("grades", ())),
            "items": tuple(Item(**one) for one in sheets[row["sheet"]]),
            "most": Most(**row["most"]) if "most" in row else None,
        }
        return Title(**{**row, **lists, **parts})
    except (KeyError, TypeError) as error:
        raise UnableToReadTitle(f"{row.get('key')}: {error}") from error


def _faults(one: Title) -> Iterator[tuple[bool, str]]:
    yield not one.holders or not set(one.holders) <= set(HolderKind), "an unknown holder"
    yield sum(item.most for item in one.items) != FULL, f"the sheet {one.sheet} is not of {FULL} points"
    yield not 0 < one.least <= FULL, "points from which it passes"
    yield one.years < 1 or one.review_months < 1, "no days"
    yield not set(one.needs) <= NEEDS, "an unknown need"
    yield one.most is not None and (one.most.level not in LEVELS or one.most.number < 1), "a wrong quota"
    yield "grade" in one.inputs.values() and not one.grades, "a grade that it has not"
    yield not one.code.isascii() or not one.code.isupper(), "a code of capitals"
