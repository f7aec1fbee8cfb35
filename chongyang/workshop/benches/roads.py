"""`chongyang bench roads`: how soon two hundred responders are reckoned on a town of 100,000 crossings.

An invented grid with streets of three classes, in memory; no database and no city.
"""

import time
from typing import Any

import numpy as np

from chongyang.roads import queries
from chongyang.roads.enums import Mode
from chongyang.roads.rules.graph import METRES_NORTH, Graph, Network
from chongyang.roads.rules.travel import Position
from chongyang.workshop.benches.frame import Goal, Result, settle, summary

NODES = 100_000
RESPONDERS, TURNS, WARM = 200, 200, 5
P95_MS, MEMORY_MIB = 50.0, 200.0
WEST, SOUTH = 113.45, 34.6
STEP = 0.0011, 0.0009
METRES_EAST = 91_500.0
"""Metres in a degree of longitude at Zhengzhou."""
KMH = np.array([18.0, 30.0, 35.0])


def run(nodes: int = NODES) -> Result:
    """Times from 200 places to one, each mode in turn, warm; reach of 200 within a quarter of an hour."""
    result = Result("roads", {"name": "none: a grid in memory", "nodes": nodes})
    side = int(nodes**0.5)
    network = grid(side)
    result.figures["busy_before"] = settle()
    data, result.figures["pack_ms"] = _timed(network.pack)
    result.figures["pack_mb"] = round(len(data) / 1e6, 1)
    graph, result.figures["build_ms"] = _timed(lambda: _built(data))
    result.figures |= {"nodes": side * side, "arcs": len(network.start)}
    result.figures["memory_mib"] = round(graph.nbytes / 2**20, 1)
    for mode in Mode:
        result.figures[f"{mode.value}_ms"] = summary(_turns(graph, mode, side))
    slowest = max(result.figures[f"{mode.value}_ms"]["p95"] for mode in Mode)
    result.goals = [
        Goal(f"{RESPONDERS} responders to one place, p95 in ms", "<=", P95_MS, slowest),
        Goal("memory of the graph with all modes, MiB", "<=", MEMORY_MIB, result.figures["memory_mib"]),
    ]
    return result


def grid(side: int, corner: Position = (WEST, SOUTH), step: Position = STEP) -> Network:
    """Two-way streets between crossings, by default about 100 metres apart; longer than the straight line."""
    rng = np.random.default_rng(9)
    at = np.arange(side * side).reshape(side, side)
    start = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    end = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    blocks = np.repeat([step[0] * METRES_EAST, step[1] * METRES_NORTH], len(start) // 2)
    metres = blocks * rng.uniform(1.01, 1.4, len(start))
    kmh = KMH[rng.integers(0, 3, len(start))]
    seconds = metres * 3.6 / np.stack([np.full(len(start), 4.5), np.full(len(start), 15.0), kmh])
    east, north = np.meshgrid(np.arange(side), np.arange(side))
    return Network.of(
        corner[0] + east.ravel() * step[0],
        corner[1] + north.ravel() * step[1],
        np.r_[start, end],
        np.r_[end, start],
        np.r_[metres, metres],
        np.concatenate([seconds, seconds], axis=1),
    )


def _built(data: bytes) -> Graph:
    graph = Graph(Network.unpack(data))
    for mode in Mode:
        graph.by(mode)
    return graph


def _timed(do: Any) -> tuple[Any, float]:
    begun = time.perf_counter()
    return do(), round((time.perf_counter() - begun) * 1000, 1)


def _turns(graph: Graph, mode: Mode, side: int) -> list[float]:
    rng = np.random.default_rng(10)
    spent = []
    for turn in range(WARM + TURNS):
        places = _places(rng, side, RESPONDERS + 1)
        _, milliseconds = _timed(lambda asked=places: queries.journeys(graph, asked[1:], asked[0], mode))
        if turn >= WARM:
            spent.append(milliseconds)
    return spent


def _places(rng: np.random.Generator, side: int, count: int) -> list[Position]:
    """Places anywhere in the town."""
    spread = np.array(STEP) * (side - 1)
    return [(WEST + x, SOUTH + y) for x, y in (rng.random((count, 2)) * spread).tolist()]
