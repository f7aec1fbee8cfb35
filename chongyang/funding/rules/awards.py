"""What is known of a standing award on a day, and how months and instalments are counted. Pure.

A fact holds from its day until a fact of a later day; of two about the same day the one told later counts. So
the same question asked as of an earlier moment gives what was answered then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.core.words import N_

MONTHS = 12
STOP_WORDS = {"proposed": N_("待确认"), "confirmed": N_("已停发"), "declined": N_("不停发")}
REASONS = (N_("离岗"), N_("不再属于对象"), N_("入住机构"))
"""The reasons of the shipped programmes, for the catalogue."""


@dataclass(frozen=True, slots=True)
class Known:
    """One fact of one award."""

    name: str
    value: Any
    valid_from: date
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    back_months: int
    at_once: int
    instalments: int
    least_fen: int


@cache
def load() -> Settings:
    """The shipped numbers."""
    text = resources.files("chongyang.funding").joinpath("data", "awards.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    recovery = told["recovery"]
    return Settings(told["back_months"], told["at_once"], recovery["instalments"], recovery["least_fen"])


def first_of(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month so many months later, or earlier."""
    place = month.year * MONTHS + month.month - 1 + count
    return date(place // MONTHS, place % MONTHS + 1, 1)


def months_after(day: date) -> date:
    """From the next month on: the month of the day itself is still due."""
    return add_months(first_of(day), 1)


def months_until(first: date, last: date) -> list[date]:
    """The months from one to another, both included."""
    count = (last.year - first.year) * MONTHS + last.month - first.month
    return [add_months(first, place) for place in range(count + 1)]


def whole_months(since: date, on: date) -> int:
    """Whole months between two days; negative before."""
    return (on.year - since.year) * MONTHS + on.month - since.month - (on.day < since.day)


def inputs_on(facts: Iterable[Known], grows: Mapping[str, str], on: date) -> dict[str, Any]:
    """Every input as of a day; numbers that grow are counted on from the day that they were told for."""
    held: dict[str, Known] = {}
    for fact in facts:
        if fact.valid_from > on:
            continue
        known = held.get(fact.name)
        if known is None or (known.valid_from, known.told_at) <= (fact.valid_from, fact.told_at):
            held[fact.name] = fact
    return {name: _grown(fact, grows.get(name, ""), on) for name, fact in sorted(held.items())}


def _grown(fact: Known, unit: str, on: date) -> Any:
    if not unit or not isinstance(fact.value, int) or isinstance(fact.value, bool):
        return fact.value
    months = whole_months(fact.valid_from, on)
    return fact.value + (months if unit == "month" else months // MONTHS)


def instalments_of(amount: int, first: date, settings: Settings) -> list[tuple[date, int]]:
    """A sum that has to come back, by the month: equal parts, the last one takes what is left."""
    most = max(1, min(settings.instalments, amount // settings.least_fen))
    part = amount // most
    parts = [part] * (most - 1) + [amount - part * (most - 1)]
    return [(add_months(first, place), fen) for place, fen in enumerate(parts)]
