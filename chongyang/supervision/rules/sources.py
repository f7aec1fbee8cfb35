"""Where the tallies come from: each room below is asked through a reader that `apps.ready` registers."""

from collections.abc import Callable, Mapping
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.core.words import N_

Reader = Callable[[Scope, int], Mapping[str, Any]]
"""(scope, year) → a row of numbers by the key of a place or an organisation."""

_readers: dict[str, Reader] = {}
LABELS = {
    "reporting": N_("报表按期报送"),
    "duties": N_("任务台账"),
    "projects": N_("项目库"),
}


def tallies(name: str, reader: Reader) -> None:
    """Register (in `apps.ready`) who reads a tally; the same name again replaces it."""
    _readers[name] = reader


def get_reader(name: str) -> Reader | None:
    return _readers.get(name)
