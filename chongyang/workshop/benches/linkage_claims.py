"""A database with the claims of four feeds and nothing else, for the bench of linkage: made once, copied.

The records are those of `make_feeds`. What `import_feed` would not take (a number with a wrong check digit)
is put aside as it was told; everything else is written as it would write it, sealed alike, by two processes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

import django
import polars as pl
import psycopg
from django.conf import settings
from psycopg import sql

from chongyang.core.identifiers import InvalidIdentifier, read_identity
from chongyang.core.keys import new_key
from chongyang.core.postgres import Server, ensure_running
from chongyang.core.postgres.cluster import OWNER
from chongyang.workshop.benches.city import SEED, UnableToBench, environment_of, shape
from chongyang.workshop.benches.feeds import Ground
from chongyang.workshop.city.people import Plan
from chongyang.workshop.feeds.shapes import LARGE
from chongyang.workshop.feeds.writing import write_feeds

PROCESSES, ROWS = 2, 20_000
TOLD_ON = date(2026, 11, 1)
COLUMNS = {
    "姓名": "name",
    **dict.fromkeys(("公民身份号码", "身份证号", "社会保障号码", "证件号码"), "identity_number"),
    "性别": "sex",
    "出生日期": "born_on",
    **dict.fromkeys(("联系电话", "本人电话", "手机号码"), "phone"),
    **dict.fromkeys(("现住址", "居住地址", "联系地址"), "address"),
    **dict.fromkeys(("现住地区划", "居住地区划", "参保地区划"), "area"),
    "户号": "household_number",
    "联系人姓名": "contact_name",
}
SEX = {"1": "male", "2": "female"}
PART = "CREATE TEMPORARY TABLE part (id uuid, area bigint, record_index bytea, digest bytea, fields bytea)"
WRITE = """
    INSERT INTO claims_claim (id, area, feed, source, run, record_index, digest, fields, valid_from)
    SELECT id, area, %s, %s, %s, record_index, digest, fields, %s FROM part
"""


@contextmanager
def claims_database(elders: int, folder: Path) -> Iterator[tuple[Ground, str]]:
    """A copy of the template, and the template's name; `folder` holds the truth meanwhile."""
    server = ensure_running(Path(settings.VAR) / "pg")
    write_feeds(Plan(elders, SEED), folder, LARGE)
    template, copy = f"bench_claims_{elders}_{shape()}", f"bench_run_{os.getpid()}"
    with psycopg.connect(server.admin_url, autocommit=True) as owner:
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _make(owner, server, template, folder)
        _create(owner, copy, template)
    try:
        yield Ground(copy, server.url(OWNER, copy), environment_of(server, copy)), template
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with psycopg.connect(server.admin_url, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(copy)))


def _create(owner: "psycopg.Connection[tuple[object, ...]]", name: str, template: str) -> None:
    words = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY"
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    owner.execute(sql.SQL(words).format(*map(sql.Identifier, (name, OWNER, template))))


def _make(
    owner: "psycopg.Connection[tuple[object, ...]]", server: Server, template: str, folder: Path
) -> None:
    """Under a working name, so that half a database is never taken for a whole one."""
    working = f"{template}_making"
    _create(owner, working, "template1")
    environment = {**os.environ, **environment_of(server, working)}
    words = [sys.executable, "-m", "chongyang", "prepare"]
    if subprocess.run(words, env=environment, stdout=sys.stderr, check=False).returncode:
        raise UnableToBench("'chongyang prepare' failed; see above")
    url = server.url(OWNER, working)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        for done in [pool.submit(_write_feed, url, feed, folder) for feed in LARGE]:
            done.result()
    with psycopg.connect(url, autocommit=True) as made:
        made.execute("VACUUM (ANALYZE)")
    names = map(sql.Identifier, (working, template))
    owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _write_feed(url: str, feed: str, folder: Path) -> int:
    """One file into claims, part by part."""
    from chongyang.claims.operations.sealed_rows import claims_as_copy, indexes_of

    frame = _packed(pl.read_csv(folder / f"{feed}.csv", infer_schema=False))
    keys = pl.read_csv(folder / "truth" / f"{feed}.csv", infer_schema=False)["record"]
    run = new_key()
    with psycopg.connect(url) as owner:
        owner.execute("SET synchronous_commit = off")
        owner.execute(PART)
        for at in range(0, len(frame), ROWS):
            part = frame.slice(at, ROWS)
            indexes = indexes_of(feed, keys.slice(at, ROWS).to_list())
            rows = zip(part["area"].to_list(), indexes, indexes, part["packed"].to_list(), strict=True)
            _copy(owner, feed, run, claims_as_copy(list(rows)))
    return len(frame)


def _copy(owner: "psycopg.Connection[tuple[object, ...]]", feed: str, run: UUID, rows: bytes) -> None:
    with owner.cursor() as cursor, cursor.copy("COPY part FROM STDIN (FORMAT binary)") as copy:
        copy.write(rows)
    owner.execute(WRITE, [feed, feed, run, TOLD_ON])
    owner.execute("TRUNCATE part")
    owner.commit()


def canonical(told: pl.DataFrame) -> pl.DataFrame:
    """The columns of a file by their canonical names, numbers and days as `import_feed` keeps them."""
    frame = told.select(pl.col(name).alias(COLUMNS[name]) for name in told.columns if name in COLUMNS)
    day = pl.col("born_on")
    iso = day.str.slice(0, 4) + "-" + day.str.slice(4, 2) + "-" + day.str.slice(6, 2)
    number = _checked(frame)
    aside = frame.select(pl.when(number.is_null()).then("identity_number")).to_series()
    return frame.with_columns(
        born_on=iso,
        sex=pl.col("sex").replace_strict(SEX, default=None),
        identity_number=number,
        identity_told=aside,
    )


def _packed(told: pl.DataFrame) -> pl.DataFrame:
    """The same packed as a claim's text."""
    packed = pl.struct(pl.exclude("area")).struct.json_encode()
    return canonical(told).select(area=pl.col("area").cast(pl.Int64), packed=packed)


def _checked(frame: pl.DataFrame) -> pl.Series:
    """Numbers as `import_feed` keeps them: read, and put aside as they were told where a check fails."""
    return pl.Series([_number(text) for text in frame["identity_number"]], dtype=pl.String)


def _number(text: str | None) -> str | None:
    try:
        return read_identity(text, today=TOLD_ON).number if text else None
    except InvalidIdentifier:
        return None
