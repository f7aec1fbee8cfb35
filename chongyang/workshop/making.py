"""Making the demo city in the database: refuse real data, empty the tables, COPY, index, say so.

A city is marked before its first row is written: a run that was killed is never taken for a real city.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.apps import apps
from psycopg import errors

from chongyang.core import events, facts
from chongyang.core.access import enter
from chongyang.core.operations.counts import recount
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.projects.operations import load_named_projects
from chongyang.workshop.city.copying import (
    PROCESSES,
    Done,
    Job,
    connect,
    copy_frame,
    execute_all,
    write_chunks,
)
from chongyang.workshop.city.indexes import LARGE, TABLES, find_indexes
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.provider_rows import CITY_AREA, provider_rows, responder_rows, stock_rows
from chongyang.workshop.city.rows import Keys
from chongyang.workshop.progress import Progress

MAKING, MADE = "city_making", "city"
KEPT_ROOMS = frozenset({"territory", "policy", "roads"})
KEPT_TABLES = frozenset(
    {
        *("core_event", "core_seal", "core_fieldchange", "core_fact", "telecare_devicemodel"),
        # brought in by `prepare`, and without a case of their own; without chains nobody would be told
        *("alerting_chain", "alerting_chainversion"),
    }
)
EMPTIED_TOO = ("territory_grant",)
LOADED = (*TABLES, "providers_provider", "providers_responder")
SORT_MEMORY = "192MB"
OURS = "chongyang."


class UnableToMakeCity(Exception):
    """The city is not made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was made and what it cost. `peak_rss_mib` is this process and its helpers at their highest."""

    elders: int
    seed: int
    rows: dict[str, int]
    seconds: float
    peak_rss_mib: int


def make_city(
    *, plan: Plan, keys: Keys, conninfo: str, now: datetime, replace: bool, progress: Progress
) -> Figures:
    """Fill an empty database, or one that holds an invented city already, with the city of this plan."""
    begun = time.monotonic()
    with connect(conninfo, may_replicate=False) as owner:
        _refuse_real_data(owner, replace)
        left_over = _begin()
        rows = _fill(owner, plan, keys, conninfo, progress, left_over)
    made = Figures(plan.elders, plan.seed, rows, round(time.monotonic() - begun, 1), _peak_rss_mib())
    _finish(made, now)
    progress.close()
    return made


def stands_already(plan: Plan) -> bool:
    """Whether this very city was made and finished."""
    with enter(system_scope("make_city")):
        held, unfinished = facts.get(MADE) or {}, facts.get(MAKING)
    return not unfinished and (held.get("elders"), held.get("seed")) == (plan.elders, plan.seed)


def _refuse_real_data(owner: psycopg.Connection, replace: bool) -> None:
    """Without the mark of an invented city, whatever is in the register is somebody's."""
    held = owner.execute("SELECT EXISTS (SELECT FROM registry_elder)").fetchone()
    with enter(system_scope("make_city")):
        invented, unfinished = facts.get("synthetic", default=False), facts.get(MAKING)
    if not held or not held[0] or unfinished:
        return
    if not invented:
        raise UnableToMakeCity(
            "This database holds real people. A demo city is made in an empty database only."
        )
    if not replace:
        raise UnableToMakeCity("There is a demo city already. Say --replace to make another in its place.")


def _begin() -> list[str]:
    """Mark the city as invented and unfinished; returns the indexes that a killed run left undone."""
    with enter(system_scope("make_city")):
        left_over: list[str] = (facts.get(MAKING) or {}).get("builds", [])
        facts.put("synthetic", True)
        facts.put(MAKING, {"builds": left_over})
    return left_over


