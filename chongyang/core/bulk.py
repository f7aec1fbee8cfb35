"""Many rows in a few statements for the run role.

COPY into a table with policies is refused, so rows go by COPY into a temporary table of the same columns, and
from there by UPDATE or INSERT … SELECT, where every policy, trigger and constraint holds as for one row.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql


def fill(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[str, int]:
    """A temporary table with these columns of `table` and these rows; gives its name and how many they are.

    It empties itself with the transaction; filled again within one it begins anew. While it is filled the
    connection is taken: `rows` must not read from the database as they are drawn.
    """
    temporary = f"many_{table}"
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE IF NOT EXISTS {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
            ).format(sql.Identifier(temporary), names, sql.Identifier(table))
        )
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(temporary)))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(temporary), names)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(temporary)))
    return temporary, count


def update(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Set these columns of rows that are there; the first column is the key. Gives how many were set."""
    temporary, count = fill(table, columns, rows)
    if not count:
        return 0
    key, *rest = map(sql.Identifier, columns)
    pairs = sql.SQL(", ").join(sql.SQL("{} = n.{}").format(name, name) for name in rest)
    words = sql.SQL("UPDATE {} AS held SET {} FROM {} AS n WHERE held.{} = n.{}")
    with connection.cursor() as cursor:
        cursor.execute(words.format(sql.Identifier(table), pairs, sql.Identifier(temporary), key, key))
        return int(cursor.rowcount)


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore: bool = False) -> int:
    """Add rows; with `ignore` those whose key stands there already are passed by. Gives how many are new."""
    temporary, count = fill(table, columns, rows)
    if not count:
        return 0
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    words = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}{}")
    ending = sql.SQL(" ON CONFLICT DO NOTHING") if ignore else sql.SQL("")
    with connection.cursor() as cursor:
        cursor.execute(words.format(sql.Identifier(table), names, names, sql.Identifier(temporary), ending))
        return int(cursor.rowcount)
