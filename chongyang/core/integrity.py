"""Named checks of what is kept: each room says in `apps.ready` what cannot be right, and which desk mends it.

A check is one statement over whole tables, never a row at a time: it selects `id` (a row's key), `area` and
`person` (a file's key or NULL) of everything that is wrong, and may use %(now)s, %(today)s and its numbers.
What the database forbids needs no check.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Severity(Labelled):
    """How bad it is: somebody is harmed or rights are wrong; work goes wrong; the file is poor."""

    SEVERE = "severe", N_("严重")
    SERIOUS = "serious", N_("较重")
    SLIGHT = "slight", N_("轻微")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should not be. `says` tells what it means and what to do; `source` the clause behind it.

    `mend` is the address of the desk that mends it, and `opens` what it takes: `person`, `id`, or nothing.
    """

    name: str
    label: str
    says: str
    severity: Severity
    rows: str
    mend: str = ""
    opens: str = ""
    source: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]


Preparation = Callable[[datetime], object]
_checks: dict[str, Check] = {}
_preparations: dict[str, Preparation] = {}


def checks(room: str, known: Iterable[Check]) -> None:
    """Register the checks of a room; their names begin with the room's."""
    for check in known:
        assert check.room == room, check.name
        assert check.name not in _checks or _checks[check.name] == check, check.name
        _checks[check.name] = check


def prepares(room: str, step: Preparation) -> None:
    """Register what must be brought up to date before a room's checks are run."""
    _preparations[room] = step


def list_checks() -> list[Check]:
    """All checks: the severe ones first, then by name."""
    order = list(Severity)
    return sorted(_checks.values(), key=lambda check: (order.index(check.severity), check.name))


def get_check(name: str) -> Check | None:
    return _checks.get(name)


def preparations_for(rooms: Iterable[str]) -> list[Preparation]:
    """What must be done before the checks of these rooms, in the order of the rooms' names."""
    return [_preparations[room] for room in sorted(set(rooms)) if room in _preparations]


def load_numbers(path: Path) -> dict[str, Any]:
    """The numbers of a room's checks (`name: {value, source, confirmed}`); a city changes the file."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: entry["value"] for name, entry in told.items()}
