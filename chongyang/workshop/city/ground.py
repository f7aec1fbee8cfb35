"""The ground of the city: county polygons, places inside them, and distances in metres. WGS84, lon/lat."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, pi, radians, sqrt

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chongyang.workshop.city.seeds import Floats

LATITUDE = 34.7
METRES = 111_320.0
M_LON = METRES * cos(radians(LATITUDE))
GOLDEN_ANGLE = pi * (3 - sqrt(5))
# Kept between every invented place and the county's border, so that a house beside a place stays inside too.
MARGIN = 0.0015


@dataclass(frozen=True, slots=True)
class Seat:
    """About where a county or zone has its offices, and the polygon in which it lies (a zone has none)."""

    code: str
    host: str
    lon: float
    lat: float
    reach_m: float


@cache
def seats() -> dict[str, Seat]:
    with (files("chongyang.workshop") / "data" / "seats.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["code"]: Seat(
            row["code"], row["host"], float(row["lon"]), float(row["lat"]), 1000 * float(row["reach_km"])
        )
        for row in rows
    }


@cache
def polygons() -> dict[str, BaseGeometry]:
    """The twelve county polygons by code."""
    text = (files("chongyang.territory") / "data" / "boundaries.geojson").read_text(encoding="utf-8")
    return {
        feature["properties"]["code"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in json.loads(text)["features"]
    }


@cache
def inner(county: str) -> BaseGeometry:
    """The polygon without a strip along its border, prepared for many look-ups."""
    shrunk = polygons()[county].buffer(-MARGIN)
    largest = max(getattr(shrunk, "geoms", [shrunk]), key=lambda part: part.area)
    shapely.prepare(largest)
    return largest


def distance_m(lon: Floats, lat: Floats, to_lon: Floats | float, to_lat: Floats | float) -> Floats:
    """Metres on the flat; good to a per mille inside one city."""
    return np.hypot((lon - to_lon) * M_LON, (lat - to_lat) * METRES)


def scatter(rng: np.random.Generator, county: str, count: int) -> tuple[Floats, Floats]:
    """`count` even random points inside a county."""
    area = inner(county)
    west, south, east, north = area.bounds
    lon, lat = rng.uniform(west, east, count * 6), rng.uniform(south, north, count * 6)
    inside = np.flatnonzero(shapely.contains_xy(area, lon, lat))[:count]
    return lon[inside], lat[inside]


def spread(lon: Floats, lat: Floats, count: int, taken: list[tuple[float, float]]) -> list[int]:
    """Choose `count` candidates, each as far as can be from those chosen before and from `taken`."""
    gap = np.full(len(lon), np.inf)
    for place in taken:
        gap = np.minimum(gap, distance_m(lon, lat, *place))
    chosen: list[int] = []
    for _ in range(count):
        best = int(np.argmax(gap)) if np.isfinite(gap).any() else 0
        chosen.append(best)
        gap = np.minimum(gap, distance_m(lon, lat, lon[best], lat[best]))
    return chosen


def spiral(
    rng: np.random.Generator, centre: tuple[float, float], radius_m: float, count: int, county: str
) -> tuple[Floats, Floats]:
    """`count` places around a centre like the seeds of a sunflower, shaken, all inside the county."""
    step = np.arange(count) + 0.5
    reach = radius_m * np.sqrt(step / count) * rng.uniform(0.8, 1.0, count)
    turn = step * GOLDEN_ANGLE + rng.uniform(0, 2 * pi)
    lon = centre[0] + reach * np.cos(turn) / M_LON
    lat = centre[1] + reach * np.sin(turn) / METRES
    return drawn_inside(lon, lat, centre, county)


def drawn_inside(lon: Floats, lat: Floats, centre: tuple[float, float], county: str) -> tuple[Floats, Floats]:
    """Draw points that fell outside towards the centre until they are in; the centre itself always is."""
    lon, lat = lon.copy(), lat.copy()
    for pull in (0.6, 0.6, 0.6, 0.5, 0.5, 0.5, 0.0):
        out = ~shapely.contains_xy(inner(county), lon, lat)
        if not out.any():
            break
        lon[out] = centre[0] + (lon[out] - centre[0]) * pull
        lat[out] = centre[1] + (lat[out] - centre[1]) * pull
    return lon, lat
