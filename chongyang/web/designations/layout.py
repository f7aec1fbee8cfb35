"""The layout 一核两极四区八中心多点 on a map with its list: members, what stands there, and the targets."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.designations.queries import layout as queries
from chongyang.designations.rules.layout import Layout, load_layout
from chongyang.funding.queries import clause_label
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import in_force
from chongyang.indicators.rules.lights import light_of
from chongyang.policy.rules.promises import load_targets
from chongyang.web.designations import shown
from chongyang.web.designations.doing import base
from chongyang.web.parts import maps
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.figures import figure_of, in_words
from chongyang.web.parts.lights import TONES, words_of

WIDTH, HEIGHT = 720, 424
STEP = 38
"""Units of the map between marks that stand in one county: on a telephone a mark is 36 wide."""


@require_GET
def layout(request: HttpRequest) -> HttpResponse:
    """Map and list; whoever comes reads places, beds and titles, who may read projects those of her areas."""
    held, today = load_layout(), timezone.localdate(clock_now())
    parts = queries.list_standing(scope_of(request), today)
    numbers = numbers_of(held)
    rows = [
        {
            "part": part,
            "label": shown.word_of(part),
            "clause_label": clause_label(part.clause),
            "targets": targets_of(part.targets, today),
            "members": [_member(one, numbers, today) for one in standing],
        }
        for part, standing in parts
    ]
    context = {
        **base(request, "layout"),
        "layout": held,
        "rows": rows,
        "lands": _lands(),
        "marks": marks_of(held),
        "width": WIDTH,
        "height": HEIGHT,
        "whole": targets_of((held.target,), today),
    }
    return render(request, "designations/layout.html", context)


def numbers_of(layout: Layout) -> dict[str, int]:
    """Each member's number on the map, in the order of the text."""
    keys = [member.key for part in layout.parts for member in part.members]
    return {key: place for place, key in enumerate(keys, 1)}


def _member(standing: Any, numbers: dict[str, int], today: Any) -> dict[str, Any]:
    member = standing.member
    titles: dict[str, int] = {}
    for one in standing.titles:
        titles[one.title] = titles.get(one.title, 0) + 1
    return {
        "standing": standing,
        "label": shown.word_of(member),
        "number": numbers[member.key],
        "develops": "" if get_language() == "en" else member.develops,
        "says": "" if get_language() == "en" else member.says,
        "targets": targets_of(member.targets, today),
        "titles": [(key, shown.title_words(key), count) for key, count in titles.items()],
    }


def targets_of(names: Any, today: Any) -> list[dict[str, Any]]:
    """Targets with the city's newest value and its light, where an indicator measures them."""
    rows = {row.id: row for row in load_targets() if row.id in names}
    measured = {name: one for one in in_force(today) for name in one.targets if name in rows}
    values = indicators.newest_of_city({one.key for one in measured.values()})
    return [_target(rows[name], measured.get(name), values, today) for name in names if name in rows]


def _target(row: Any, indicator: Any, values: Any, today: Any) -> dict[str, Any]:
    told = {"what": in_words(row), "figure": figure_of(row.value, row.unit, row.value_to), "by": row.by}
    value = values.get(indicator.key) if indicator else None
    if value is None:
        return told
    light = light_of(indicator, row, Level.CITY, value.value, today)
    words = words_of(indicator, Level.CITY, value.value)
    return {**told, "value": words, "tone": TONES[light], "light": light.label, "period": value.period}


@cache
def _lands() -> tuple[dict[str, Any], ...]:
    """The county outlines with the part that each belongs to; they never change while a process lives."""
    view = maps.view_of_city(WIDTH, HEIGHT)
    kinds = _kinds(load_layout())
    return tuple(
        {"path": path, "name": outline.name, "kind": kinds.get(outline.code, "")}
        for outline, path in maps.paths(view)
    )


def _kinds(layout: Layout) -> dict[str, str]:
    """The last part that is an area of its own colours it: core and centres."""
    return {
        code: part.key
        for part in layout.parts
        for member in part.members
        if member.is_area
        for code in member.codes
    }


@cache
def _marks() -> tuple[dict[str, Any], ...]:
    """A numbered mark for each member in the middle of its county, side by side where several lie in one.

    Where a park or a zone lies within its county nobody published: the mark says the county, no more.
    """
    layout = load_layout()
    numbers, view = numbers_of(layout), maps.view_of_city(WIDTH, HEIGHT)
    hearts = {one.code: view.place(*maps.heart(one)) for one in maps.outlines()}
    taken: dict[tuple[float, float], int] = {}
    found = []
    for part in layout.parts:
        for member in part.members:
            spots = [hearts[code] for code in member.codes if code in hearts]
            if not spots:
                continue
            x, y = (round(sum(spot[axis] for spot in spots) / len(spots), 1) for axis in (0, 1))
            place = taken.setdefault((x, y), 0)
            taken[x, y] += 1
            found.append(
                {"x": round(x + place * STEP, 1), "y": y, "number": numbers[member.key], "kind": part.key}
                | {"member": member}
            )
    return tuple(found)


def marks_of(layout: Layout) -> list[dict[str, Any]]:
    """The marks with their words in the reader's language."""
    return [{**one, "label": shown.word_of(one["member"])} for one in _marks()]
