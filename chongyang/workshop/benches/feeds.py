"""`chongyang bench feeds`: four files of departments about a whole city, each from file to claims.

The files are made by `make_feeds` with errors at documented rates (not measured); each is taken in by the
command that an operator uses, in a process of its own, into a database of its own with areas and no people.
Time is that of the command from its start to its end; memory is the highest sum over its process tree and the
database's backend.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from chongyang.core.postgres import ensure_running
from chongyang.core.postgres.cluster import OWNER
from chongyang.workshop.benches.city import SEED, UnableToBench, environment_of
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.city.people import Plan
from chongyang.workshop.feeds.shapes import LARGE
from chongyang.workshop.feeds.writing import Written, write_feeds

ELDERS = 1_300_000
SECONDS, MEMORY_MIB = 120.0, 3072.0
SAMPLE_SECONDS = 0.2
LONGEST = 1800


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of this bench alone, dropped afterwards."""

    database: str
    owner_url: str
    environment: Mapping[str, str]


@contextmanager
def empty_database() -> Iterator[Ground]:
    """Schema and reference data in the embedded server, beside the demo's database."""
    server = ensure_running(Path(settings.VAR) / "pg")
    name = f"bench_feeds_{os.getpid()}"
    with psycopg.connect(server.admin_url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, OWNER))))
    try:
        environment = environment_of(server, name)
        words = [sys.executable, "-m", "chongyang", "prepare"]
        subprocess.run(words, env={**os.environ, **environment}, stdout=sys.stderr, check=True)
        yield Ground(name, server.url(OWNER, name), environment)
    finally:
        with psycopg.connect(server.admin_url, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def run(elders: int = ELDERS) -> Result:
    """Take four feeds of so many people in, and the first once more under other bytes."""
    folder = Path(settings.VAR) / f"bench_feeds_{os.getpid()}"
    try:
        began = time.perf_counter()
        files = write_feeds(Plan(elders, SEED), folder, LARGE)
        made = round(time.perf_counter() - began, 1)
        with empty_database() as ground:
            result = Result("feeds", {"name": ground.database, "people": elders})
            result.figures |= {"busy_before": settle(), "making_files_seconds": made}
            runs = [_measured(ground, file) for file in files]
            again = _again(ground, files[0])
            result.figures |= {"runs": runs, "again": again, **_held(ground)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.goals = _goals(runs, again)
    return result


def _goals(runs: list[dict[str, Any]], again: dict[str, Any]) -> list[Goal]:
    return [
        *(Goal(f"{run['feed']}: file to claims, seconds", "<=", SECONDS, run["seconds"]) for run in runs),
        Goal("highest memory of any, MiB", "<=", MEMORY_MIB, max(run["peak_mib"] for run in runs)),
        Goal("records lost", "==", 0, sum(run["lost"] for run in runs)),
        Goal("claims written by the same words again", "==", 0, again["new"] + again["ended"]),
    ]


def _measured(ground: Ground, file: Written) -> dict[str, Any]:
    """One feed taken in; `lost` are records that neither became a claim nor were refused with a fault."""
    told = _import(ground, file.feed, file.path)
    told["megabytes"] = round(file.path.stat().st_size / 1e6)
    told["rows_per_second"] = round(told["rows"] / told["seconds"])
    told["lost"] = file.records - told["new"] - told["refused"]
    return told


def _again(ground: Ground, file: Written) -> dict[str, Any]:
    """The same records in a file of other bytes: everything is compared, nothing is written."""
    with file.path.open("ab") as end:
        end.write(b"\n")
    return _import(ground, file.feed, file.path)


def _import(ground: Ground, feed: str, path: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "chongyang", "import_feed", feed, str(path), "--json", "-v", "0"]
    environment = {**os.environ, **ground.environment, "CHONGYANG_AS_OWNER": "0"}
    began, worked = time.perf_counter(), _worked()
    child = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    peak = Peak(child.pid, ground)
    while child.poll() is None:
        peak.look()
        if time.perf_counter() - began > LONGEST:
            child.kill()
        time.sleep(SAMPLE_SECONDS)
    seconds = round(time.perf_counter() - began, 1)
    out = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise UnableToBench(f"'chongyang import_feed {feed}' ended with {child.returncode}: {out[-400:]}")
    told: dict[str, Any] = json.loads(out)
    worked = round(_worked() - worked, 1)
    return told | {"seconds": seconds, "processor_seconds": worked, **peak.figures()}


def _worked() -> float:
    """Processor seconds of children that ended: what the command costs whatever else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Peak:
    """The highest memory seen: of the command's tree, of the database's backends of this bench, of both."""

    def __init__(self, pid: int, ground: Ground) -> None:
        self.pid, self.database = pid, ground.database
        self.program = self.backend = self.both = 0

    def look(self) -> None:
        tree = _parents()
        program = sum(_kib(pid, "VmRSS") for pid in _tree(self.pid, tree))
        backend = sum(_kib(pid, "RssAnon") for pid in tree if self._is_backend(pid))
        self.program, self.backend = max(self.program, program), max(self.backend, backend)
        self.both = max(self.both, program + backend)

    def _is_backend(self, pid: int) -> bool:
        """What the server writes over its command line names the database."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
        return words.startswith(b"postgres:") and self.database.encode() in words

    def figures(self) -> dict[str, int]:
        return {
            "peak_mib": round(self.both / 1024),
            "program_mib": round(self.program / 1024),
            "backend_mib": round(self.backend / 1024),
        }


def _parents() -> dict[int, int]:
    """Every process and its parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            found[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def _tree(root: int, parents: Mapping[int, int]) -> set[int]:
    """The process and all that it started."""
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree


def _kib(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _held(ground: Ground) -> dict[str, int]:
    with psycopg.connect(ground.owner_url) as owner:
        found = owner.execute("SELECT count(*), pg_total_relation_size('claims_claim') FROM claims_claim")
        claims, size = found.fetchone() or (0, 0)
    return {"claims": claims, "claims_mb": round(size / 1e6)}
