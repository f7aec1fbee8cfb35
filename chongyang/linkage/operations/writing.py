"""What a linkage writes: which person each record is of, and who is known from claims alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection

from chongyang.claims.models import NotOf
from chongyang.claims.operations import belonging
from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope
from chongyang.linkage.enums import DECIDED, FILE_FEED, PairState
from chongyang.linkage.models import Known, LinkRun, Pair

if TYPE_CHECKING:
    import polars as pl

CHUNK = 250_000
KNOWN_COLUMNS = ("id", "area", "identity_index", "born_on", "records", "feeds", "since", "run")
MERGE_KNOWN = """
    INSERT INTO linkage_known AS held ({columns}) SELECT {columns} FROM linkage_new_known
    ON CONFLICT (id) DO UPDATE SET area = excluded.area, identity_index = excluded.identity_index,
        born_on = excluded.born_on, records = excluded.records, feeds = excluded.feeds, run = excluded.run
    WHERE (held.area, held.identity_index, held.born_on, held.records, held.feeds)
          IS DISTINCT FROM
          (excluded.area, excluded.identity_index, excluded.born_on, excluded.records, excluded.feeds)
"""
LEFT_KNOWN = """
    UPDATE linkage_known SET records = 0, feeds = '{}', run = %s
    WHERE records > 0 AND NOT EXISTS (SELECT FROM linkage_new_known fresh WHERE fresh.id = linkage_known.id)
