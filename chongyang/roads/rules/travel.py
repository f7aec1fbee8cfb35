"""Speeds, and what a straight line is worth where no road is; data with their source in `travel.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import yaml

from chongyang.roads.enums import Mode

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "travel.yaml"
EARTH_METRES = 6_371_008.8
Position = tuple[float, float]
"""(longitude, latitude) in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class Travel:
    """The values of `travel.yaml`; speeds are in km/h."""

    source: str
    confirmed: bool
    walk_kmh: float
    ebike_kmh: float
    drive_kmh: Mapping[str, float]
    no_walking: tuple[str, ...]
    no_ebike: tuple[str, ...]
    no_driving: tuple[str, ...]
    fastest_kmh: float
    detour_factor: float
    straight_kmh: Mapping[str, float]
    snap_metres: float
    island_share: float
    limit_minutes: float
    check_seconds: float
    refuse_share: float


@cache
def load_travel() -> Travel:
    """The shipped values; a mode without a speed is refused."""
    held = Travel(**yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    if set(held.straight_kmh) != {mode.value for mode in Mode}:
        raise ValueError("straight_kmh names every mode once")
    return held


def haversine(one: Position, other: Position) -> float:
    """The great-circle distance in metres."""
    lon1, lat1, lon2, lat2 = (radians(value) for value in (*one, *other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def seconds_at(metres: float, kmh: float) -> float:
    """How long this way takes at this speed."""
    return metres * 3.6 / kmh


def straight_seconds(metres: float, mode: Mode) -> float:
    """An estimate without a road: the straight line times the detour, at the mode's speed in a town."""
    told = load_travel()
    return seconds_at(metres * told.detour_factor, told.straight_kmh[mode.value])


@dataclass(frozen=True, slots=True)
class EdgeTimes:
    """Seconds over one edge by mode, there and back; None where the mode may not go."""

    walk: float | None
    ebike: float | None
    drive: float | None
    ebike_back: float | None
    drive_back: float | None


def edge_times(
    metres: float,
    highway: str = "",
    kmh: float | None = None,
    way: int = 0,
    drive_seconds: float | None = None,
) -> EdgeTimes:
    """What an edge's class says about each mode. `way` is 0 for both directions, 1 for forward, -1 for back;
    who walks goes both ways. Seconds that a source gives for driving hold before the class.
    """
    told = load_travel()
    walk = None if highway in told.no_walking else seconds_at(metres, told.walk_kmh)
    ebike = None if highway in told.no_ebike else seconds_at(metres, told.ebike_kmh)
    drive = None if highway in told.no_driving else drive_seconds or _driving(metres, highway, kmh, told)
    there, back = way >= 0, way <= 0
    return EdgeTimes(
        walk=walk,
        ebike=ebike if there else None,
        drive=drive if there else None,
        ebike_back=ebike if back else None,
        drive_back=drive if back else None,
    )


def _driving(metres: float, highway: str, kmh: float | None, told: Travel) -> float:
    usual = told.drive_kmh.get(highway.removesuffix("_link"), told.drive_kmh["other"])
    return seconds_at(metres, min(usual, kmh) if kmh else usual)


def farthest_metres(mode: Mode, seconds: float) -> float:
    """Nobody who goes like this gets farther in this time, on whatever road."""
    told = load_travel()
    fastest = {Mode.WALK: told.walk_kmh, Mode.EBIKE: told.ebike_kmh, Mode.DRIVE: told.fastest_kmh}
    return seconds * fastest[mode] / 3.6 + told.snap_metres