def _fill(
    owner: psycopg.Connection,
    plan: Plan,
    keys: Keys,
    conninfo: str,
    progress: Progress,
    left_over: list[str],
) -> dict[str, int]:
    may_replicate = _may_replicate(owner)
    execute_all(owner, [_emptying()])
    _build(owner, left_over)
    laid = find_indexes(owner) if plan.elders >= LARGE else None
    if laid:
        _remember(list(laid.builds))
        execute_all(owner, laid.drops)
    if not may_replicate:
        execute_all(owner, [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in LOADED])
    owner.commit()
    try:
        rows = _copy(owner, Job(plan, keys, conninfo, may_replicate), progress)
    except BaseException:
        owner.rollback()
        execute_all(
            owner, [_emptying()]
        )  # half a city helps nobody, and its indexes would take long to build
        raise
    finally:
        if not may_replicate:
            execute_all(owner, [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in LOADED])
        progress.stage("Building indexes")
        _build(owner, list(laid.builds) if laid else [])
        owner.commit()
    progress.stage("Counting for the planner")
    execute_all(owner, [f'ANALYZE "{table}"' for table in LOADED])
    owner.commit()
    return rows


def _may_replicate(owner: psycopg.Connection) -> bool:
    """Whether the owner may switch triggers off for a session; else they are switched off in the tables."""
    try:
        with owner.transaction(force_rollback=True):
            owner.execute("SET LOCAL session_replication_role = replica")
    except errors.InsufficientPrivilege:
        return False
    return True


def _emptying() -> str:
    """Everything about persons and what was done for them; events, areas, accounts and plans stay."""
    tables = [
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith(OURS) and config.label not in KEPT_ROOMS
        for model in config.get_models()
    ]
    gone = sorted({*tables, *EMPTIED_TOO} - KEPT_TABLES)
    return "TRUNCATE " + ", ".join(f'"{table}"' for table in gone)


def _build(owner: psycopg.Connection, statements: list[str]) -> None:
    """Build indexes; one that is there already stays."""
    owner.execute(f"SET maintenance_work_mem = '{SORT_MEMORY}'".encode())
    for statement in statements:
        try:
            with owner.transaction():
                owner.execute(statement.encode())
        except (errors.DuplicateTable, errors.DuplicateObject, errors.InvalidTableDefinition):
            continue


def _remember(builds: list[str]) -> None:
    with enter(system_scope("make_city")):
        facts.put(MAKING, {"builds": builds})


def _copy(owner: psycopg.Connection, job: Job, progress: Progress) -> dict[str, int]:
    """The small tables last, because a grid worker holds keys of homes that the chunks tell."""
    rows: Counter[str] = Counter()
    watched: dict[int, list[str]] = {}
    for done in _in_order(write_chunks(job), progress):
        rows.update(done.rows)
        watched |= done.watched
    with connect(job.conninfo, may_replicate=job.may_replicate) as small:
        rows["providers_provider"] = copy_frame(small, "providers_provider", provider_rows(job.plan))
        responders = responder_rows(job.plan, job.keys, watched)
        rows["providers_responder"] = copy_frame(small, "providers_responder", responders)
        rows["telecare_device"] += copy_frame(small, "telecare_device", stock_rows(job.plan))
    return dict(rows)


def _in_order(parts: Iterable[Done], progress: Progress) -> list[Done]:
    """All chunks in the order of the city, however they came in: what is merged never depends on luck."""
    come = []
    for part in parts:
        progress.step(part.elders)
        come.append(part)
    return sorted(come, key=lambda part: part.chunk)


def _peak_rss_mib() -> int:
    """Highest resident memory of this process and of its helpers together."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round((own + PROCESSES * helpers) / unit)


def _finish(made: Figures, now: datetime) -> None:
    """The projects that the plans name stood before the first elder: emptied with the rest, they return."""
    load_named_projects(by=SYSTEM, now=now)
    with enter(system_scope("make_city")):
        events.record(
            "workshop.city.made",
            by=SYSTEM,
            now=now,
            area=CITY_AREA,
            subject_type="workshop.city",
            purpose="demo",
            payload={"elders": made.elders, "seed": made.seed, "rows": made.rows},
        )
        cost = {"seconds": made.seconds, "peak_rss_mib": made.peak_rss_mib}
        facts.put(MADE, {"elders": made.elders, "seed": made.seed, "made_at": now.isoformat(), **cost})
        facts.put(MAKING, {})
    recount(now=now)
