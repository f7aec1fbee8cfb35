"""Five steps of colour over the numbers of a map, with round borders that a legend can print."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = 5
ROUND = (1, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `first`, each step is `width` wide."""

    first: float
    width: float

    def step_of(self, number: float) -> int:
        """0 (lightest) to 4 (darkest)."""
        return min(STEPS - 1, max(0, floor((number - self.first) / self.width + 1e-9)))

    def borders(self) -> list[tuple[float, float]]:
        """Where each step begins and ends."""
        return [(self.first + n * self.width, self.first + (n + 1) * self.width) for n in range(STEPS)]


def scale_of(numbers: Iterable[float], *, whole: bool) -> Scale:
    """The narrowest round scale that holds the numbers; `whole` keeps the borders whole numbers."""
    held = sorted(numbers) or [0.0]
    width = _round_up((held[-1] - held[0]) / STEPS or 1, whole)
    first = floor(held[0] / width) * width
    while first + STEPS * width < held[-1]:
        width = _round_up(width * 1.01, whole)
        first = floor(held[0] / width) * width
    return Scale(first, width)


def _round_up(number: float, whole: bool) -> float:
    """The next number that reads well: 1, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten."""
    if whole and number <= 1:
        return 1
    power = 10.0 ** floor(log10(number))
    found = next(step * power for step in ROUND if step * power >= number - 1e-9)
    return float(ceil(found)) if whole else found
