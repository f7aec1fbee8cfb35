"""Minutes between all places of a day, on the roads; the straight line where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from chongyang.core.later import Later
from chongyang.roads import queries as roads
from chongyang.roads.enums import Mode
from chongyang.roads.rules.graph import ModeGraph, lines
from chongyang.roads.rules.travel import Position, load_travel, seconds_at, straight_seconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csgraph
else:
    np = Later("numpy")
    csgraph = Later("scipy.sparse.csgraph")

Matrix: TypeAlias = "NDArray[np.float64]"
AT_ONCE = 32
"""Places from which the network is searched at once: 100,000 nodes take 26 MB so."""


def minutes_between(places: Sequence[Position], mode: Mode) -> tuple[Matrix, bool]:
    """Whole minutes, rounded up, from each place to each, and whether they are by road.

    One search of the network a place; who is far from a road or beyond the limit goes the straight line.
    """
    if not places:
        return np.zeros((0, 0)), False
    straight = lines(places, places) * straight_seconds(1, mode)
    graph = roads.active_graph()
    if graph is None:
        return np.ceil(straight / 60), False
    by_road = _on_roads(graph.by(mode), places)
    seconds = np.where(np.isfinite(by_road), by_road, straight)
    on_foot = lines(places, places) * seconds_at(load_travel().detour_factor, load_travel().walk_kmh)
    return np.ceil(np.minimum(seconds, _next_door(on_foot)) / 60), True


def _next_door(on_foot: Matrix) -> Matrix:
    """Who is close enough walks there at once, without going to the road and back."""
    told = load_travel()
    limit = seconds_at(told.snap_metres * told.detour_factor, told.walk_kmh)
    return np.where(on_foot <= limit, on_foot, np.inf)


def _on_roads(graph: ModeGraph, places: Sequence[Position]) -> Matrix:
    nodes, walks = graph.snap(places)
    found = np.full((len(places), len(places)), np.inf)
    near = np.flatnonzero(nodes >= 0)
    limit = load_travel().limit_minutes * 60
    for first in range(0, len(near), AT_ONCE):
        some = near[first : first + AT_ONCE]
        times = csgraph.dijkstra(graph.onward, indices=nodes[some], limit=limit)
        found[np.ix_(some, near)] = times[:, nodes[near]]
    walked = seconds_at(1, load_travel().walk_kmh) * np.where(np.isfinite(walks), walks, 0)
    found = found + walked[:, None] + walked[None, :]
    np.fill_diagonal(found, 0)
    return found
