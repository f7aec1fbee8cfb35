"""What every bench answers with: figures, goals as data, and the machine that it ran on."""

import math
import operator
import os
import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 60.0
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that must hold: `measured` compared with `value`."""

    what: str
    operator: str
    value: float
    measured: float

    @property
    def holds(self) -> bool:
        return OPERATORS[self.operator](self.measured, self.value)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


@dataclass
class Result:
    """The one object that a bench prints."""

    name: str
    database: dict[str, Any]
    figures: dict[str, Any] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=lambda: machine())

    @property
    def holds(self) -> bool:
        """Whether every goal holds; a bench without goals proves nothing."""
        return bool(self.goals) and all(goal.holds for goal in self.goals)

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "machine": self.machine,
            "database": self.database,
            "figures": self.figures,
            "goals": [goal.as_dict() for goal in self.goals],
            "holds": self.holds,
        }


def machine() -> dict[str, Any]:
    """Cores, memory, versions, and how busy the machine was when the bench began."""
    return {
        "processor": _found(Path("/proc/cpuinfo"), r"model name\s*:\s*(.+)") or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(_found(Path("/proc/meminfo"), r"MemTotal:\s*(\d+)") or 0) / 2**20, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def settle(quiet: float = 0.3) -> float:
    """Wait until the machine has little else to do, at most a minute; returns how busy it still is.

    A bench beside other work measures the other work; the share is told with the figures. The suite, whose
    small benches measure nothing, waits for nobody (CHONGYANG_BENCH_PATIENCE).
    """
    patience = float(os.environ.get("CHONGYANG_BENCH_PATIENCE", PATIENCE))
    until = time.monotonic() + patience
    busy = _busy(1.0)
    while busy > quiet and time.monotonic() < until:
        busy = _busy(1.0)
    return round(busy, 2)


def _busy(seconds: float) -> float:
    """The share of all cores that worked during this time; 0 where the system does not tell."""
    before = _ticks()
    time.sleep(seconds)
    after = _ticks()
    total = after[0] - before[0]
    return 1 - (after[1] - before[1]) / total if total else 0.0


def _ticks() -> tuple[int, int]:
    """All ticks of the machine's cores so far, and those spent idle."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0, 0
    ticks = [int(word) for word in stat.read_text().split("\n", 1)[0].split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def _found(path: Path, pattern: str) -> str:
    found = re.search(pattern, path.read_text()) if path.exists() else None
    return found[1].strip() if found else ""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all is not above."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """Count, median, 95th and 99th percentile, largest; in milliseconds."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    told = {name: round(percentile(milliseconds, share), 1) for name, share in shares.items()}
    return {"n": len(milliseconds), **told}
