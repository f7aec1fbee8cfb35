"""Many rows in a few statements for the run role.

COPY into a table with policies is refused, so rows go by COPY into a temporary table of the same columns, and
from there by UPDATE or INSERT … SELECT, where every policy, trigger and constraint holds as for one row.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql

MANY = 50
"""Fewer rows than this are quicker without a temporary table."""


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


def create(rows: Sequence[models.Model], *, ignore: bool = False) -> int:
    """Add new rows of one model, each as saving it would; what the database fills is left to it. With
    `ignore` rows whose key is there already are passed by.
    """
    if len(rows) < MANY:
        kind = type(rows[0]) if rows else None
        return len(kind._base_manager.bulk_create(rows, ignore_conflicts=ignore)) if kind else 0
    table, fields = rows[0]._meta.db_table, _told(rows[0])
    told = ([_value(field, row) for field in fields] for row in rows)
    return insert(table, [field.column for field in fields], told, ignore=ignore)


def _told(row: models.Model) -> list[Any]:
    fields = row._meta.concrete_fields
    return [one for one in fields if not isinstance(one, models.AutoField) and one.db_default is NOT_PROVIDED]


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), connection)
