"""Matters that are no alarm: which event begins one, which ends it, what is said (`data/matters.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of matter; its chain has the same name.

    `concerned` says who the person of a step `notify_concerned` is (of an organisation, its people in one of
    `roles`; `elder` is the person herself by short message, `own_side` she and who acts for her), `place`
    whose area is asked, where it is not that of the event. `at_once` does not wait for the morning; `each` is
    told of every such event, not once a subject.
    """

    chain: str
    text: str
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    concerned: str = ""
    place: str = ""
    roles: tuple[str, ...] = ()
    at_once: bool = False
    each: bool = False


@cache
def all_matters() -> Mapping[str, Matter]:
    """Every matter by its chain; an unknown key raises TypeError."""
    text = resources.files("chongyang.alerting").joinpath("data/matters.yaml").read_text(encoding="utf-8")
    return {row["chain"]: _matter(row) for row in yaml.safe_load(text)["matters"]}


def _matter(row: Mapping[str, object]) -> Matter:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Matter(**{**row, **lists})  # type: ignore[arg-type]


@cache
def at_once() -> tuple[str, ...]:
    """The chains of matters that are told at night too: somebody stands at the door."""
    return tuple(sorted(one.chain for one in all_matters().values() if one.at_once))
