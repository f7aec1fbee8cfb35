"""What is left of a shift when absences are taken out."""

from collections.abc import Iterable

from chongyang.routing.rules.day import Window


def longest_free(shift: Window, away: Iterable[Window], since: float = 0.0) -> Window | None:
    """The longest piece of a shift, from a minute on, in which nobody is away; the first of equals."""
    free, begin = [], max(shift[0], since)
    for first, last in sorted(away):
        if first > begin:
            free.append((begin, min(first, shift[1])))
        begin = max(begin, last)
    free.append((begin, shift[1]))
    pieces = [(a, b) for a, b in free if b > a]
    return max(pieces, key=lambda one: (one[1] - one[0], -one[0]), default=None)
