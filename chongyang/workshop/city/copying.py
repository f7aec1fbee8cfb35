"""The way into the tables: COPY by several processes, each chunk in one transaction of its own connection."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

import psycopg
from psycopg import sql

from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Frame, Keys, csv_of, draw_chunk, tables_of
from chongyang.workshop.city.watch import homes_watched

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Job:
    """What a process needs to make chunks: the plan, the keys, where to write."""

    plan: Plan
    keys: Keys
    conninfo: str
    may_replicate: bool


@dataclass(frozen=True, slots=True)
class Done:
    """One chunk written: rows by table, and by community the homes whose keys the grid worker holds."""

    chunk: int
    elders: int
    rows: dict[str, int]
    watched: dict[int, list[str]]


def connect(conninfo: str, *, may_replicate: bool) -> psycopg.Connection:
    """As the owner; a crash loses a city that is made again anyway, so commits do not wait for the disk."""
    connection = psycopg.connect(conninfo)
    connection.execute("SET synchronous_commit = off")
    if may_replicate:
        connection.execute("SET session_replication_role = replica")
    connection.commit()
    return connection


def copy_frame(connection: psycopg.Connection, table: str, frame: Frame) -> int:
    """COPY one frame into its table; returns the number of rows."""
    names = sql.SQL(", ").join(map(sql.Identifier, frame))
    words = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(sql.Identifier(table), names)
    with connection.cursor() as cursor:
        with cursor.copy(words) as copy:
            copy.write(csv_of(frame))
        return cursor.rowcount


def write_chunk(job: Job, chunk: int) -> Done:
    """Draw one chunk and write it."""
    drawn = draw_chunk(job.plan, chunk)
    with connect(job.conninfo, may_replicate=job.may_replicate) as connection:
        rows = {
            table: copy_frame(connection, table, frame)
            for table, frame in tables_of(job.plan, chunk, job.keys, drawn)
        }
    return Done(chunk, len(drawn.people), rows, homes_watched(drawn))


def write_chunks(job: Job) -> Iterator[Done]:
    """All chunks, as they become ready; one chunk alone is not worth a process."""
    if job.plan.chunks == 1:
        yield write_chunk(job, 0)
        return
    processes = max(1, min(PROCESSES, os.cpu_count() or 1, job.plan.chunks))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(write_chunk, job, chunk) for chunk in range(job.plan.chunks)]
        try:
            yield from (future.result() for future in as_completed(waiting))
        finally:
            pool.shutdown(cancel_futures=True)


def execute_all(connection: psycopg.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode())