"""


def new_keys(count: int) -> list[bytes]:
    return [new_key().bytes for _ in range(count)]


@dataclass
class Decisions:
    """What people have said, by record number: one person, or two; and the keys of all decided pairs.

    `loose` are records that somebody took from a file: where they go is settled after everybody else's place,
    so that they take no other record of the file along.
    """

    joined: list[tuple[int, int]] = field(default_factory=list)
    apart: list[tuple[int, int]] = field(default_factory=list)
    decided: set[tuple[int, int]] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)


def decisions_in(records: "pl.DataFrame") -> Decisions:
    """Decided pairs, files that are doubles, and records that a person gave to a file or took from one."""
    places = _Places(records)
    found = Decisions()
    for row in Pair.objects.filter(state__in=DECIDED).order_by("id").iterator():
        pair = places.pair(row)
        if pair:
            found.decided.add(pair)
            if row.state == PairState.SAME:
                found.joined.append(pair)
                continue
            found.apart.append(pair)
            if row.left_feed == FILE_FEED != row.right_feed:
                found.loose.add(pair[0] if records["feed"][pair[0]] != FILE_FEED else pair[1])
    for record, file in _not_of(places):
        pair = (min(record, file), max(record, file))
        found.decided.add(pair)
        found.apart.append(pair)
        found.loose.add(record)
    found.joined += _files_of(records, places)
    return found


def _not_of(places: "_Places") -> Iterator[tuple[int, int]]:
    """Records with the file that somebody took each from."""
    for row in NotOf.objects.order_by("feed", "record_index", "person").iterator():
        record = places.number(row.feed, bytes(row.record_index))
        file = places.number(FILE_FEED, row.person.bytes)
        if record is not None and file is not None:
            yield record, file


class _Places:
    """The number of a record, by source and key."""

    def __init__(self, records: "pl.DataFrame") -> None:
        self.records = records

    def number(self, feed: str, key: bytes) -> int | None:
        """Records lie in the order of source and key, so the place is found by halving."""
        import polars as pl

        first, count = self._span(feed)
        keys = self.records["record_index"].slice(first, count)
        at = int(keys.search_sorted(pl.Series([key], dtype=pl.Binary))[0]) if count else 0
        return first + at if at < count and keys[at] == key else None

    def _span(self, feed: str) -> tuple[int, int]:
        feeds = self.records["feed"]
        first = int(feeds.search_sorted(feed, side="left"))
        return first, int(feeds.search_sorted(feed, side="right")) - first

    def pair(self, row: Pair) -> tuple[int, int] | None:
        one = self.number(row.left_feed, bytes(row.left_record))
        other = self.number(row.right_feed, bytes(row.right_record))
        return None if one is None or other is None else (min(one, other), max(one, other))


def _files_of(records: "pl.DataFrame", places: _Places) -> list[tuple[int, int]]:
    """Doubles with their survivors, and what a person gave to a file with that file."""
    import polars as pl

    is_double = (pl.col("feed") == FILE_FEED) & pl.col("person").is_not_null()
    rows = records.filter(is_double | (pl.col("how") == "decided"))
    found = [
        (record, places.number(FILE_FEED, person))
        for record, person in rows.select("record", "person").iter_rows()
    ]
    return [(record, file) for record, file in found if file is not None]


def write_persons(
    placed: "pl.DataFrame", run: LinkRun, scope: Scope, by: Actor, now: datetime
) -> dict[str, int]:
    """In the running transaction: whose each record is, and who is known without a file; how many changed."""
    import polars as pl

    of_source = placed.filter(pl.col("feed") != FILE_FEED)
    changed = of_source.filter((pl.col("how") != "decided") & pl.col("person").ne_missing(pl.col("becomes")))
    return {
        "changed": _belong(changed, run, scope, by, now),
        "new_known": _know(of_source, run, now),
    }


def _belong(changed: "pl.DataFrame", run: LinkRun, scope: Scope, by: Actor, now: datetime) -> int:
    import polars as pl

    if changed.is_empty():
        return 0
    rows = changed.select(
        "feed",
        record_index=_hex("record_index"),
        person=_uuid("becomes"),
        area="home",
        how=pl.lit("linked"),
        probability=pl.lit(None, pl.Float64),
        run=pl.lit(str(run.id)),
        since=pl.lit(now.isoformat()),
    )
    _copy(belonging.begin_belonging(scope=scope), belonging.COLUMNS, rows)
    return int(belonging.finish_belonging(scope=scope, by=by, now=now))


def _hex(column: str) -> "pl.Expr":
    import polars as pl

    return pl.lit("\\x") + pl.col(column).bin.encode("hex")


def _uuid(column: str) -> "pl.Expr":
    import polars as pl

    return pl.col(column).bin.encode("hex")


def _copy(table: str, names: Iterable[str], rows: "pl.DataFrame") -> None:
    words = f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT csv, NULL '\\N')"
    with connection.cursor() as cursor, cursor.copy(words) as copy:
        for part in rows.iter_slices(CHUNK):
            copy.write(part.write_csv(None, include_header=False, null_value="\\N").encode())


def _know(of_source: "pl.DataFrame", run: LinkRun, now: datetime) -> int:
    """People without a file, one row each; keys of those who were known stay."""
    import polars as pl

    loose = of_source.filter(~pl.col("has_file"))
    told = (
        loose.group_by("becomes")
        .agg(
            pl.col("home").first(),
            pl.col("identity").drop_nulls().mode().sort().first(),
            pl.col("born").drop_nulls().mode().sort().first(),
            pl.len().alias("records"),
            pl.col("feed").unique().sort(),
        )
        .sort("becomes")
    )
    indexes = [value and "\\x" + index_of(value, "identity").hex() for value in told["identity"]]
    rows = told.select(
        id=_uuid("becomes"),
        area="home",
        identity_index=pl.Series(indexes, dtype=pl.String),
        born_on=pl.Series([_day(value) for value in told["born"]], dtype=pl.String),
        records=pl.col("records").clip(upper_bound=32_000),
        feeds=pl.lit("{") + pl.col("feed").list.join(",") + "}",
        since=pl.lit(now.isoformat()),
        run=pl.lit(str(run.id)),
    )
    before = Known.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.linkage_new_known")
        cursor.execute("CREATE TEMPORARY TABLE linkage_new_known (LIKE linkage_known) ON COMMIT DROP")
        _copy("linkage_new_known", KNOWN_COLUMNS, rows)
        cursor.execute("CREATE INDEX ON linkage_new_known (id)")
        cursor.execute(MERGE_KNOWN.format(columns=", ".join(KNOWN_COLUMNS)))
        cursor.execute(LEFT_KNOWN, [run.id])
        cursor.execute("DROP TABLE linkage_new_known")
    return Known.objects.count() - before


def _day(told: int | None) -> str | None:
    try:
        return date.fromisoformat(str(told)).isoformat() if told else None
    except ValueError:
        return None
