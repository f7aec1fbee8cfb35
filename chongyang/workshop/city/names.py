"""Names of a generation: what parents of Henan called a child born in that year (data/names.yaml)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from chongyang.workshop.city.seeds import Bools, Floats, Ints, Words, pick

RARE_SHARE = 0.0006
RARE_SURNAME_SHARE = 0.02
EARLIER_NAMES_FAVOURED = 35


@dataclass(frozen=True, slots=True)
class Pool:
    """Words with their weights, all drawable at once."""

    words: Words
    weights: Floats

    def draw(self, rng: np.random.Generator, size: int) -> Words:
        return self.words[pick(rng, size, self.weights)]


@cache
def _data() -> dict[str, Any]:
    text = (files("chongyang.workshop") / "data" / "names.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def surnames() -> Pool:
    """Common surnames by weight; the rare ones share two per cent."""
    common, rare = _data()["surnames"], _data()["rare_surnames"]
    weights = np.array([*common.values(), *[0.0] * len(rare)], dtype=float) / sum(common.values())
    weights[len(common) :] = RARE_SURNAME_SHARE / len(rare)
    return Pool(np.array([*common, *rare], dtype=object), weights)


@cache
def hui_surnames() -> Pool:
    words = np.array(_data()["hui_surnames"], dtype=object)
    return Pool(words, 1.0 / np.sqrt(np.arange(1, len(words) + 1)))


@cache
def given_names(era: int, male: bool) -> Pool:
    """Often met names of the era first, the built ones after: a few names are very frequent, as in life."""
    lists = _data()["eras"][era]["male" if male else "female"]
    known = lists["given"].split()
    built = [a + b for a in lists["first"].split() for b in lists["last"].split() if a != b]
    built = sorted(set(built) - set(known))
    falling = 1.0 / (np.arange(len(known)) + EARLIER_NAMES_FAVOURED)
    weights = np.concatenate(
        [falling / falling.sum() * (1 - lists["built"]), np.full(len(built), lists["built"] / len(built))]
    )
    return Pool(np.array(known + built, dtype=object), weights)


@cache
def children_names(male: bool) -> Pool:
    words = np.array(_data()["children"]["male" if male else "female"], dtype=object)
    return Pool(words, np.ones(len(words)))


def era_of(years: Ints) -> Ints:
    """The index of the era in which each year falls."""
    ends = np.array([era["to"] for era in _data()["eras"]])
    return np.searchsorted(ends, years)


def draw_names(rng: np.random.Generator, years: Ints, male: Bools, hui: Bools) -> tuple[Words, Words]:
    """Surnames and given names of persons born in these years."""
    family = np.where(hui, hui_surnames().draw(rng, len(years)), surnames().draw(rng, len(years)))
    given = np.empty(len(years), dtype=object)
    eras = era_of(years)
    for era in range(len(_data()["eras"])):
        for sex in (True, False):
            chosen = np.flatnonzero((eras == era) & (male == sex))
            given[chosen] = given_names(era, sex).draw(rng, len(chosen))
    return family, _with_rare_characters(rng, given)


def _with_rare_characters(rng: np.random.Generator, given: Words) -> Words:
    """A few persons carry a character that input methods and fonts do not know."""
    rare = np.array(_data()["rare_characters"], dtype=object)
    chosen = np.flatnonzero(rng.random(len(given)) < RARE_SHARE)
    for index, char in zip(chosen, rare[rng.integers(0, len(rare), len(chosen))], strict=True):
        given[index] = given[index][:-1] + char if len(given[index]) > 1 else char
    return given


def draw_children(rng: np.random.Generator, family: Words, male: Bools) -> Words:
    """Full names of grown-up children who carry the given surnames."""
    boys, girls = children_names(True).draw(rng, len(male)), children_names(False).draw(rng, len(male))
    given = np.where(male, boys, girls)
    return np.asarray(family + given, dtype=object)
