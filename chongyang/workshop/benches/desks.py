"""Bench `desks`: many live desks over real HTTP see each event quickly, and pages hardly notice.

Desks and pages are asked by another process. An event is a real incident, opened by the real operation; its
latency runs from its commit to the moment a desk has read the board with one more waiting incident on it.
"""

import time
from contextlib import closing
from typing import Any

from chongyang.core import clock
from chongyang.core.scopes import Actor
from chongyang.emergency import operations as emergency
from chongyang.telecare.enums import SignalKind
from chongyang.territory.enums import Role
from chongyang.workshop.benches import beside
from chongyang.workshop.benches.beside import Client
from chongyang.workshop.benches.city import City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, percentile, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on

ELDERS = 2000
DESKS = 300
SPARE_THREADS = 32
RATES = (2.0, 3.0, 4.0)
SECONDS_A_RATE = 8.0
USUAL_SECONDS, WARM_SECONDS = 10.0, 3.0
PAGES = ("/seat/", "/", "/plan/")
PAGES_A_SECOND = 8.0
LIVE = "/seat/live/"
AREA = 410105001001
LATENCY_GOAL = 200.0
PAGE_FACTOR = 2.0
CENTRE = "city.12349-centre"
BENCH = Actor(kind="device", label="bench")


def run(
    elders: int = ELDERS, desks: int = DESKS, *, latency: float = LATENCY_GOAL, factor: float = PAGE_FACTOR
) -> Result:
    """One run of about a minute. `latency` (ms, p99) and `factor` (of the pages' p95) are its goals."""
    with bench_city(elders) as city:
        result = Result("desks", {"name": city.template, "copied_as": city.database, "elders": elders})
        with working_on(city.environment["DATABASE_URL"]):
            workers = [Worker(f"bench{number}", Role.OPERATOR, (), CENTRE) for number in range(desks + 4)]
            sessions = sign_in(workers, now=clock.now())
            busy = settle()
            events, told = _measure(city, sessions[:desks], sessions[desks:])
    result.machine["busy_before"] = busy
    _judge(result, events, told, desks, (latency, factor))
    return result


def _measure(city: City, desks: list[str], readers: list[str]) -> tuple[dict[int, float], dict[str, Any]]:
    """Start server and browsers, let things happen, collect what was seen."""
    with serving(city, threads=len(desks) + SPARE_THREADS) as port:
        asked = {"port": port, "sessions": readers, "pages": PAGES, "rate": PAGES_A_SECOND}
        with closing(Client(beside.PAGES, asked)) as pages:
            time.sleep(WARM_SECONDS)
            pages.go("usual")
            time.sleep(USUAL_SECONDS)
            pages.go("opening")
            with closing(Client(beside.DESKS, {"port": port, "desks": desks, "live": LIVE})) as boards:
                pages.go("live")
                events = _happen()
                pages.go("stop")
                boards.go("stop")
                return events, boards.told() | pages.told()


def _happen() -> dict[int, float]:
    """Incidents at each rate in turn: how many were waiting after each, and when it was committed."""
    events: dict[int, float] = {}
    due = time.monotonic()
    for rate in RATES:
        for _ in range(int(rate * SECONDS_A_RATE)):
            time.sleep(max(0.0, due - time.monotonic()))
            due += 1 / rate
            _open(len(events))
            events[len(events) + 1] = time.time()
    time.sleep(1.0)
    return events


def _open(number: int) -> None:
    now = clock.now()
    emergency.receive(
        kind=SignalKind.SOS.value,
        source="device",
        subject_key=f"bench:{number}",
        area=AREA,
        said_at=now,
        received_at=now,
        by=BENCH,
    )


def latencies(events: dict[int, float], seen: list[list[list[float]]]) -> tuple[list[float], int]:
    """Milliseconds from a commit to each desk's first board with at least that many waiting; and misses."""
    found, missed = [], 0
    for desk in seen:
        for waiting, committed in events.items():
            moment = next((at for count, at in desk if count >= waiting), None)
            if moment is None:
                missed += 1
            else:
                found.append(max(0.0, (moment - committed) * 1000))
    return found, missed


def _by_rate(events: dict[int, float], seen: list[list[list[float]]]) -> dict[str, dict[str, float]]:
    """The same for each rate alone."""
    told, first = {}, 1
    for rate in RATES:
        count = int(rate * SECONDS_A_RATE)
        of_rate = {number: events[number] for number in range(first, first + count)}
        told[f"{rate:g}/s"] = summary(latencies(of_rate, seen)[0])
        first += count
    return told


def _judge(
    result: Result, events: dict[int, float], told: dict[str, Any], desks: int, goals: tuple[float, float]
) -> None:
    found, missed = latencies(events, told["seen"])
    pages = {phase: summary(times) for phase, times in told["pages"].items()}
    factor = percentile(told["pages"]["live"], 0.95) / max(percentile(told["pages"]["usual"], 0.95), 1e-9)
    result.figures = {
        "desks": desks,
        "events": len(events),
        "rates_a_second": list(RATES),
        "event_ms": summary(found),
        "event_ms_by_rate": _by_rate(events, told["seen"]),
        "missed": missed,
        "page_ms": pages,
        "page_p95_factor": round(factor, 2),
        "pages_failed": told["failures"],
    }
    result.goals = [
        Goal("an event reaches every desk, p99 in ms", "<=", goals[0], round(percentile(found, 0.99), 1)),
        Goal("events that a desk never saw", "==", 0, missed),
        Goal("p95 of pages beside live desks, times the usual", "<=", goals[1], round(factor, 2)),
        Goal("pages that failed", "==", 0, told["failures"]),
    ]
