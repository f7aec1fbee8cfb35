"""What the desk shows of a pair: its fields with values and weights, the two or three that speak loudest."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.claims.queries import runs as feeds
from chongyang.core.scopes import Scope
from chongyang.linkage import queries
from chongyang.linkage.enums import PairKind, PairState
from chongyang.linkage.queries import sides
from chongyang.linkage.rules.model import Comparison, shipped
from chongyang.registry.enums import Sex
from chongyang.territory import queries as territory
from chongyang.web.parts.templatetags.moments import day

SCALE = 20.0
"""Bits at which a bar is full: an identity number that agrees."""
LOUDEST = 3
TONES = {
    "open": "note",
    "unsure": "warn",
    "proposed": "accent",
    "asked": "accent",
    "same": "good",
    "different": "note",
    "passed": "note",
}


def comparisons() -> dict[str, Comparison]:
    return {one.name: one for one in shipped().comparisons}


def rows_of(pairs: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines of the list; the names of all places come in one question."""
    names = territory.area_names({area for pair in pairs for area in (pair.area, pair.other_area)})
    return [row_of(pair, names) for pair in pairs]


def row_of(pair: Any, names: Mapping[int, str]) -> dict[str, Any]:
    """One line of the list: no value of anybody, only how the fields compare."""
    return {
        "row": pair,
        "kind": gettext(PairKind.of(pair.kind).label),
        "state": gettext(PairState.of(pair.state).label),
        "tone": TONES[pair.state],
        "place": " · ".join(names.get(area, "") for area in dict.fromkeys((pair.area, pair.other_area))),
        "percent": percent(pair.probability),
        "says": [_says(name, told) for name, told in _loudest(pair.weights)],
    }


def percent(probability: float) -> str:
    """99.9 % and no more: nobody is certain."""
    return f"{min(probability * 100, 99.9):.1f}%"


def _loudest(weights: dict[str, Any]) -> list[tuple[str, Any]]:
    spoken = [(name, told) for name, told in weights.items() if told[0] != "empty"]
    return sorted(spoken, key=lambda one: -abs(one[1][1]))[:LOUDEST]


def _says(name: str, told: Any) -> dict[str, Any]:
    return {"field": gettext(comparisons()[name].label), **bar_of(name, told)}


def bar_of(name: str, told: Any) -> dict[str, Any]:
    """The step in words, its weight, and a bar from the middle: right speaks for one person, left for two."""
    step = next((one for one in comparisons()[name].steps if one.name == told[0]), None)
    weight = float(told[1])
    width = min(abs(weight) / SCALE, 1.0) * 50
    return {
        "step": gettext(step.label) if step and step.label else gettext("无从比较"),
        "weight": f"{weight:+.1f}".replace("-", "−") if told[0] != "empty" else "",
        "x": 50.0 if weight >= 0 else 50 - width,
        "width": width,
        "for_one": weight >= 0,
        "is_empty": told[0] == "empty",
    }


def fields_of(scope: Scope, pair: Any) -> tuple[list[dict[str, Any]], Any, Any]:
    """The table of both sides: each field once, with the weight where its comparison is first shown."""
    left, right = queries.sides_of(scope, pair)
    told: list[dict[str, Any]] = []
    weighed: set[str] = set()
    for name in (*sides.SHOWN, sides.MEMBERS):
        comparison = sides.COMPARED_BY.get(name, name)
        values = (_value(name, left.told.get(name, "")), _value(name, right.told.get(name, "")))
        weight = pair.weights.get(comparison)
        if not any(values) and weight is None:
            continue
        bar = None if weight is None or comparison in weighed else bar_of(comparison, weight)
        weighed.add(comparison)
        label = gettext(sides.label_of(name))
        told.append({"name": name, "label": label, "left": values[0], "right": values[1], "bar": bar})
    return told, left, right


def names_of(left: sides.Side, right: sides.Side) -> tuple[str, str]:
    """What the sides are; two of a kind are numbered, for on a phone they stand one under the other."""
    one, other = _side_name(left), _side_name(right)
    return (f"{one} 1", f"{other} 2") if one == other else (one, other)


def _side_name(side: sides.Side) -> str:
    """A file of ours, or a record of a department's feed by the feed's name."""
    if side.is_file:
        return gettext("登记档案")
    known = feeds.known_feeds().get(side.feed)
    return known.called(get_language()) if known else side.feed


def _value(name: str, value: str) -> str:
    if name == "sex" and value in {one.value for one in Sex}:
        return gettext(Sex.of(value).label)
    return _day(value) if name == "born_on" else value


def _day(value: str) -> str:
    """A day as people write it; what is none stays as it was told."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
