"""Travel times on the active network; the straight line where there is none, and the answer says which."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.later import Later
from chongyang.roads.enums import Basis, Mode
from chongyang.roads.models import RoadNetwork, RoadPack
from chongyang.roads.rules.graph import Graph, ModeGraph, Network, lines
from chongyang.roads.rules.travel import Position, haversine, load_travel, seconds_at, straight_seconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

Flags: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Journey:
    """How long and how far, and what that rests on."""

    seconds: float
    metres: float
    basis: Basis


@dataclass
class _Held:
    """The graph of this process, and when it was last asked whether another became active."""

    network: UUID | None = None
    graph: Graph | None = None
    asked_at: float | None = None


_held = _Held()
_building = threading.Lock()


def list_networks() -> QuerySet[RoadNetwork]:
    """All versions, the newest of each name first."""
    return RoadNetwork.objects.order_by("name", "-version")


def get_active() -> RoadNetwork | None:
    """The version by which times are reckoned, if there is one."""
    return RoadNetwork.objects.filter(is_active=True).first()


def forget() -> None:
    """Ask again at once which network is active (after activating, in tests)."""
    _held.asked_at = None


def active_graph() -> Graph | None:
    """The active network in this process's memory: built when first asked, kept until another is active.

    At most each `check_seconds` one short statement asks for that. 100,000 nodes take about 75 MB with all
    three modes.
    """
    told = load_travel()
    if _held.asked_at is not None and time.monotonic() - _held.asked_at < told.check_seconds:
        return _held.graph
    with _building:
        active = RoadNetwork.objects.filter(is_active=True).values_list("id", flat=True).first()
        if active != _held.network:
            _held.graph = _build(active) if active else None
            _held.network = active
        _held.asked_at = time.monotonic()
    return _held.graph


def _build(network: UUID) -> Graph:
    data = RoadPack.objects.filter(network=network).values_list("data", flat=True).get()
    return Graph(Network.unpack(bytes(data)))


def straight_journey(origin: Position, destination: Position, mode: Mode) -> Journey:
    """The straight line times the detour."""
    metres = haversine(origin, destination) * load_travel().detour_factor
    return Journey(straight_seconds(haversine(origin, destination), mode), metres, Basis.STRAIGHT_LINE)


def travel_times(origins: Sequence[Position], destination: Position, mode: Mode) -> list[Journey]:
    """From each origin to the destination, in the order given; positions are WGS 84.

    One run for all. Whoever is too far from a road, or beyond the limit, is reckoned by the straight line.
    """
    graph = active_graph()
    if graph is None:
        return [straight_journey(origin, destination, mode) for origin in origins]
    return journeys(graph, origins, destination, mode)


def journeys(graph: Graph, origins: Sequence[Position], destination: Position, mode: Mode) -> list[Journey]:
    """The same on a given graph."""
    reached = graph.by(mode).to_one(origins, destination, load_travel().limit_minutes * 60)
    told = zip(origins, reached.seconds.tolist(), reached.metres.tolist(), strict=True)
    return [_journey(origin, destination, mode, seconds, metres) for origin, seconds, metres in told]


def reach_each(
    origins: Sequence[Position], destinations: Sequence[Position], mode: Mode, seconds: float
) -> Flags:
    """Which destinations each origin reaches within this time, a row for each; a short run for each."""
    if not origins or not destinations:
        return np.zeros((len(origins), len(destinations)), bool)
    close: Flags = lines(origins, destinations) <= _straight_metres(mode, seconds)
    graph = active_graph()
    if graph is None:
        return close
    asked = graph.by(mode)
    by_road = np.stack([asked.within(origin, destinations, seconds) for origin in origins])
    return np.where(_on_road(asked, origins, destinations), by_road, close)


def reach(origins: Sequence[Position], destinations: Sequence[Position], mode: Mode, seconds: float) -> Flags:
    """Which destinations at least one of the origins reaches within this time; two runs for all of them."""
    if not origins or not destinations:
        return np.zeros(len(destinations), bool)
    close: Flags = lines(origins, destinations) <= _straight_metres(mode, seconds)
    graph = active_graph()
    if graph is None:
        return np.asarray(close.any(axis=0))
    asked = graph.by(mode)
    off_road = np.any(close & ~_on_road(asked, origins, destinations), axis=0)
    return np.asarray(asked.within_of_any(origins, destinations, seconds) | off_road)


def _on_road(asked: ModeGraph, origins: Sequence[Position], destinations: Sequence[Position]) -> Flags:
    """Where both ends lie at a road; else the straight line is what there is."""
    starts, ends = asked.snap(origins)[0], asked.snap(destinations)[0]
    return (starts >= 0)[:, None] & (ends >= 0)[None, :]


def _straight_metres(mode: Mode, seconds: float) -> float:
    """How far the straight line may be, to be gone within this time."""
    return seconds / straight_seconds(1, mode)


def _journey(origin: Position, destination: Position, mode: Mode, seconds: float, metres: float) -> Journey:
    """The way by road, or next door on foot if that is sooner than going to the road and back."""
    if not isfinite(seconds):
        return straight_journey(origin, destination, mode)
    line = haversine(origin, destination)
    if line <= load_travel().snap_metres:
        factor = load_travel().detour_factor
        on_foot = seconds_at(line * factor, load_travel().walk_kmh)
        if on_foot < seconds:
            return Journey(on_foot, line * factor, Basis.ROAD)
    return Journey(seconds, metres, Basis.ROAD)
