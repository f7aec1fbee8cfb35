"""Raw SQL under the policies alone: what is read without a filter, what is refused to be written."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from chongyang.core.access import enter
from chongyang.core.policies import kind_of
from chongyang.core.scopes import Scope, system_scope
from chongyang.registry.models import SearchToken

REFUSED = "42501"  # insufficient_privilege: a policy, or a right that the run role has not


class _Undo(Exception):
    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


def _key_column(model: type[models.Model]) -> str:
    return "person" if model is SearchToken else str(model._meta.pk.column)


def select(rows: list[Any]) -> set[Any]:
    """The keys of these rows that a bare SELECT shows."""
    model = type(rows[0])
    column = _key_column(model)
    keys = [row.person if model is SearchToken else row.pk for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {column} FROM "{model._meta.db_table}" WHERE {column} = ANY(%s)', [keys])  # noqa: S608
        return {key for (key,) in cursor.fetchall()}


def writes(scope: Scope, by_area: Any, outside: Any) -> Iterator[tuple[str, bool]]:
    """Each kind of write outside the scope with whether it was refused or touched nothing.

    `by_area` is a row within the scope by its area alone, `outside` one beyond it; either may be missing.
    """
    if outside is None:
        return
    table, key = type(outside)._meta.db_table, _key_column(type(outside))
    value = outside.person if isinstance(outside, SearchToken) else outside.pk
    copy = f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'  # noqa: S608
    yield "raw INSERT", not _written(scope, copy, [_as_json(table, key, value)])
    touch = f'UPDATE "{table}" SET area = area WHERE {key} = %s'  # noqa: S608
    yield "raw UPDATE", not _written(scope, touch, [value])
    yield "raw DELETE", not _written(scope, f'DELETE FROM "{table}" WHERE {key} = %s', [value])  # noqa: S608
    if by_area is not None and kind_of(type(outside)) != "public":
        inside = by_area.person if isinstance(by_area, SearchToken) else by_area.pk
        move = f'UPDATE "{table}" SET area = %s WHERE {key} = %s'  # noqa: S608
        yield "raw UPDATE out", not _written(scope, move, [outside.area, inside])


def _as_json(table: str, key: str, value: Any) -> str:
    with enter(system_scope("check_scope")), connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE {key} = %s', [value])  # noqa: S608
        return str(cursor.fetchone()[0])


def _written(scope: Scope, statement: str, values: list[Any]) -> bool:
    """Whether the statement got past the policies; what it did is undone."""
    try:
        with transaction.atomic(), enter(scope), connection.cursor() as cursor:
            cursor.execute(statement, values)
            raise _Undo(cursor.rowcount)
    except _Undo as done:
        return done.count > 0
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "") != REFUSED
