"""Subjects, levels of effort, demands on health and limits, from `data/activities.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a list in both languages."""

    key: str
    label: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    pay_days: int
    earliest_roll_minutes: int
    latest_roll_days: int
    most_lessons: int
    most_places: int
    most_fee_fen: int


@cache
def _told() -> Mapping[str, Any]:
    path = files("chongyang.activities") / "data" / "activities.yaml"
    return dict(read_yaml(path.read_text(encoding="utf-8")))


@cache
def entries(name: str) -> Mapping[str, Entry]:
    """`subjects`, `efforts` or `health`, by key, in their order."""
    held = _told()[name].items()
    return {key: Entry(key, one["label"], one["english"]) for key, one in held}


@cache
def limits() -> Limits:
    return Limits(**{name: int(value) for name, value in _told()["limits"].items()})


def usual_cancellation() -> dict[str, int]:
    """What a host that says nothing else keeps."""
    return {name: int(value) for name, value in _told()["cancellation"].items()}
