"""A small map drawn by the server: county outlines, points with labels, rings of distance. WGS84 inside.

Distances are those of a plane that touches the ground at the map's middle; over a city 0.2 % wrong at most.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians

KM_A_DEGREE = 111.32
WIDTH, HEIGHT, EDGE = 480, 360, 34
LEAST_SPAN_KM = 1.2
LETTER, LINE = 16, 20

Place = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """Something to find on the map; `kind` gives its shape and colour."""

    longitude: float
    latitude: float
    label: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A county's outline as published in the territory's data."""

    code: str
    name: str
    rings: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """The part of the ground that the map shows: its middle and how many pixels a kilometre takes."""

    longitude: float
    latitude: float
    scale: float
    width: int = WIDTH
    height: int = HEIGHT

    def place(self, longitude: float, latitude: float) -> Place:
        """Pixels from the upper left corner."""
        east = (longitude - self.longitude) * KM_A_DEGREE * cos(radians(self.latitude))
        north = (latitude - self.latitude) * KM_A_DEGREE
        return round(self.width / 2 + east * self.scale, 1), round(self.height / 2 - north * self.scale, 1)


@cache
def outlines() -> tuple[Outline, ...]:
    """The counties' outlines; none where the data is not shipped."""
    file = files("chongyang.territory") / "data" / "boundaries.geojson"
    if not file.is_file():
        return ()
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return tuple(_outline(feature) for feature in features)


def _outline(feature: dict[str, object]) -> Outline:
    named, shape = feature["properties"], feature["geometry"]
    assert isinstance(named, dict)
    assert isinstance(shape, dict)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    rings = tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon)
    return Outline(str(named["code"]), str(named["name"]), rings)


def view_of(points: Sequence[Point], reach_km: float = 0) -> View:
    """The smallest view that holds the points and the rings; the whole city where there are none."""
    places = [(p.longitude, p.latitude) for p in points] or [
        xy for outline in outlines() for xy in outline.rings[0]
    ]
    xs, ys = [x for x, _ in places] or [113.6], [y for _, y in places] or [34.75]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    if reach_km and points:
        x, y = points[0].longitude, points[0].latitude
    wide = max(abs(v - x) for v in xs) * 2 * KM_A_DEGREE * cos(radians(y))
    high = max(abs(v - y) for v in ys) * 2 * KM_A_DEGREE
    span = max(wide, 2 * reach_km, LEAST_SPAN_KM), max(high, 2 * reach_km, LEAST_SPAN_KM)
    return View(x, y, min((WIDTH - 2 * EDGE) / span[0], (HEIGHT - 2 * EDGE) / span[1]))


def view_of_city(width: int, height: int, edge: int = 6) -> View:
    """The whole city in a picture of this size."""
    places = [xy for outline in outlines() for ring in outline.rings for xy in ring] or [(113.6, 34.75)]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    wide = max((max(xs) - min(xs)) * KM_A_DEGREE * cos(radians(y)), LEAST_SPAN_KM)
    high = max((max(ys) - min(ys)) * KM_A_DEGREE, LEAST_SPAN_KM)
    return View(x, y, min((width - 2 * edge) / wide, (height - 2 * edge) / high), width, height)


@cache
def heart(outline: Outline) -> Place:
    """The place deepest inside the largest ring, in degrees: where a county's name and number have room."""
    from shapely import Polygon
    from shapely.ops import polylabel

    widest = max((Polygon(ring) for ring in outline.rings), key=lambda polygon: polygon.area)
    place = polylabel(widest, tolerance=0.005)
    return place.x, place.y


def paths(view: View) -> Iterator[tuple[Outline, str]]:
    """Each outline that touches the picture, as the data of an SVG path in whole pixels."""
    for outline in outlines():
        rings = [_pixels(view, ring) for ring in outline.rings]
        if any(_touches(ring, view) for ring in rings):
            yield outline, "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "z" for ring in rings)


def _pixels(view: View, ring: Iterable[Place]) -> list[tuple[int, int]]:
    """The ring without the points that fall on the pixel of the one before."""
    places = [view.place(longitude, latitude) for longitude, latitude in ring]
    whole = [(round(x), round(y)) for x, y in places]
    return [place for place, former in zip(whole, [None, *whole], strict=False) if place != former]


def _touches(ring: Sequence[tuple[int, int]], view: View) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(xs) >= 0 and min(xs) <= view.width and max(ys) >= 0 and min(ys) <= view.height


def middle(view: View, outline: Outline) -> Place:
    """Where the county's name stands: the middle of its points."""
    places = [view.place(x, y) for x, y in outline.rings[0]]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)


def label_width(text: str) -> float:
    """Pixels that a label takes: a Chinese letter a whole one, others a little over half."""
    return sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.56 for letter in text)


def label_places(marks: Iterable[tuple[Place, str]]) -> list[tuple[float, float, str]]:
    """For each mark the place and anchor of its label: beside, above or below, clear of others if it can."""
    marks = list(marks)
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for (x, y), _ in marks]
    chosen = []
    for (x, y), text in marks:
        free = [c for c in _candidates(x, y, label_width(text)) if fits(c[1], taken)]
        spot, box = (free or list(_candidates(x, y, label_width(text))))[0]
        taken.append(box)
        chosen.append(spot)
    return chosen


def _candidates(x: float, y: float, width: float) -> Iterator[tuple[tuple[float, float, str], Box]]:
    yield (x + 12, y + 6, "start"), (x + 12, y - 10, x + 12 + width, y - 10 + LINE)
    yield (x - 12, y + 6, "end"), (x - 12 - width, y - 10, x - 12, y - 10 + LINE)
    yield (x, y - 14, "middle"), (x - width / 2, y - 30, x + width / 2, y - 10)
    yield (x, y + 27, "middle"), (x - width / 2, y + 11, x + width / 2, y + 31)


def fits(box: Box, taken: Sequence[Box]) -> bool:
    """Whether a box lies in the picture and clear of the others."""
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > WIDTH - 2 or bottom > HEIGHT - 2:
        return False
    return all(right <= a or left >= c or bottom <= b or top >= d for a, b, c, d in taken)
