"""From linked pairs to persons: connected records, except where that would break a rule.

Records are the numbers 0 … n-1. Where no rule is broken, a person is a connected part of the graph. In the
few parts that break one (two records of a source whose records are of different persons, two records that
somebody decided apart, a chain longer than any person), pairs are taken from the heaviest down, and one that
would break a rule is left out. The same pairs give the same persons, in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

Apart = Iterable[tuple[int, int]]


def persons_of(
    count: int, left: "Ints", right: "Ints", weight: "Floats", once: "Ints", apart: Apart, largest: int
) -> "Ints":
    """The smallest record of each record's person.

    `once[record]` is the number of a source whose records never meet in one person, or -1.
    """
    import numpy as np

    label = _components(count, left, right)
    wrong = _breaking(label, once, apart, largest)
    inside = np.isin(label[left], wrong) if len(wrong) else np.zeros(len(left), dtype=bool)
    if inside.any():
        label = label.copy()
        loose = np.isin(label, wrong)
        label[loose] = np.flatnonzero(loose)
        chosen = _Growing(label, once, apart, largest)
        order = np.lexsort((right[inside], left[inside], -weight[inside]))
        for first, second in zip(left[inside][order].tolist(), right[inside][order].tolist(), strict=True):
            chosen.join(first, second)
        for record in np.flatnonzero(loose).tolist():
            label[record] = chosen.root(record)
    return _smallest(label)


def _components(count: int, left: "Ints", right: "Ints") -> "Ints":
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _smallest(label: "Ints") -> "Ints":
    """Each label replaced by the smallest record that carries it: no name depends on the way there."""
    import numpy as np

    kinds, first, back = np.unique(label, return_index=True, return_inverse=True)
    return np.asarray(first[back], dtype=np.int64) if len(kinds) else label


def _breaking(label: "Ints", once: "Ints", apart: Apart, largest: int) -> "Ints":
    """The parts of the graph that break a rule."""
    import numpy as np

    big = np.flatnonzero(np.bincount(label, minlength=1) > largest)
    held = once >= 0
    keyed = label[held] * (int(once.max(initial=0)) + 1) + once[held]
    keys, counts = np.unique(keyed, return_counts=True)
    doubled = keys[counts > 1] // (int(once.max(initial=0)) + 1)
    parted = [label[first] for first, second in apart if label[first] == label[second]]
    return np.unique(np.concatenate([big, doubled, np.array(parted, dtype=np.int64)]))


class _Growing:
    """Persons that grow pair by pair inside the parts that break a rule."""

    def __init__(self, label: "Ints", once: "Ints", apart: Apart, largest: int) -> None:
        self.largest = largest
        self.once = once
        self.parent: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.apart: dict[int, set[int]] = defaultdict(set)
        for first, second in apart:
            self.apart[first].add(second)
            self.apart[second].add(first)

    def root(self, record: int) -> int:
        while (up := self.parent.get(record, record)) != record:
            record = up
        return record

    def join(self, first: int, second: int) -> None:
        one, other = self.root(first), self.root(second)
        if one == other:
            return
        ours, theirs = self.members.get(one, [one]), self.members.get(other, [other])
        if len(ours) + len(theirs) > self.largest or self._breaks(ours, theirs):
            return
        low, high = min(one, other), max(one, other)
        self.parent[high] = low
        self.members[low] = ours + theirs

    def _breaks(self, ours: list[int], theirs: list[int]) -> bool:
        sources = {int(self.once[record]) for record in ours} - {-1}
        if any(int(self.once[record]) in sources for record in theirs):
            return True
        others = set(theirs)
        return any(self.apart[record] & others for record in ours if record in self.apart)
