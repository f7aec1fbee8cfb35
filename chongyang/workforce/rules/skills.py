"""Skills that can be certified, from `data/skills.yaml`, and how a certificate stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.workforce.enums import Standing


class UnknownSkill(KeyError):
    """No skill has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """`months` is how long a certificate usually holds; 0: without an end."""

    key: str
    label: str
    english: str
    months: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The skills whose certificates count for a target of the plan."""

    before_work: tuple[str, ...]
    integrated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    skills: Mapping[str, Skill]
    remind_days: int
    counts: Counts


@cache
def load() -> Settings:
    """The shipped file."""
    file = resources.files("chongyang.workforce").joinpath("data", "skills.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises TypeError, KeyError for a row that lacks something."""
    skills = {key: Skill(key=key, **row) for key, row in told["skills"].items()}
    return Settings(
        skills=skills, remind_days=int(told["remind_days"]), counts=_counts(told["counts"], skills)
    )


def _counts(told: Mapping[str, Any], known: Mapping[str, Skill]) -> Counts:
    """Raises KeyError for a skill that is not listed."""
    found = {name: tuple(known[key].key for key in keys) for name, keys in told.items()}
    return Counts(**found)


def skills() -> Mapping[str, Skill]:
    return load().skills


def skill(key: str) -> Skill:
    """The skill with this key. Raises UnknownSkill."""
    try:
        return load().skills[key]
    except KeyError:
        raise UnknownSkill(key) from None


def standing(valid_from: date, valid_to: date | None, on: date) -> Standing:
    """How a certificate stands; `valid_to` is the first day on which it holds no more."""
    if valid_from > on:
        return Standing.TO_COME
    if valid_to is None:
        return Standing.HOLDS
    if valid_to <= on:
        return Standing.ENDED
    return Standing.ENDING if valid_to <= on + timedelta(days=load().remind_days) else Standing.HOLDS
