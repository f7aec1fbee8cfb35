"""A network while it is read from a file: node by node, edge by edge; each wrong one counted with its why."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import TYPE_CHECKING

from chongyang.core.coordinates import wgs84_of
from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.roads.enums import Mode, Shift
from chongyang.roads.rules.graph import Column, Network
from chongyang.roads.rules.travel import EdgeTimes, edge_times, haversine, load_travel

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

EXAMPLES = 5
UNKNOWN_NODE = N_("路段的端点不在节点表中")
NO_LENGTH = N_("路段长度为零或负数")
SHORT = N_("路段比两端的直线距离还短，已按直线距离计")
TOO_FAST = N_("路段速度不可能，已按道路等级计")
TWICE = N_("重复的路段，取较快者")
LOOP = N_("路段两端是同一节点")
BAD_NUMBER = N_("数字无法识别")
BAD_PLACE = N_("节点坐标不在地球上")
NODE_TWICE = N_("重复的节点编号，取第一个")
BAD_WAY = N_("单行标记无法识别")
WARNINGS = (SHORT, TOO_FAST, TWICE, NODE_TWICE)
SHORT_BY = 0.9
"""A length below this share of the straight line is wrong; rounding and old survey marks explain less."""


@dataclass(slots=True)
class Faults:
    """How often each fault was found, and the first places of each."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, place: str) -> None:
        self.counts[what] += 1
        held = self.places.setdefault(what, [])
        if len(held) < EXAMPLES:
            held.append(place[:80])

    @property
    def dropped(self) -> int:
        """How many rows were left out; a warning leaves its row in."""
        return sum(count for what, count in self.counts.items() if what not in WARNINGS)


class Draft:
    """Nodes and edges in columns, some 60 bytes each: a million edges take about 100 MB while being read."""

    def __init__(self, shift: Shift = Shift.WGS84) -> None:
        self.shift, self.faults, self.edges_read = shift, Faults(), 0
        self._index: dict[str, int] = {}
        self._lon, self._lat = array("d"), array("d")
        self._start, self._end, self._metres = array("l"), array("l"), array("d")
        self._way = array("b")
        self._times = {name: array("d") for name in EdgeTimes.__slots__}

    def add_node(self, key: str, longitude: float, latitude: float) -> None:
        """A place where edges meet."""
        if not (-180 <= longitude <= 180 and -85 <= latitude <= 85):
            return self.faults.add(BAD_PLACE, key)
        if key in self._index:
            return self.faults.add(NODE_TWICE, key)
        if self.shift is Shift.GCJ02:
            longitude, latitude = wgs84_of(longitude, latitude)
        self._index[key] = len(self._lon)
        self._lon.append(longitude)
        self._lat.append(latitude)
        return None

    def add_edge(
        self,
        start: str,
        end: str,
        metres: float | None = None,
        *,
        highway: str = "",
        kmh: float | None = None,
        way: int = 0,
        drive_seconds: float | None = None,
        forbidden: frozenset[Mode] = frozenset(),
    ) -> None:
        """An edge; without a length it has that of the straight line."""
        self.edges_read += 1
        place = f"{start}-{end}"
        a, b = self._index.get(start), self._index.get(end)
        if a is None or b is None:
            return self.faults.add(UNKNOWN_NODE, place)
        if a == b:
            return self.faults.add(LOOP, place)
        line = haversine((self._lon[a], self._lat[a]), (self._lon[b], self._lat[b]))
        length = self._length(metres, line, place)
        if length is None:
            return self.faults.add(NO_LENGTH, place)
        told = drive_seconds if self._is_possible(length, drive_seconds, place) else None
        self._way.append(way)
        self._keep(a, b, length, edge_times(length, highway, kmh, way, told), forbidden)
        return None

    def _length(self, metres: float | None, line: float, place: str) -> float | None:
        length = line if metres is None else metres
        if not isfinite(length) or length <= 0:
            return None
        if length < line * SHORT_BY:
            self.faults.add(SHORT, place)
            return line
        return length

    def _is_possible(self, metres: float, seconds: float | None, place: str) -> bool:
        if seconds is None:
            return False
        possible = isfinite(seconds) and seconds > 0 and metres * 3.6 / seconds <= load_travel().fastest_kmh
        if not possible:
            self.faults.add(TOO_FAST, place)
        return possible

    def _keep(self, a: int, b: int, metres: float, times: EdgeTimes, forbidden: frozenset[Mode]) -> None:
        self._start.append(a)
        self._end.append(b)
        self._metres.append(metres)
        barred = {mode.value for mode in forbidden}
        for name, column in self._times.items():
            value = getattr(times, name)
            column.append(nan if value is None or name.removesuffix("_back") in barred else value)

    def network(self) -> Network:
        """Directed arcs, each pair of nodes once: of two the quicker by each mode."""
        start, end = np.asarray(self._start, np.int64), np.asarray(self._end, np.int64)
        metres = np.asarray(self._metres)
        there = [self._times[name] for name in ("walk", "ebike", "drive")]
        back = [self._times[name] for name in ("walk", "ebike_back", "drive_back")]
        seconds = np.concatenate([np.asarray(there).reshape(3, -1), np.asarray(back).reshape(3, -1)], axis=1)
        network = Network.of(
            np.asarray(self._lon),
            np.asarray(self._lat),
            np.concatenate([start, end]),
            np.concatenate([end, start]),
            np.concatenate([metres, metres]),
            np.where(np.isnan(seconds), np.inf, seconds),
        )
        self._count_doubles(start, end, len(self._lon))
        return network

    def _count_doubles(self, start: Column, end: Column, nodes: int) -> None:
        if not len(start):
            return
        turned = (np.asarray(self._way) == 0) & (start > end)  # a two-way street is the same from either end
        keys = np.where(turned, end * nodes + start, start * nodes + end)
        _, first, counts = np.unique(keys, return_index=True, return_counts=True)
        names = list(self._index)
        for at in first[counts > 1][:EXAMPLES]:
            self.faults.add(TWICE, f"{names[start[at]]}-{names[end[at]]}")
        self.faults.counts[TWICE] = int((counts - 1).sum())
        self.faults.counts += Counter()
