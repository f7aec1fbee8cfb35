"""Every figure of the plans' wording, and what holds it: a parameter, target, standard, or a written reason.

So a reader with the plan in hand finds no figure missing, and none is passed over in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.documents import Clause, load_documents
from chongyang.policy.rules.promises import (
    Promise,
    Target,
    load_parameters,
    load_standards,
    load_targets,
)

UNITS = "年|个|项|家|条|名|所|张|里|处|区|核|极|中心|星级|级|大|户|倍|成|亿元|阶段|支|次|米|人|城"
FIGURE = re.compile(rf"\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+(?={UNITS})")
CHINESE = {word: place + 1 for place, word in enumerate("一二三四五六七八九")} | {"两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
TIMES = {"万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure at its place: `around` are the words before and after it."""

    clause: str
    text: str
    around: str
    held_by: tuple[str, ...]
    passed: tuple["Passed", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Words with a figure that is no parameter, target or standard, and why."""

    clause: str
    words: str
    why: str


@cache
def load_passed() -> tuple[Passed, ...]:
    """The figures that promise nothing, each with its reason."""
    text = (files("chongyang.policy") / "data" / "figures.yaml").read_text(encoding="utf-8")
    return tuple(Passed(**row) for row in read_yaml(text))


def find_figures() -> Iterator[Figure]:
    """Every figure of every clause, in reading order, with the ids of what holds its value."""
    rows = (*load_parameters(), *load_targets(), *load_standards())
    for document in load_documents():
        for clause in document.clauses:
            own = [row for row in rows if clause.id in (row.clause, *getattr(row, "also", ()))]
            yield from _of(clause, own)


def _of(clause: Clause, rows: list[Promise]) -> Iterator[Figure]:
    text = tight(clause.heading + clause.text)
    told = [row for row in load_passed() if row.clause == clause.id]
    for found in FIGURE.finditer(text):
        held = tuple(row.id for row in rows if _holds(row, found, text))
        passed = tuple(row for row in told if _stands(row.words, found, text))
        around = text[max(0, found.start() - 24) : found.end() + 24]
        yield Figure(clause.id, found.group(), around, held, passed)


def _holds(row: Promise, found: re.Match[str], text: str) -> bool:
    """The words of the row stand around the figure and its value is the figure's; a year by its date."""
    numbers = _numbers(found.group(), text[found.end() : found.end() + 1])
    if isinstance(row, Target) and row.by and row.by.year in numbers:
        return True
    stands = _stands(row.quote, found, text)
    told = {row.value, getattr(row, "value_to", None)} - {None}
    if stands and not any(isinstance(value, int | float) for value in told):
        return isinstance(row, Target)  # a milestone: the figure is part of a name or of the shape promised
    return stands and bool(numbers & {value for value in told if isinstance(value, int | float)})


def _stands(words: str, found: re.Match[str], text: str) -> bool:
    """Whether the figure lies inside these words."""
    places = re.finditer(re.escape(tight(words)), text)
    return any(place.start() <= found.start() and found.end() <= place.end() for place in places)


def _numbers(text: str, after: str) -> set[float]:
    """What a figure may mean: 10 of 10万 is 10 or 100,000; 五 is 5."""
    if text[0].isdigit():
        number = float(text)
        return {number, round(number * TIMES.get(after, 1), 2)}
    if text[0] in TENS:
        return {TENS[text[0]], TENS[text[0]] * TIMES.get(after, 1)}
    return {CHINESE[text[0]] * TENS.get(text[1:2], 1)}


def tight(text: str) -> str:
    """The wording without white space."""
    return "".join(text.split())
