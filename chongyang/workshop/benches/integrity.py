"""Bench `integrity`: every named check asked of a whole city, twice.

The first run over a new city also reads every sealed column once into the readouts; the second meets a city
in which little changed, as each night does. Memory is this program's; `work_mem` bounds the database's.
"""

import resource
import time
from typing import Any

from chongyang.core import clock
from chongyang.core.models import IntegrityRun
from chongyang.core.operations.integrity import run_checks
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.databases import working_on

ELDERS = 1_300_000
ALL_SECONDS, ONE_SECONDS, MIB, FIRST_SECONDS = 300.0, 30.0, 1024.0, 900.0
SHOWN = 8


def run(elders: int = ELDERS) -> Result:
    """Ask all checks of a fresh copy of the city, and again."""
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("integrity", {"name": city.template, "copied_as": city.database, "elders": elders})
        result.machine["busy_before"] = settle()
        first, again = _night(), _night()
    result.figures = {"first": first, "again": again, "program_mib": _peak()}
    result.goals = [
        Goal("first night of a city, sealed columns read, in s", "<=", FIRST_SECONDS, first["seconds"]),
        Goal("a night, all checks with what they prepare, in s", "<=", ALL_SECONDS, again["seconds"]),
        Goal("slowest check of that night, in s", "<=", ONE_SECONDS, next(iter(again["slowest"].values()))),
        Goal("checks that could not be asked", "==", 0, len(first["failed"]) + len(again["failed"])),
        Goal("peak memory of the program in MiB", "<=", MIB, result.figures["program_mib"]),
    ]
    return result


def _night() -> dict[str, Any]:
    began = time.monotonic()
    done = run_checks(now=clock.now())
    return _told(done, time.monotonic() - began)


def _told(done: IntegrityRun, seconds: float) -> dict[str, Any]:
    slowest = sorted(done.seconds.items(), key=lambda pair: -pair[1])[:SHOWN]
    return {
        "checks": done.checks,
        "seconds": round(seconds, 1),
        "preparing": round(seconds - sum(done.seconds.values()), 1),
        "slowest": dict(slowest),
        "failed": list(done.failed),
    }


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
