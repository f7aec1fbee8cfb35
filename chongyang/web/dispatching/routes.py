"""The routes of a day as a picture: from where a carer begins to each home in turn and back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from chongyang.web.parts import maps

MOST = 40


def routes_of(carers: Sequence[Any], rows: Sequence[Any], held: Mapping[UUID, Any]) -> dict[str, Any] | None:
    """Lines by carer with numbered stops, straight from home to home; nothing where nobody goes."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        if held[row.order].longitude is not None:
            found.setdefault(row.carer, []).append(held[row.order])
    busy = [one for one in carers if one.id in found][:MOST]
    if not busy:
        return None
    points = [maps.Point(one.longitude, one.latitude) for one in busy]
    points += [maps.Point(stop.longitude, stop.latitude) for one in busy for stop in found[one.id]]
    view = maps.view_of(points)
    return {
        "width": view.width,
        "height": view.height,
        "lands": [(path, outline.name) for outline, path in maps.paths(view)],
        "lines": [_line(view, number, one, found[one.id]) for number, one in enumerate(busy)],
    }


def _line(view: maps.View, number: int, carer: Any, stops: list[Any]) -> dict[str, Any]:
    home = view.place(carer.longitude, carer.latitude)
    places = [view.place(stop.longitude, stop.latitude) for stop in stops]
    return {
        "name": carer.name,
        "colour": number % 8,
        "home": home,
        "points": " ".join(f"{x},{y}" for x, y in [home, *places, home]),
        "stops": list(_numbered(places)),
    }


def _numbered(places: list[maps.Place]) -> Iterator[tuple[int, float, float]]:
    for number, (x, y) in enumerate(places, 1):
        yield number, x, y
