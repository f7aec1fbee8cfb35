"""Whether a point lies in the city: by the published outlines of its counties."""

import json
from functools import cache
from importlib.resources import files

Ring = tuple[tuple[float, float], ...]


def is_in_city(longitude: float, latitude: float) -> bool:
    """Within the outline of a county (WGS 84). Where none are shipped nothing is known to be outside."""
    held = _counties()
    return not held or any(is_within(longitude, latitude, rings) for rings in held)


def is_within(longitude: float, latitude: float, rings: tuple[Ring, ...]) -> bool:
    """By the even-odd rule over all rings, so that a hole is outside."""
    inside = False
    for ring in rings:
        for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y > latitude) != (v > latitude):
                inside ^= longitude < (u - x) * (latitude - y) / (v - y) + x
    return inside


@cache
def _counties() -> tuple[tuple[Ring, ...], ...]:
    file = files("chongyang.territory") / "data" / "boundaries.geojson"
    if not file.is_file():
        return ()
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return tuple(_rings(feature["geometry"]) for feature in features)


def _rings(shape: dict[str, list[list[list[list[float]]]]]) -> tuple[Ring, ...]:
    polygons = [shape["coordinates"]] if str(shape["type"]) == "Polygon" else shape["coordinates"]
    return tuple(tuple((place[0], place[1]) for place in ring) for polygon in polygons for ring in polygon)  # type: ignore[misc]
