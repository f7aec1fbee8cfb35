"""What processes have used of the processors, by /proc: told apart from the machine's other work."""

import os
from collections.abc import Iterable
from pathlib import Path

from chongyang.workshop.benches.city import City

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process with its children and theirs; nothing where it is gone or the system does not tell."""
    found = [pid]
    for one in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in _words(one) for each in family(int(child))]
    return found


def children() -> list[int]:
    """What this process has started and has not ended."""
    return [pid for pid in family(os.getpid()) if pid != os.getpid()]


def postgres_of(city: City) -> list[int]:
    """The server of a bench's city with its backends and writers."""
    lines = _words(city.server.place.data / "postmaster.pid")
    return family(int(lines[0])) if lines else []


def seconds(pids: Iterable[int]) -> float:
    """Of the processors, in user and kernel mode, since these began. Who is gone counts nothing."""
    return sum(_seconds(pid) for pid in pids)


def _seconds(pid: int) -> float:
    """By the 14th and 15th word of its line, counted after its name, which may hold blanks."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICKS


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []
