"""Reads claims in force and files and makes them comparable: unsealed in memory, part by part.

A part is a stretch of a table's pages, so that two processes never read the same page. A small table is read
in this process, on its own connection and in its own transaction; a large one by two processes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django
from django.db import connection

from chongyang.core import sealing
from chongyang.core.access import enter
from chongyang.core.fields import field_key
from chongyang.core.scopes import system_scope
from chongyang.linkage.enums import FILE_FEED
from chongyang.linkage.rules import columns

if TYPE_CHECKING:
    import polars as pl

PAGES_A_PART = 2_000
PROCESSES = 2
CLAIMS, FILES = "claims_claim", "registry_elder"
SETTINGS = ("HOST", "PORT", "USER", "NAME", "PASSWORD", "OPTIONS")
CLAIM_SQL = """
    SELECT c.id::text, c.feed, c.record_index, c.area, c.fields, b.person, coalesce(b.how, '')
    FROM claims_claim c
    LEFT JOIN claims_belonging b ON b.feed = c.feed AND b.record_index = c.record_index
    WHERE c.valid_to IS NULL AND c.ctid >= %s::tid AND c.ctid < %s::tid
"""
FILE_COLUMNS = (
    *("id", "same_as", "area", "name", "sex", "born_on", "identity_number", "phone", "address"),
    *("contact_name", "spouse_name"),
)
FILE_SQL = """
    SELECT e.id::text, e.same_as_id, e.area, e.name, e.sex, e.born_on::text, e.identity_number, e.phone,
           e.address, near.called, near.spouse
    FROM registry_elder e LEFT JOIN LATERAL (
        SELECT (array_agg(c.name ORDER BY c.rank) FILTER (WHERE c.relation <> 'spouse'))[1] AS called,
               (array_agg(c.name ORDER BY c.rank) FILTER (WHERE c.relation = 'spouse'))[1] AS spouse
        FROM registry_contact c WHERE c.person = e.id) near ON true
"""
OF_PART = " WHERE e.ctid >= %s::tid AND e.ctid < %s::tid"
OF_FILES = " WHERE e.id = ANY (%s) ORDER BY e.id"
ADDRESS_NUMBERED = "registry_elder.{column}.{row}"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one table's pages, and on which database."""

    table: str
    first: int
    beyond: int
    database: dict[str, Any]


Watch = Callable[[int], None]


