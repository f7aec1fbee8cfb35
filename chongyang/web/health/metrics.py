"""The figures of the running installation in Prometheus' text form: sums alone, nothing about any person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chongyang.alerting import queries as alerting
from chongyang.core import heartbeats
from chongyang.core.clock import now as clock_now
from chongyang.core.queries.backlog import Backlog, backlog
from chongyang.core.scopes import system_scope
from chongyang.emergency import queries as emergency
from chongyang.web.health.asking import NoAnswer, Question
from chongyang.web.parts import live, watching

PATIENCE = 2.0
SYSTEM = system_scope("metrics")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database tells at one moment."""

    open_by_state: dict[str, int]
    oldest_unanswered: float
    backlog: Backlog
    silent: dict[str, float]
    stalls: dict[str, float]


def _figures() -> Figures:
    now = clock_now()
    oldest = emergency.oldest_unanswered(SYSTEM)
    return Figures(
        open_by_state=emergency.count_open(SYSTEM),
        oldest_unanswered=(now - oldest).total_seconds() if oldest else 0.0,
        backlog=backlog(now),
        stalls={stall.code: stall.count for stall in alerting.stalled(now)},
        silent={name: (now - said["at"]).total_seconds() for name, said in heartbeats.heard().items()},
    )


FIGURES = Question("metrics", _figures)


class City(Collector):
    """Asked anew at each scrape. With the database away only that is told."""

    def collect(self) -> Iterator[Any]:
        desks, channels = live.hub.count()
        yield _gauge("live_desks", "Open live desks of this process", desks)
        yield _gauge("live_channels", "Renderings that those desks share", channels)
        try:
            figures = FIGURES.answer(PATIENCE)
        except NoAnswer:
            yield _gauge("database_up", "Whether the database answers", 0)
            return
        yield _gauge("database_up", "Whether the database answers", 1)
        yield from _of(figures)


def _of(figures: Figures) -> Iterator[Any]:
    yield _labelled("incidents_open", "Open incidents by state", "state", figures.open_by_state)
    yield _gauge(
        "oldest_unanswered_seconds", "Age of the oldest unanswered incident", figures.oldest_unanswered
    )
    states = {"waiting": figures.backlog.waiting, "dead": figures.backlog.dead}
    yield _labelled("outbox_messages", "Messages out that wait or were given up", "state", states)
    yield _gauge("outbox_oldest_seconds", "How long the oldest has been due", figures.backlog.oldest_seconds)
    yield _gauge("events_unsealed", "Events behind the last seal", figures.backlog.unsealed)
    yield _labelled("alerting_stalled", "What stands still in the escalation", "state", figures.stalls)
    yield _labelled("heartbeat_age_seconds", "Since a program said it lives", "program", figures.silent)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"chongyang_{name}", what, value=value)


def _labelled(name: str, what: str, label: str, values: dict[str, Any]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"chongyang_{name}", what, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


_city = CollectorRegistry()
_city.register(City())


def metrics_text() -> bytes:
    """Requests of this process, then the city."""
    return generate_latest(watching.REGISTRY) + generate_latest(_city)
