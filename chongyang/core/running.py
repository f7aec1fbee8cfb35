"""What runs a clause: each room says in `apps.ready` which of its pages or figures makes a clause happen."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Running:
    """One thing of the program that runs a clause. `figure` gives today's value as text for a scope."""

    clause: str
    label: str
    url_name: str = ""
    figure: Callable[..., str] | None = None


_running: dict[str, list[Running]] = defaultdict(list)


def runs(clause: str, label: str, url_name: str = "", figure: Callable[..., str] | None = None) -> None:
    """Register it; the same label for a clause is registered once."""
    entry = Running(clause, label, url_name, figure)
    if all(held.label != label for held in _running[clause]):
        _running[clause].append(entry)


def list_running(clause: str) -> tuple[Running, ...]:
    """What runs this clause today, empty where nothing does yet."""
    return tuple(_running.get(clause, ()))


def running_clauses() -> frozenset[str]:
    """The clauses that something runs."""
    return frozenset(clause for clause, entries in _running.items() if entries)
