"""`chongyang bench indicators`: a quarter of a whole city counted, and the rows behind a number opened.

Every computed indicator of the quarter and of its year for the city, 16 units and 208 streets; then the same
again, which writes nothing; then the first page of rows behind several numbers, as a city's reviewer asks;
then the cockpits of the city, a county and a street and the whole plan, over HTTP as their readers ask.
"""

import time
from itertools import product
from typing import Any

import httpx
from django.utils import timezone

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.operations.counts import recount
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.indicators import queries
from chongyang.indicators.enums import Span
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.definitions import Term, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, load_places
from chongyang.territory.enums import Role
from chongyang.workshop.benches.city import City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on

ELDERS = 1_300_000
SECONDS, ROWS_P95, OPENINGS = 30.0, 150.0, 20
DRILLED = ("registry.living", "registry.registered", "providers.beds", "emergency.incidents")
PLACES = (CITY, "jinshui", "zhengdong", "410105001000")
PAGE_P95, ASKED, WARM, THREADS = 200.0, 40, 3, 4
PAGES = {
    "city": (Role.CITY_REVIEWER, "4101", "/cockpit/"),
    "county": (Role.COUNTY_REVIEWER, "410105", "/cockpit/elders/jinshui/"),
    "street": (Role.STREET_CLERK, "410105001", "/cockpit/streets/410105001000/"),
    "plan": (Role.CITY_REVIEWER, "4101", "/plan/2018-34/"),
}
"""Who asks for which page."""


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
        recount(now=clock.now())
        pages = {name: summary(times) for name, times in _pages(city).items()}
    result.figures = {
        "definitions": len(load_indicators()),
        "values": first["values"],
        "seconds": seconds,
        "again_seconds": again_seconds,
        "rows_ms": summary(opened),
        "rows_opened": sum(rows),
        "pages_ms": pages,
    }
    result.goals = [
        Goal("a quarter and its year for the city, 16 units and 208 streets, in s", "<=", SECONDS, seconds),
        Goal("values that a second counting writes", "==", 0, again["written"]),
        Goal("first page of rows behind a number, p95 in ms", "<=", ROWS_P95, summary(opened)["p95"]),
        *(
            Goal(f"cockpit of the {name}, p95 in ms", "<=", PAGE_P95, pages[name]["p95"])
            for name in ("city", "county", "street")
        ),
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


def _pages(city: City) -> dict[str, list[float]]:
    """Milliseconds of each page, asked in turn over HTTP after a warm-up that is not counted."""
    workers = [Worker(f"bench-{name}", role, (code,)) for name, (role, code, _) in PAGES.items()]
    sessions = sign_in(workers, now=clock.now())
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    with serving(city, threads=THREADS) as port, httpx.Client(timeout=30, trust_env=False) as client:
        for turn, (name, session) in product(range(WARM + ASKED), zip(PAGES, sessions, strict=True)):
            began = time.perf_counter()
            address = f"http://127.0.0.1:{port}{PAGES[name][2]}"
            client.get(address, headers={"Cookie": f"sessionid={session}"}).raise_for_status()
            if turn >= WARM:
                times[name].append((time.perf_counter() - began) * 1000)
    return times
