"""`chongyang bench indicators`: a quarter of a whole city counted, and the rows behind a number opened.

Every computed indicator of the quarter and of its year for the city, 16 units and 208 streets; then the same
again, which writes nothing; then the first page of rows behind several numbers, as a city's reviewer asks.
"""

import time
from itertools import product
from typing import Any

from django.utils import timezone

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.indicators import queries
from chongyang.indicators.enums import Span
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.definitions import Term, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, load_places
from chongyang.territory.enums import Role
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.databases import working_on

ELDERS = 1_300_000
SECONDS, ROWS_P95, OPENINGS = 30.0, 150.0, 20
DRILLED = ("registry.living", "registry.registered", "providers.beds", "emergency.incidents")
PLACES = (CITY, "jinshui", "zhengdong", "410105001000")


def run(elders: int = ELDERS) -> Result:
    """Count a quarter and its year twice on a fresh copy of the city, then drill down."""
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("indicators", {"name": city.template, "copied_as": city.database, "elders": elders})
        result.machine["busy_before"] = settle()
        today = timezone.localdate(clock.now())
        periods = [Period.around(today, span) for span in Span]
        seconds, first = _counted(periods)
        again_seconds, again = _counted(periods)
        opened, rows = zip(*_drill(periods[0]), strict=True)
    result.figures = {
        "definitions": len(load_indicators()),
        "values": first["values"],
        "seconds": seconds,
        "again_seconds": again_seconds,
        "rows_ms": summary(opened),
        "rows_opened": sum(rows),
    }
    result.goals = [
        Goal("a quarter and its year for the city, 16 units and 208 streets, in s", "<=", SECONDS, seconds),
        Goal("values that a second counting writes", "==", 0, again["written"]),
        Goal("first page of rows behind a number, p95 in ms", "<=", ROWS_P95, summary(opened)["p95"]),
    ]
    return result


def _counted(periods: list[Period]) -> tuple[float, dict[str, int]]:
    began = time.perf_counter()
    found = [compute_period(period=period, now=clock.now()) for period in periods]
    seconds = round(time.perf_counter() - began, 2)
    return seconds, {name: sum(getattr(one, name) for one in found) for name in ("values", "written")}


def _drill(period: Period) -> Any:
    """Milliseconds and rows of each opening, as the reader of the whole city."""
    actor = Actor("person", Role.CITY_REVIEWER.value, new_key(), Role.CITY_REVIEWER.value)
    reader = Scope((interval_of("4101"),), actor, role=Role.CITY_REVIEWER.value)
    for _, key, place in product(range(OPENINGS), DRILLED, PLACES):
        began = time.perf_counter()
        with enter(reader):
            drilled = queries.list_rows(reader, Term(measure=key), load_places()[place], period)
        yield (time.perf_counter() - began) * 1000, len(drilled.rows) if drilled else 0
