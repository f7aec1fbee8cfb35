"""Bench `registry`: finding and listing elders over HTTP, at a street's scope and at the whole city's.

The same page is asked by a street clerk and by a clerk whose post covers the city, in turn, so that both meet
the same noise. Whom to look for is drawn from the city itself. SQL queries are counted in this process.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chongyang.core import clock, facts
from chongyang.core.access import enter
from chongyang.core.scopes import interval_of, system_scope
from chongyang.registry.models import Elder
from chongyang.registry.rules import pinyin
from chongyang.territory.enums import Role
from chongyang.workshop.benches.city import City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on

ELDERS, SMALL = 1_300_000, 20_000
THREADS = 8
WARM, LISTS, SEARCHES = 15, 100, 50
PAGE = "/street/"
SCOPES = {"street": "410105001", "city": "4101"}
FOUND = 'class="people-list"'
KINDS: dict[str, Callable[[Elder], str]] = {
    "name": lambda elder: elder.name,
    "initials": lambda elder: pinyin.initials(elder.name),
    "given": lambda elder: elder.name[-2:],
    "identity": lambda elder: elder.identity_number.plain,
}
LIST_P50, LIST_P95, RATIO, FIND_P95 = 40.0, 120.0, 1.2, 80.0
MAKE_SECONDS, MAKE_MIB = 180.0, 2048.0
Samples = dict[str, dict[str, list[str]]]


@dataclass
class Clerk:
    """One signed-in clerk over HTTP, with the milliseconds of everything that was asked."""

    client: httpx.Client
    times: dict[str, list[float]] = field(default_factory=dict)
    empty: int = 0

    def list_page(self) -> None:
        self._timed("list", lambda: self.client.get(PAGE))

    def find(self, kind: str, text: str) -> None:
        headers = {
            "X-CSRFToken": self.client.cookies.get("csrftoken") or "",
            "HX-Request": "true",
            "Referer": str(self.client.base_url),
        }
        self._timed(kind, lambda: self.client.post(PAGE, data={"text": text}, headers=headers))

    def _timed(self, kind: str, ask: Callable[[], httpx.Response]) -> None:
        began = time.perf_counter()
        answer = ask()
        self.times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        self.empty += FOUND not in answer.text


def run(elders: int = ELDERS) -> Result:
    """Count queries in a small city, then measure and count in the large one."""
    with bench_city(SMALL) as small, working_on(small.environment["DATABASE_URL"]):
        queries = {"small": _count_queries(_sessions(), _samples(2))}
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        sessions, samples = _sessions(), _samples(SEARCHES)
        queries["large"] = _count_queries(sessions, samples)
        result = Result("registry", {"name": city.template, "copied_as": city.database, "elders": elders})
        result.machine["busy_before"] = settle()
        times, empty = _measure(city, sessions, samples)
        making = _making(city)
    _judge(result, times, queries, making, empty)
    return result


def _sessions() -> dict[str, str]:
    """A clerk for each scope."""
    workers = [Worker(f"bench-{name}", Role.STREET_CLERK, (code,)) for name, code in SCOPES.items()]
    return dict(zip(SCOPES, sign_in(workers, now=clock.now()), strict=True))


def _samples(count: int) -> Samples:
    """What to type: drawn from the living of each scope, the same every time."""
    samples: Samples = {}
    with enter(system_scope("bench")):
        for name, code in SCOPES.items():
            rows = Elder.objects.filter(area__range=interval_of(code), life_status="alive")
            chosen = [elder for elder in rows.order_by("identity_index")[: count * 2] if len(elder.name) == 3]
            samples[name] = {
                kind: [typed(elder) for elder in chosen[:count]] for kind, typed in KINDS.items()
            }
    return samples


def _count_queries(sessions: dict[str, str], samples: Samples) -> dict[str, int]:
    """SQL queries of each kind of page, the second time it is asked; by scope."""
    counts = {}
    for scope, session in sessions.items():
        client = Client(HTTP_HOST="127.0.0.1")
        client.cookies["sessionid"] = session
        counts[f"{scope} list"] = _counted(lambda client=client: client.get(PAGE))  # type: ignore[misc]
        for kind, texts in samples[scope].items():
            ask = lambda client=client, text=texts[0]: client.post(PAGE, {"text": text})  # noqa: E731
            counts[f"{scope} {kind}"] = _counted(ask)
    return counts


def _counted(ask: Callable[[], Any]) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


@contextmanager
def _clerks(port: int, sessions: dict[str, str]) -> Iterator[dict[str, Clerk]]:
    base = f"http://127.0.0.1:{port}"
    clients = {
        name: httpx.Client(base_url=base, cookies={"sessionid": key}, timeout=30, trust_env=False)
        for name, key in sessions.items()
    }
    try:
        yield {name: Clerk(client) for name, client in clients.items()}
    finally:
        for client in clients.values():
            client.close()


def _measure(
    city: City, sessions: dict[str, str], samples: Samples
) -> tuple[dict[str, dict[str, list[float]]], int]:
    """All kinds of pages, both clerks in turn, after a warm-up that is not counted."""
    with serving(city, threads=THREADS) as port, _clerks(port, sessions) as clerks:
        _ask_all(
            clerks,
            {name: {kind: texts[-2:] for kind, texts in of.items()} for name, of in samples.items()},
            WARM,
        )
        for clerk in clerks.values():
            clerk.times.clear()
        _ask_all(clerks, samples, LISTS)
        return {name: clerk.times for name, clerk in clerks.items()}, sum(c.empty for c in clerks.values())


def _ask_all(clerks: dict[str, Clerk], samples: Samples, lists: int) -> None:
    """Both clerks in turn: the list so often, then every text."""
    for _ in range(lists):
        for clerk in clerks.values():
            clerk.list_page()
    for kind in KINDS:
        for number in range(min(len(samples[name][kind]) for name in clerks)):
            for name, clerk in clerks.items():
                clerk.find(kind, samples[name][kind][number])


def _making(city: City) -> dict[str, Any]:
    """What making this city cost when its template was made."""
    facts._kept.clear()
    with enter(system_scope("bench")):
        held = facts.get("city") or {}
    return {
        "seconds": held.get("seconds"),
        "peak_rss_mib": held.get("peak_rss_mib"),
        "now": city.made_seconds,
    }


def _judge(
    result: Result,
    times: dict[str, dict[str, list[float]]],
    queries: dict[str, dict[str, int]],
    making: dict[str, Any],
    empty: int,
) -> None:
    told = {scope: {kind: summary(values) for kind, values in of.items()} for scope, of in times.items()}
    ratio = round(told["street"]["list"]["p50"] / told["city"]["list"]["p50"], 2)
    differing = sum(queries["small"][page] != count for page, count in queries["large"].items())
    result.figures = {
        "ms": told,
        "queries": queries,
        "list_ratio": ratio,
        "make_city": making,
        "empty": empty,
    }
    result.goals = [
        Goal("a street clerk's list, p50 in ms", "<=", LIST_P50, told["street"]["list"]["p50"]),
        Goal("a street clerk's list, p95 in ms", "<=", LIST_P95, told["street"]["list"]["p95"]),
        Goal("the same against the whole city's, p50", "<=", RATIO, ratio),
        *(
            Goal(f"find by {kind}, {scope}, p95 in ms", "<=", FIND_P95, told[scope][kind]["p95"])
            for scope in SCOPES
            for kind in KINDS
        ),
        Goal("pages whose number of SQL queries grows with the city", "==", 0, differing),
        Goal("answers without anybody on them", "==", 0, empty),
    ]
    if making["seconds"]:
        result.goals += [
            Goal("make_city, seconds", "<=", MAKE_SECONDS, making["seconds"]),
            Goal("make_city, most memory in MiB", "<=", MAKE_MIB, making["peak_rss_mib"]),
        ]
