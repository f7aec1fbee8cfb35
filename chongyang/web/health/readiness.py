"""Whether this process can do its work. What it needs decides; what merely runs late is told beside it.

A web server whose worker is late still takes alarms, so that alone never takes it out of service.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from chongyang.alerting import queries as alerting
from chongyang.core import heartbeats
from chongyang.core.clock import now as clock_now
from chongyang.core.queries.backlog import backlog
from chongyang.web.health.asking import NoAnswer, Question

PATIENCE = 1.0
LATE_OUTBOX = 300.0
DOORS, GONE = "gateway_", 86_400.0  # a door that nobody starts any more is forgotten after a day
SILENT = 3 * heartbeats.EVERY_SECONDS
KEY_DIGITS = {"fields": 32, "index": 64}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `needed`: without it the process takes no part."""

    name: str
    ok: bool
    needed: bool
    told: str = ""
    ms: float = 0.0


def checks() -> list[Check]:
    """All of them; those that need the database say so once it does not answer."""
    first = [_secrets(), _timed("database", DATABASE)]
    if not first[1].ok:
        return first
    rest = [_timed("migrations", MIGRATIONS), *(_timed(one.name, one, needed=False) for one in BESIDE)]
    return [*first, *rest]


def is_ready(found: list[Check]) -> bool:
    return all(check.ok for check in found if check.needed)


def shown(found: list[Check]) -> dict[str, Any]:
    """The checks as plain values."""
    return {"ready": is_ready(found), "checks": [asdict(check) for check in found]}


def _timed(name: str, question: Question[str], needed: bool = True) -> Check:
    """An empty answer is a good one; a text says what is wrong."""
    began = time.perf_counter()
    try:
        wrong = question.answer(PATIENCE)
    except NoAnswer as failure:
        wrong = str(failure)
    return Check(name, not wrong, needed, wrong, round((time.perf_counter() - began) * 1000, 1))


def _secrets() -> Check:
    lacking = [name for name, digits in KEY_DIGITS.items() if len(settings.SECRETS.get(name, "")) != digits]
    return Check("secrets", not lacking, True, ", ".join(f"no proper key '{name}'" for name in lacking))


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


@lru_cache(maxsize=1)
def _known() -> frozenset[tuple[str, str]]:
    """The migrations that this version of the program has; read from its files once."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    missing = _known() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} migrations are not applied: run 'chongyang prepare'" if missing else ""


def _outbox() -> str:
    late = backlog(clock_now()).oldest_seconds
    return f"the oldest message has been due for {late:.0f} s" if late > LATE_OUTBOX else ""


def _alive(program: str) -> Callable[[], str]:
    def ask() -> str:
        said = heartbeats.heard().get(program)
        if said is None:
            return f"{program} has never said that it is alive"
        silent = (clock_now() - said["at"]).total_seconds()
        return f"{program} has been silent for {silent:.0f} s" if silent > SILENT else ""

    return ask


def _broker() -> str:
    said = heartbeats.heard()
    lines = [said.get("gateway", {}), *(said[name] for name in ("gateway_beats",) if name in said)]
    return "" if all(line.get("broker") for line in lines) else "the gateway has no connection to the broker"


def _doors() -> str:
    """Every further door of devices that was heard within a day: one TCP protocol each, the signs of life."""
    now = clock_now()
    silent = {
        name: (now - said["at"]).total_seconds()
        for name, said in heartbeats.heard().items()
        if name.startswith(DOORS)
    }
    told = [
        f"{name} has been silent for {for_:.0f} s" for name, for_ in silent.items() if SILENT < for_ < GONE
    ]
    return "; ".join(told)


def _escalation() -> str:
    """What the watcher said last; that nobody watches is told as well."""
    return ", ".join(stall.code for stall in alerting.watched(clock_now()))


DATABASE = Question("database", _database)
MIGRATIONS = Question("migrations", _migrations)
BESIDE = (
    Question("outbox", _outbox),
    Question("worker", _alive("worker")),
    Question("gateway", _alive("gateway")),
    Question("broker", _broker),
    Question("doors", _doors),
    Question("escalation", _escalation),
)
