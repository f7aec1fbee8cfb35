"""The network in memory: compressed sparse rows for each mode, the nearest node, and times by Dijkstra.

One run from the incident on the reversed graph answers for all responders. Pure numpy and scipy.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, radians
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from chongyang.core.later import Later
from chongyang.roads.enums import Mode
from chongyang.roads.rules.travel import Position, load_travel, seconds_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

Floats: TypeAlias = "NDArray[np.float64]"
Column: TypeAlias = "NDArray[Any]"
MODES = tuple(Mode)
csgraph: Any = Later("scipy.sparse.csgraph")  # its stubs know no matrix of floats with a single index
sparse: Any = Later("scipy.sparse")
spatial: Any = Later("scipy.spatial")
METRES_NORTH = 111_195.08
"""Metres in a degree of latitude on the sphere of `travel.EARTH_METRES`."""


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and directed arcs in columns, as they are kept; `seconds` has a row a mode, inf where barred."""

    lon: Floats
    lat: Floats
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    metres: NDArray[np.float32]
    seconds: NDArray[np.float32]

    @classmethod
    def of(
        cls, lon: Column, lat: Column, start: Column, end: Column, metres: Column, seconds: Column
    ) -> Self:
        """Arcs in order, each pair once with the quickest of each mode; arcs that nobody may take are out."""
        usable = np.isfinite(seconds).any(axis=0)
        start, end, metres, seconds = start[usable], end[usable], metres[usable], seconds[:, usable]
        order = np.lexsort((metres, end, start))
        start, end, metres, seconds = start[order], end[order], metres[order], seconds[:, order]
        if len(start):
            fresh = np.flatnonzero(np.r_[True, (np.diff(start) != 0) | (np.diff(end) != 0)])
            seconds = np.minimum.reduceat(seconds, fresh, axis=1)
            start, end, metres = start[fresh], end[fresh], metres[fresh]
        ends = start.astype(np.int32), end.astype(np.int32)
        return cls(lon, lat, *ends, metres.astype(np.float32), seconds.astype(np.float32))

    def pack(self) -> bytes:
        """The columns as one compressed file of numpy, without pickles."""
        held = io.BytesIO()
        np.savez_compressed(held, **{name: getattr(self, name) for name in self.__slots__})
        return held.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            return cls(**{name: held[name] for name in cls.__slots__})

    def parts(self) -> Column:
        """The size of each connected part, the largest first; a one-way road connects both its ends here."""
        count = len(self.lon)
        arcs = sparse.csr_matrix((np.ones(len(self.start)), (self.start, self.end)), shape=(count, count))
        _, labels = csgraph.connected_components(arcs, directed=False)
        return np.sort(np.bincount(labels))[::-1] if count else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Reached:
    """Seconds and metres for each place asked for: inf where it is beyond the limit or no way leads, nan
    where it lies at no road.
    """

    seconds: Floats
    metres: Floats


@dataclass
class Graph:
    """A network ready to be asked. What a mode needs is built when it is first asked for."""

    network: Network
    _modes: dict[Mode, ModeGraph] = field(default_factory=dict)

    def by(self, mode: Mode) -> ModeGraph:
        """The part of one mode; two threads that ask at once may both build it, and either is right."""
        if mode not in self._modes:
            self._modes[mode] = ModeGraph(self.network, mode)
        return self._modes[mode]

    @property
    def nbytes(self) -> int:
        """Memory of what is built so far."""
        columns = sum(getattr(self.network, name).nbytes for name in Network.__slots__)
        return int(columns + sum(part.nbytes for part in self._modes.values()))