def parts_of(table: str) -> list[Part]:
    """The whole table in parts; the last one takes what is written meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::int", [table])
        pages = int(cursor.fetchone()[0])
    database = {name: connection.settings_dict[name] for name in SETTINGS}
    starts = list(range(0, max(pages, 1), PAGES_A_PART))
    ends = [*starts[1:], 2**32 - 2]
    return [Part(table, first, beyond, database) for first, beyond in zip(starts, ends, strict=True)]


def read_all(watch: Watch = lambda rows: None) -> "list[pl.DataFrame]":
    """All records as features with feed, record_index, area, person and how; files of the registry last."""
    parts = [*parts_of(CLAIMS), *parts_of(FILES)]
    frames = []
    for frame in _frames(parts):
        watch(len(frame))
        frames.append(frame)
    return frames


def _frames(parts: list[Part]) -> "Iterator[pl.DataFrame]":
    if len(parts) <= 2:
        yield from map(read_part, parts)
        return
    processes = max(1, min(PROCESSES, os.cpu_count() or 1))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        waiting = [pool.submit(_read_elsewhere, part) for part in parts]
        try:
            for future in as_completed(waiting):
                waiting.remove(future)
                yield _from_bytes(future.result())
        finally:
            pool.shutdown(cancel_futures=True)


def _read_elsewhere(part: Part) -> bytes:
    """In a process of its own: the frame as Arrow bytes, which lie nowhere but in memory."""
    from io import BytesIO

    if connection.connection is None:
        connection.settings_dict.update(part.database)
    with enter(system_scope("linkage")):
        frame = read_part(part)
    held = BytesIO()
    frame.write_ipc(held)
    return held.getvalue()


def _from_bytes(held: bytes) -> "pl.DataFrame":
    from io import BytesIO

    import polars as pl

    return pl.read_ipc(BytesIO(held))


def read_part(part: Part) -> "pl.DataFrame":
    """The records of one part, made comparable."""
    span = [f"({part.first},0)", f"({part.beyond},0)"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        cursor.execute(CLAIM_SQL if part.table == CLAIMS else FILE_SQL + OF_PART, span)
        rows = cursor.fetchall()
        cursor.execute("SET LOCAL enable_hashjoin = on")
        cursor.execute("SET LOCAL enable_mergejoin = on")
    told = _claims(rows) if part.table == CLAIMS else _files(rows)
    kept = told.select("feed", "record_index", "area", "person", "how")
    made = columns.features(told.with_columns(record=_numbers(len(told)), source="feed"))
    return columns.compact(made).hstack(kept)


def files_of(persons: Sequence[UUID]) -> "pl.DataFrame":
    """A few files as they are told, in the order of their keys; within the entered scope."""
    with connection.cursor() as cursor:
        cursor.execute(FILE_SQL + OF_FILES, [list(persons)])
        return _files(cursor.fetchall())


def _numbers(count: int) -> "pl.Expr":
    import polars as pl

    return pl.int_range(count, dtype=pl.Int64)


def _claims(rows: Iterable[tuple[Any, ...]]) -> "pl.DataFrame":
    import polars as pl

    keys, feeds, records, areas, sealed, persons, hows = zip(*rows, strict=True) if rows else ([],) * 7
    texts = [_open(value, f"{CLAIMS}.fields.{key}") for key, value in zip(keys, sealed, strict=True)]
    wanted = pl.Struct(dict.fromkeys(columns.TOLD, pl.String))
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    told = frame.select(pl.col("text").str.json_decode(wanted)).unnest("text")
    return told.with_columns(
        pl.Series("feed", feeds, dtype=pl.String),
        pl.Series("record_index", [bytes(value) for value in records], dtype=pl.Binary),
        pl.Series("area", areas, dtype=pl.Int64),
        pl.Series("person", [value and value.bytes for value in persons], dtype=pl.Binary),
        pl.Series("how", hows, dtype=pl.String),
    )


@cache
def _key(number: int) -> bytes:
    """Read once and not once a record; a run meets no change of keys."""
    return field_key(number)


def _open(sealed: Any, place: str) -> str:
    return sealing.open_sealed(bytes(sealed), keys=_key, place=place) if sealed else "{}"


def _files(rows: Iterable[tuple[Any, ...]]) -> "pl.DataFrame":
    """Files stand beside records: their key is their own, `person` the file that they are a double of."""
    import polars as pl

    held = (
        dict(zip(FILE_COLUMNS, zip(*rows, strict=True), strict=True))
        if rows
        else dict.fromkeys(FILE_COLUMNS, ())
    )
    keys = [UUID(key).bytes for key in held["id"]]
    opened = {
        column: [
            _open(value, ADDRESS_NUMBERED.format(column=column, row=row)) if value else None
            for value, row in zip(held[column], held["id"], strict=True)
        ]
        for column in ("identity_number", "phone", "address")
    }
    plain = ("name", "sex", "born_on", "contact_name", "spouse_name")
    told = {name: list(held[name]) for name in plain} | opened
    return pl.DataFrame(told, schema=dict.fromkeys(told, pl.String)).with_columns(
        household_number=pl.lit(None, pl.String),
        feed=pl.lit(FILE_FEED),
        record_index=pl.Series(keys, dtype=pl.Binary),
        area=pl.Series(list(held["area"]), dtype=pl.Int64),
        person=pl.Series([value and value.bytes for value in held["same_as"]], dtype=pl.Binary),
        how=pl.lit(""),
    )
