"""Small networks for tests, and every shortest way in them by brute force (Floyd and Warshall)."""

from math import inf
from typing import Any

from chongyang.roads.enums import Mode
from chongyang.roads.rules.drafting import Draft
from chongyang.roads.rules.graph import MODES, Graph, Network

WEST, SOUTH = 113.6, 34.7
EAST_STEP, NORTH_STEP = 0.0011, 0.0009
"""About 100 metres each way at Zhengzhou."""


def place(column: float, row: float) -> tuple[float, float]:
    return WEST + column * EAST_STEP, SOUTH + row * NORTH_STEP


def draft_of(edges: Any, size: int = 5) -> Draft:
    """A draft on a square of nodes, numbered row by row; `edges` are (from, to, options)."""
    draft = Draft()
    for number in range(size * size):
        draft.add_node(str(number), *place(number % size, number // size))
    for start, end, words in edges:
        draft.add_edge(str(start), str(end), **words)
    return draft


def grid(size: int = 5, **words: Any) -> Network:
    """A town of square blocks with two-way streets."""
    along = [(n, n + 1, words) for n in range(size * size) if n % size < size - 1]
    across = [(n, n + size, words) for n in range(size * (size - 1))]
    return draft_of([*along, *across], size).network()


def floyd(network: Network, mode: Mode) -> list[list[float]]:
    """Seconds between all pairs, the slow way."""
    count = len(network.lon)
    far = [[0.0 if a == b else inf for b in range(count)] for a in range(count)]
    for a, b, seconds in zip(network.start, network.end, network.seconds[MODES.index(mode)], strict=True):
        far[a][b] = min(far[a][b], float(seconds))
    for middle in range(count):
        for a in range(count):
            for b in range(count):
                far[a][b] = min(far[a][b], far[a][middle] + far[middle][b])
    return far


def graph_of(network: Network) -> Graph:
    return Graph(Network.unpack(network.pack()))