class ModeGraph:
    """The part of the network that one mode may use."""

    def __init__(self, network: Network, mode: Mode) -> None:
        seconds = network.seconds[MODES.index(mode)].astype(np.float64)
        open_ = np.flatnonzero(np.isfinite(seconds))
        start, end = network.start[open_].astype(np.int64), network.end[open_].astype(np.int64)
        self._metres, self.size = network.metres[open_], len(network.lon)
        self._arcs = start * self.size + end  # in order, so that an arc is found by its ends
        shape = (self.size, self.size)
        self.onward = sparse.csr_matrix((seconds[open_], (start, end)), shape=shape)
        self.reversed = sparse.csr_matrix((seconds[open_], (end, start)), shape=shape)
        self._east = METRES_NORTH * cos(radians(float(network.lat.mean()))) if self.size else METRES_NORTH
        self._nodes = self._nodes_to_snap(np.unique(np.r_[start, end]))
        places = np.column_stack([network.lon * self._east, network.lat * METRES_NORTH])
        self._tree = spatial.cKDTree(places[self._nodes]) if len(self._nodes) else None

    def _nodes_to_snap(self, used: Column) -> Column:
        """Of the nodes with an arc of this mode those not on a small island (a car park, a cut-off path)."""
        if not len(used):
            return used
        _, labels = csgraph.connected_components(self.onward, directed=True, connection="weak")
        sizes = np.bincount(labels)
        large = sizes >= max(sizes.max() * load_travel().island_share, 2)
        kept: Column = used[large[labels[used]]]
        return kept

    @cached_property
    def nbytes(self) -> int:
        """Columns, both matrices, and the tree, which holds the places twice."""
        held: list[Any] = [self._arcs, self._metres, self._nodes]
        for matrix in (self.onward, self.reversed):
            held += [matrix.data, matrix.indices, matrix.indptr]
        tree = self._tree.data.nbytes * 2 if self._tree is not None else 0
        return int(sum(part.nbytes for part in held) + tree)

    def snap(self, places: Sequence[Position]) -> tuple[Column, Floats]:
        """The nearest node of each place and the metres to it; node -1 where none is within `snap_metres`."""
        if self._tree is None or not len(places):
            return np.full(len(places), -1), np.full(len(places), np.inf)
        asked = np.asarray(places, np.float64) * (self._east, METRES_NORTH)
        query: Any = self._tree.query
        metres, at = query(asked, distance_upper_bound=load_travel().snap_metres)
        found = np.isfinite(metres)
        return np.where(found, self._nodes[np.where(found, at, 0)], -1), metres

    def to_one(self, origins: Sequence[Position], target: Position, limit: float) -> Reached:
        """From each origin to the target: one run from the target on the reversed graph; limit in seconds."""
        return self._reach(self.reversed, target, origins, limit, is_reversed=True)

    def from_one(self, origin: Position, targets: Sequence[Position], limit: float) -> Reached:
        """From one origin to each target."""
        return self._reach(self.onward, origin, targets, limit, is_reversed=False)

    def _reach(
        self, arcs: Any, centre: Position, others: Sequence[Position], limit: float, *, is_reversed: bool
    ) -> Reached:
        middle, walk = self.snap([centre])
        nodes, walks = self.snap(others)
        seconds, metres = np.where(nodes < 0, np.nan, np.inf), np.full(len(others), np.nan)
        if middle[0] < 0:
            return Reached(np.full(len(others), np.nan), metres)
        times, before = csgraph.dijkstra(arcs, indices=int(middle[0]), limit=limit, return_predecessors=True)
        found = np.flatnonzero((nodes >= 0) & np.isfinite(times[nodes]))
        ways = self._metres_to(nodes[found], before, is_reversed)
        metres[found] = ways + walks[found] + walk[0]
        walked = (walks[found] + walk[0]) * seconds_at(1, load_travel().walk_kmh)
        seconds[found] = times[nodes[found]] + walked
        return Reached(seconds, metres)

    def within(self, origin: Position, targets: Sequence[Position], limit: float) -> Column:
        """Which targets one origin reaches in so many seconds: a run that stops there, without the ways."""
        start, walk = self.snap([origin])
        ends, to_end = self.snap(targets)
        if start[0] < 0:
            return np.zeros(len(targets), bool)
        times = csgraph.dijkstra(self.onward, indices=int(start[0]), limit=limit)
        arrived = times[ends] + (to_end + walk[0]) * seconds_at(1, load_travel().walk_kmh)
        told: Column = (ends >= 0) & (arrived <= limit)
        return told

    def within_of_any(self, origins: Sequence[Position], targets: Sequence[Position], limit: float) -> Column:
        """Which targets at least one origin reaches in so many seconds, in two runs for all of them.

        The first, backwards from the targets, cuts out the streets that lead to any of them in time: few,
        when the targets lie together, however many origins there are in the city. The second runs on those
        streets alone, from a node beside them that leads to each origin by its walk.
        """
        starts, walks = self.snap(origins)
        ends, to_end = self.snap(targets)
        on_road = np.flatnonzero(ends >= 0)
        told = np.zeros(len(targets), bool)
        if not len(on_road) or not (starts >= 0).any():
            return told
        leads = csgraph.dijkstra(self.reversed, indices=np.unique(ends[on_road]), limit=limit, min_only=True)
        near = (starts >= 0) & np.isfinite(leads[starts])
        streets = np.flatnonzero(np.isfinite(leads))
        walking = seconds_at(1, load_travel().walk_kmh)
        gates = np.searchsorted(streets, starts[near])
        times = _from_beside(self.onward[streets][:, streets], gates, walks[near] * walking, limit)
        arrived = times[np.searchsorted(streets, ends[on_road])] + to_end[on_road] * walking
        told[on_road] = arrived <= limit
        return told

    def _metres_to(self, nodes: Column, before: NDArray[np.int32], is_reversed: bool) -> Floats:
        """The length of each shortest way; `before` leads from a node to the centre. Ways join on their way,
        so each node is walked over once.
        """
        order = _walk(nodes.tolist(), before)
        ends = np.asarray(order, np.int64)
        nexts = before[ends].astype(np.int64)
        starts, ends = (ends, nexts) if is_reversed else (nexts, ends)
        steps = self._metres[np.searchsorted(self._arcs, starts * self.size + ends)].tolist()
        total: dict[int, float] = {}
        for node, following, metres in zip(order, nexts.tolist(), steps, strict=True):
            total[node] = total.get(following, 0.0) + metres
        return np.asarray([total.get(node, 0.0) for node in nodes.tolist()], np.float64)


