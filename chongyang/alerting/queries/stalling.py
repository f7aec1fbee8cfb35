"""Whether the engine stands still, seen from outside: what is due and not taken, who is silent, what lags."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from chongyang.alerting.models import Chain, RunStep
from chongyang.alerting.rules.defaults import span
from chongyang.core import heartbeats
from chongyang.core.models import Fact, OutboxMessage
from chongyang.core.words import N_

WORKER = "worker"
ENGINE = "alerting"
WATCH = "alerting.watch"
"""The fact in which the watcher leaves what it saw."""

WORDS = {
    "unclaimed": N_("到期的通知步骤无人处理"),
    "failing": N_("通知步骤反复出错"),
    "worker_silent": N_("后台进程没有响应"),
    "engine_silent": N_("升级引擎没有响应"),
    "messages_lag": N_("待发送的通知积压"),
    "messages_dead": N_("有通知多次未能发出"),
    "no_chain": N_("有升级链没有可用版本"),
    "database_away": N_("数据库无法连接"),
    "unwatched": N_("升级监视进程没有响应"),
}


@dataclass(frozen=True, slots=True)
class Stall:
    """One thing that is wrong; `seconds` since when, `count` how many."""

    code: str
    count: int = 1
    seconds: float = 0.0

    @property
    def label(self) -> str:
        return WORDS[self.code]


def stalled(now: datetime) -> list[Stall]:
    """Everything that is wrong, empty when all goes on; in the system's scope."""
    return [*_steps(now), *_silence(now), *_messages(now), *_chains()]


def _steps(now: datetime) -> Iterator[Stall]:
    pending = RunStep.objects.filter(done_at=None, run__state="running")
    late = pending.filter(due_at__lt=now - span("stall_after")).aggregate(n=Count("id"), first=Min("due_at"))
    if late["n"]:
        yield Stall("unclaimed", late["n"], (now - late["first"]).total_seconds())
    if failing := pending.filter(attempts__gte=3).count():
        yield Stall("failing", failing)


def _silence(now: datetime) -> Iterator[Stall]:
    """A heartbeat of the future is no sign of life either: the clock went back."""
    heard = heartbeats.heard()
    for program, code in ((WORKER, "worker_silent"), (ENGINE, "engine_silent")):
        at = heard.get(program, {}).get("at")
        age = abs((now - at).total_seconds()) if at else float("inf")
        if age > span("heartbeat_after").total_seconds():
            yield Stall(code, seconds=age if at else 0.0)


def _messages(now: datetime) -> Iterator[Stall]:
    ours = OutboxMessage.objects.filter(destination__startswith="messaging.")
    lagging = ours.filter(state="waiting", due_at__lt=now - span("message_lag"))
    told = lagging.aggregate(n=Count("id"), first=Min("due_at"))
    if told["n"]:
        yield Stall("messages_lag", told["n"], (now - told["first"]).total_seconds())
    if dead := ours.filter(state="dead").count():
        yield Stall("messages_dead", dead)


def _chains() -> Iterator[Stall]:
    if missing := Chain.objects.exclude(versions__state="active").count() or (not Chain.objects.exists()):
        yield Stall("no_chain", int(missing))


def watched(now: datetime) -> list[Stall]:
    """What the watcher said last, for pages; that it is silent is itself a finding. Reads one public row."""
    value: Any = Fact.objects.filter(name=WATCH).values_list("value", flat=True).first()
    if value is None:
        return []
    age = abs((now - datetime.fromisoformat(value["at"])).total_seconds())
    if age > span("watch_stale").total_seconds():
        return [Stall("unwatched", seconds=age)]
    return [Stall(**one) for one in value["stalls"]]
