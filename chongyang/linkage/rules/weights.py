"""How much each field of a pair weighs: Splink's steps and numbers, for the few that people see."""

from collections.abc import Mapping
from math import log2
from typing import Any

from chongyang.linkage.rules.model import Comparison, Model, Step

Record = Mapping[str, Any]
Frequencies = Mapping[str, Mapping[str, float]]


def explain(model: Model, left: Record, right: Record, frequencies: Frequencies) -> dict[str, list[Any]]:
    """By field: the step that held and its weight, with the correction for rare or common values in it."""
    return {told.name: _field(told, left, right, frequencies) for told in model.comparisons}


def _field(told: Comparison, left: Record, right: Record, frequencies: Frequencies) -> list[Any]:
    step = next(one for one in told.steps if _holds(one, left, right))
    if step.how == "empty":
        return [step.name, 0.0]
    weight = log2(step.m / step.u)
    if step.frequency and left[step.frequency] == right[step.frequency]:
        share = frequencies.get(step.frequency, {}).get(left[step.frequency])
        weight += log2(step.u / share) if share else 0.0
    return [step.name, round(weight, 2)]


def _holds(step: Step, left: Record, right: Record) -> bool:
    first = step.columns[0] if step.columns else ""
    if step.how == "empty":
        return all(left[name] is None or right[name] is None for name in step.columns)
    if step.how == "other":
        return True
    if step.how == "any":
        return any(left[name] is not None and left[name] == right[name] for name in step.columns)
    if step.how == "crossed":
        return _crossed(step, left, right)
    if step.how == "shared":
        return len(set(left[first] or ()) & set(right[first] or ())) >= step.least
    if left[first] is None or right[first] is None:
        return False
    return (
        left[first] == right[first]
        if step.how == "exact"
        else (distance(left[first], right[first], step.most) <= step.most)
    )


def _crossed(step: Step, left: Record, right: Record) -> bool:
    told, read_so = step.columns
    pairs = ((left[told], right[read_so]), (left[read_so], right[told]))
    return any(one is not None and one == other for one, other in pairs)


def distance(one: str, other: str, most: int) -> int:
    """Damerau and Levenshtein's distance; `most` + 1 stands for anything farther."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        former, row_before = before, row
        row = [at]
        for place, theirs in enumerate(other, start=1):
            cost = min(row_before[place] + 1, row[-1] + 1, row_before[place - 1] + (char != theirs))
            if at > 1 and place > 1 and char == other[place - 2] and one[at - 2] == theirs:
                cost = min(cost, former[place - 2] + 1)
            row.append(cost)
        before = row_before
    return min(row[-1], most + 1)
