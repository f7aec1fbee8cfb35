"""`chongyang bench visits --instances DIR`: the day's planner beside published results, and a county's day.

Mankowska's home-care days are planned by our own loops, Solomon's routes by PyVRP; a gap is how much dearer
the answer is than the best that is known (below zero: cheaper). Every answer is judged by the independent
checker. Machine code is made before anything is timed; how long that took is told apart. Small days need
less than the allowed seconds: 0.8 s a visit.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chongyang.routing.rules.checking import broken_rules, measured
from chongyang.routing.rules.day import Answer, Day
from chongyang.routing.rules.planner import Budget, plan
from chongyang.routing.rules.single import plan_single
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.benches.visits_county import CARERS, VISITS, county_day
from chongyang.workshop.benches.visits_instances import HOME_CARE, Instance, instances

SECONDS = 60.0
SEARCH, SPARE = 0.92, 0.8
"""The share of the allowed time that is searched, and the seconds that are spared of a short one at least:
for packing, telling and checking.
"""
PER_VISIT = 0.8
TOLD_TO = 0.006
"""Published costs have six digits."""
COUNTY_SECONDS = 45.0
GOALS = {HOME_CARE: 1.5, "vrptw": 0.5}
COUNTY = "county"


@dataclass(frozen=True)
class Options:
    """What of the bench is run, and how long a day is searched at most."""

    folder: Path | None = None
    seconds: float = SECONDS
    only: str = "*"
    seed: int = 1
    visits: int = VISITS
    carers: int = CARERS
    rounds: int | None = None


def run(options: Options) -> Result:
    """Each instance in turn, then the county; goals are of what was run."""
    result = Result("visits", {"name": "none: instances from files, a county invented in memory"})
    result.figures["compile_seconds"] = _warmed()
    result.figures["busy_before"] = settle()
    rows = [
        _measured(instance, options)
        for instance in (instances(options.folder, options.only) if options.folder else ())
    ]
    for family in sorted({row["family"] for row in rows}):
        _tell(result, family, [row for row in rows if row["family"] == family], options)
    if options.only in ("*", COUNTY):
        _tell_county(result, options)
    return result


def _warmed() -> float:
    """Seconds until every loop is machine code: read from the cache, or made."""
    began = time.perf_counter()
    for strict in (True, False):
        day = county_day(12, 4)
        plan(Day(day.visits, day.carers, day.travel, strict=strict), Budget(rounds=20, threads=1))
    return round(time.perf_counter() - began, 1)


def _measured(instance: Instance, options: Options) -> dict[str, Any]:
    """One instance: cost, gap in per cent, seconds from the day to the answer, rules broken."""
    day = instance.day
    budget = _budget(options, min(options.seconds, max(2.0, PER_VISIT * len(day.visits))))
    answer, seconds = _timed(
        lambda: (
            plan(day, budget) if instance.family == HOME_CARE else plan_single(day, budget, instance.loads)
        )
    )
    found = measured(day, answer)
    cost = found.mankowska if instance.family == HOME_CARE else found.travel
    return {
        "family": instance.family,
        "name": instance.name,
        "visits": len(day.visits),
        "cost": round(cost, 3),
        "best": instance.best,
        "gap": round(100 * (cost / instance.best - 1), 3),
        "seconds": round(seconds, 2),
        "rounds": answer.rounds,
        "published": _reckoned(instance),
        "broken": len(broken_rules(day, answer)) + _overloaded(instance, answer),
        "unserved": len(answer.unserved),
    }


def _reckoned(instance: Instance) -> float | None:
    """What the published solution costs by our reckoning: the same as published, if we mean the same."""
    if instance.published is None:
        return None
    return round(measured(instance.day, instance.published).mankowska, 3)


def _budget(options: Options, seconds: float) -> Budget:
    return Budget(max(min(SEARCH * seconds, seconds - SPARE), SPARE), options.rounds, seed=options.seed)


def _timed(do: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.perf_counter()
    return do(), time.perf_counter() - began


def _overloaded(instance: Instance, answer: Answer) -> int:
    """Vans that would hold more than they can."""
    if instance.loads is None:
        return 0
    taken: Counter[str] = Counter()
    for one in answer.assignments:
        taken[one.carer] += instance.loads.taken[one.visit]
    return sum(load > instance.loads.capacity for load in taken.values())


def _tell(result: Result, family: str, rows: list[dict[str, Any]], options: Options) -> None:
    gaps = [row["gap"] for row in rows]
    sizes = sorted({row["visits"] for row in rows})
    result.figures[family] = {
        "instances": len(rows),
        "mean_gap": round(float(np.mean(gaps)), 3),
        "max_gap": max(gaps),
        "published_solutions": sum(row["published"] is not None for row in rows),
        "published_reckoned_otherwise": sum(
            row["published"] is not None and abs(row["published"] - row["best"]) > TOLD_TO for row in rows
        ),
        "below_best": sum(gap < -0.01 for gap in gaps),
        "mean_gap_by_visits": {
            size: _mean(row["gap"] for row in rows if row["visits"] == size) for size in sizes
        },
        "rows": rows,
    }
    result.goals += [
        Goal(
            f"{family}: mean gap to the best known, per cent",
            "<=",
            GOALS[family],
            round(float(np.mean(gaps)), 3),
        ),
        Goal(f"{family}: hard rules broken or visits left out", "==", 0, _faults(rows)),
    ]
    if options.rounds is None:
        slowest = max(row["seconds"] for row in rows)
        result.goals.append(Goal(f"{family}: slowest instance, seconds", "<=", options.seconds, slowest))


def _mean(values: Iterable[float]) -> float:
    return round(float(np.mean(list(values))), 3)


def _faults(rows: list[dict[str, Any]]) -> int:
    return sum(row["broken"] + row["unserved"] for row in rows)


def _tell_county(result: Result, options: Options) -> None:
    day = county_day(options.visits, options.carers)
    budget = _budget(options, min(options.seconds, COUNTY_SECONDS))
    answer, seconds = _timed(lambda: plan(day, budget))
    broken = broken_rules(day, answer)
    known = [day.visit_by_key[one.visit].known.get(one.carer) for one in answer.assignments]
    result.figures[COUNTY] = {
        "visits": len(day.visits),
        "doubles": sum(len(visit.parts) == 2 for visit in day.visits),
        "carers": len(day.carers),
        "seconds": round(seconds, 1),
        "rounds": answer.rounds,
        "broken_rules": len(broken),
        "unserved": dict(Counter(one.reason.value for one in answer.unserved)),
        "travel_minutes_per_visit": round(answer.travel / max(1, len(answer.assignments)), 2),
        "by_a_known_carer": sum(one is not None for one in known),
    }
    result.goals += [
        Goal("county: planned in seconds", "<=", SECONDS, round(seconds, 1)),
        Goal("county: hard rules broken", "==", 0, len(broken)),
    ]
