"""A city for a bench: made once for each (elders, seed, shape), kept as a template, copied for each run.

All of it lies in the embedded server beside the demo's database, never in it.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from chongyang.core.fields import index_of
from chongyang.core.management.commands.prepare import fingerprint
from chongyang.core.postgres import Server, ensure_running
from chongyang.core.postgres.cluster import OWNER

SEED = 9
MAKERS = ("workshop/city/**/*.py", "workshop/data/*", "workshop/making.py", "workshop/accounts.py")
LONGEST_MAKING = 1800
HALF_MADE = "_making"
EMPTY = "template1"
"""What a city is made in: nothing yet. The suite names a database that is prepared already."""


class UnableToBench(Exception):
    """The bench cannot run; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class City:
    """A copy of a bench city: its database, its template, and what making it cost if it was made."""

    database: str
    template: str
    elders: int
    seed: int
    server: Server
    made_seconds: float | None
    copied_seconds: float

    @property
    def environment(self) -> dict[str, str]:
        """What a program of ours is told to use this database."""
        return environment_of(self.server, self.database)

    @property
    def owner_url(self) -> str:
        return self.server.url(OWNER, self.database)


def environment_of(server: Server, database: str) -> dict[str, str]:
    return {
        "DATABASE_URL": server.url("chongyang_run", database),
        "DATABASE_OWNER_URL": server.url(OWNER, database),
    }


def shape() -> str:
    """A short digest over all that decides what a city's bytes are: schema, makers, keys."""
    digest = hashlib.sha256(fingerprint().encode())
    digest.update(index_of("bench city", "bench"))
    for path in sorted({path for pattern in MAKERS for path in settings.PACKAGE.glob(pattern)}):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Addition:
    """What a bench needs beside the city, written once into a template of its own by `write(owner's url)`."""

    name: str
    write: Callable[[str], object]


@contextmanager
def bench_city(
    elders: int, seed: int = SEED, *, home: str = "pg", addition: Addition | None = None
) -> Iterator[City]:
    """A fresh copy of the city, dropped afterwards; the template is made when it is not there. Without elders
    it is prepared ground alone: reference data, and nobody who lives there.

    `home`: the cluster's folder. A bench that kills the server has one of its own.
    """
    server = ensure_running(Path(settings.VAR) / home)
    template = f"bench_city_{elders}_{seed}_{shape()}"
    copy = f"bench_run_{os.getpid()}"
    with psycopg.connect(server.admin_url, autocommit=True) as owner:  # may end any session before a drop
        made = None if _exists(owner, template) else _make(owner, server, template, elders, seed)
        if addition:
            template = _add(owner, server, template, addition)
        began = time.monotonic()
        _drop_remains(owner)
        _copy(owner, template, copy)
        copied = time.monotonic() - began
    try:
        yield City(copy, template, elders, seed, server, made, round(copied, 1))
    finally:
        with psycopg.connect(server.admin_url, autocommit=True) as owner:  # it may have died
            _drop(owner, copy)


def _exists(owner: "psycopg.Connection[tuple[object, ...]]", name: str) -> bool:
    return bool(owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def _names(owner: "psycopg.Connection[tuple[object, ...]]", pattern: str) -> list[str]:
    return [
        str(name)
        for (name,) in owner.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [pattern])
    ]


def _drop(owner: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_remains(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Copies of benches that were killed: their process is gone."""
    for name in _names(owner, "^bench_run_[0-9]+$"):
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            _drop(owner, name)


def _copy(owner: "psycopg.Connection[tuple[object, ...]]", template: str, name: str) -> None:
    words = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY"
    names = map(sql.Identifier, (name, OWNER, template))
    owner.execute(sql.SQL(words).format(*names))


def _make(
    owner: "psycopg.Connection[tuple[object, ...]]", server: Server, template: str, elders: int, seed: int
) -> float:
    """Make the template under a working name, so that half a city is never taken for a whole one."""
    for older in _names(owner, f"^bench_city_{elders}_{seed}_"):
        _drop(owner, older)
    working = template + HALF_MADE
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    owner.execute(create.format(*map(sql.Identifier, (working, OWNER, EMPTY))))
    began = time.monotonic()
    words = ["prepare_demo", "--elders", str(elders), "--seed", str(seed)] if elders else ["prepare"]
    _run(words, environment_of(server, working))
    with psycopg.connect(server.url(OWNER, working), autocommit=True) as made:
        made.execute("VACUUM (ANALYZE)")  # as it would be an hour later: index-only reads need it
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    owner.execute(rename.format(sql.Identifier(working), sql.Identifier(template)))
    return round(time.monotonic() - began, 1)


def _add(
    owner: "psycopg.Connection[tuple[object, ...]]", server: Server, template: str, addition: Addition
) -> str:
    """The template with an addition, made from the plain one when it is not there."""
    name = f"{template}_{addition.name}"
    if not _exists(owner, name):
        _drop(owner, name + HALF_MADE)
        _copy(owner, template, name + HALF_MADE)
        addition.write(server.url(OWNER, name + HALF_MADE))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        owner.execute(rename.format(sql.Identifier(name + HALF_MADE), sql.Identifier(name)))
    return name


def _run(words: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chongyang", *words],
        env={**os.environ, **environment},
        stdout=sys.stderr,
        timeout=LONGEST_MAKING,
        check=False,
    )
    if done.returncode:
        raise UnableToBench(f"'chongyang {words[0]}' ended with {done.returncode}; see above")
