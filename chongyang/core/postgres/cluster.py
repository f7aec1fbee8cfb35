"""Making a cluster: initdb, roles, database, extensions. Each step can be cut off and is done again."""

import shutil
import time
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from .binaries import Binaries
from .errors import UnableToRunPostgres, from_log, full_disk
from .place import Place, scratch

Connection = psycopg.Connection[tuple[Any, ...]]
OWNER, RUN, DATABASE = "chongyang_owner", "chongyang_run", "chongyang"
EXTENSIONS = ("pg_trgm", "btree_gist", "cube", "earthdistance")
PREPARED = "chongyang-prepared"  # a file in the data folder; its text is the version of `prepare`
VERSION = "1"
ROOM_NEEDED = 200 * 2**20


def make_cluster(place: Place, binaries: Binaries, *, fsync: bool) -> None:
    """Runs initdb beside the final place and renames at the end: a half-made cluster is never used."""
    _sweep(place)
    if (place.data / "global" / "pg_control").is_file():
        return
    if place.data.exists():
        place.data.rename(place.home / f"data-broken-{int(time.time())}")
    if shutil.disk_usage(place.home).free < ROOM_NEEDED:
        raise full_disk(place.home)
    half = place.user.own(scratch(place.home) / "data")
    done = place.user.run(_initdb(binaries, half, fsync), capture_output=True)
    if done.returncode != 0:
        raise from_log(done.stdout + done.stderr, place.log)
    half.rename(place.data)
    half.parent.rmdir()


def _sweep(place: Place) -> None:
    """Throws away what an earlier, interrupted attempt left. The caller holds the start lock."""
    for left in place.home.glob("half-*"):
        shutil.rmtree(left, ignore_errors=True)


def _initdb(binaries: Binaries, data: Path, fsync: bool) -> list[str]:
    """UTF-8 with code-point order: the same on every machine; trigrams and upper() know Chinese."""
    locale = ["--locale=C.UTF-8"]
    if binaries.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    argv = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-E", "UTF8", *locale]
    argv += ["--auth=trust", "--no-instructions"]  # the socket folder is closed to everyone else
    return argv if fsync else [*argv, "--no-sync"]


def prepare(place: Place, admin_url: str) -> None:
    """Makes the roles, the extensions and the database; nothing happens when they are there."""
    mark = place.data / PREPARED
    if mark.is_file() and mark.read_text().strip() == VERSION:
        return
    try:
        _prepare(admin_url)
    except psycopg.errors.DiskFull as error:
        raise full_disk(place.home) from error
    except psycopg.OperationalError as error:
        raise UnableToRunPostgres(
            f"The new database cannot be prepared: {error} (its log is {place.log})."
        ) from error
    mark.write_text(VERSION)


def _prepare(admin_url: str) -> None:
    """The owner makes tables and passes row-level security; the run role owns nothing and never passes it."""
    with psycopg.connect(admin_url, dbname="template1", autocommit=True) as template:
        _role(template, OWNER, "LOGIN CREATEDB CREATEROLE BYPASSRLS NOSUPERUSER")
        _role(template, RUN, "LOGIN NOCREATEDB NOCREATEROLE NOBYPASSRLS NOSUPERUSER")
        _extend(template)  # so that every database made later, a test's too, has them
    with psycopg.connect(admin_url, dbname="postgres", autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            make = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1")
            server.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    with psycopg.connect(admin_url, dbname=DATABASE, autocommit=True) as database:
        _extend(database)


def _role(connection: Connection, name: str, rights: LiteralString) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    connection.execute(sql.SQL("{} ROLE {} {}").format(verb, sql.Identifier(name), sql.SQL(rights)))


def _extend(connection: Connection) -> None:
    for name in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