def _from_beside(streets: Any, gates: Column, seconds: Floats, limit: float) -> Floats:
    """Seconds to each node from a node beside them, which leads to each gate in its seconds; two arcs to one
    gate are two, the sooner holds.
    """
    size = streets.shape[0]
    if not len(gates):
        return np.full(size, np.inf)
    spent = np.maximum(seconds, 1e-6)  # an arc of no length would be none
    ends = np.r_[streets.indptr, streets.indptr[-1] + len(gates)]
    columns = np.r_[streets.indices, gates]
    beside: Any = sparse.csr_matrix((np.r_[streets.data, spent], columns, ends), shape=(size + 1, size + 1))
    times: Floats = csgraph.dijkstra(beside, indices=size, limit=limit)[:size]
    return times


def _walk(nodes: list[int], before: NDArray[np.int32]) -> list[int]:
    """Every node on the ways from these to the centre but the centre, each after the one it leads to."""
    order: list[int] = []
    seen: set[int] = set()
    leads = before.data  # a view of plain numbers: a third of the time of numpy's own
    for node in nodes:
        fresh, at = [], node
        while at not in seen and leads[at] >= 0:
            seen.add(at)
            fresh.append(at)
            at = leads[at]
        order += reversed(fresh)
    return order


def lines(origins: Sequence[Position], targets: Sequence[Position]) -> Floats:
    """Straight lines in metres, a row for each origin; flat within a city: right to a thousandth."""
    ends, starts = np.asarray(targets, np.float64), np.asarray(origins, np.float64)
    east = METRES_NORTH * cos(radians(float(ends[:, 1].mean()))) if len(ends) else METRES_NORTH
    scale = np.array([east, METRES_NORTH])
    apart = (starts[:, None, :] - ends[None, :, :]) * scale
    metres: Floats = np.sqrt((apart**2).sum(axis=2))
    return metres
