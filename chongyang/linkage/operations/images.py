"""Both files as they were before they were linked, and their restoring, byte for byte.

What a link may change by itself is what is computed of a person: values that survivorship writes, the words
it keeps beside them, the tokens of the search. Those tables lie in the image as whole rows; sealed columns
as the bytes that they are. A value that a person typed meanwhile is no computed one and stays.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection
from psycopg import sql

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows of a person are kept. `computed` says which rows that came since may go again."""

    name: str
    person: str
    key: tuple[str, ...]
    computed: LiteralString = "true"


FILES = (Table("registry_elder", "id", ("id",), "false"), Table("registry_profile", "id", ("id",), "false"))
COMPUTED = (
    Table("registry_searchtoken", "person", ("token", "area", "person")),
    Table("claims_word", "person", ("id",), "kind = 'typed'"),
    Table("claims_disagreement", "person", ("person",)),
    Table("claims_stopproposal", "person", ("id",), "state = 'waiting'"),
)
LINK = "same_as_id"
FOLLOWING = {"name": ("name_key",), "identity_number": ("identity_index",)}
BOOKS = ("sources", "version", "source", "sourced_on", LINK)


def image_of(persons: Sequence[UUID]) -> str:
    """The rows of these files as one text; sealed by whoever stores it."""
    return json.dumps({table.name: _rows(table, persons) for table in (*FILES, *COMPUTED)}, default=str)


def _rows(table: Table, persons: Sequence[UUID]) -> list[Row]:
    words = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = ANY(%s) ORDER BY {}").format(
        sql.Identifier(table.name),
        sql.Identifier(table.person),
        sql.SQL(", ").join(map(sql.Identifier, table.key)),
    )
    with connection.cursor() as cursor:
        cursor.execute(words, [list(persons)])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def restore(image: str, persons: Sequence[UUID]) -> dict[str, list[str]]:
    """Put the rows back; gives by file the fields that a person has changed meanwhile and that stay so."""
    told = json.loads(image)
    kept: dict[str, list[str]] = {}
    for table in FILES:
        present = {row["id"]: row for row in _rows(table, persons)}
        for row in told[table.name]:
            if (now := present.get(row["id"])) is not None:
                wanted, typed = _put_together(row, now)
                if wanted != now:
                    _write(table, wanted)
                if typed:
                    kept.setdefault(row["id"], []).extend(typed)
    for table in COMPUTED:
        _put_back(table, told[table.name], persons)
    return kept


def _put_together(image: Row, now: Row) -> tuple[Row, list[str]]:
    """The row as it was, but for the link, which is another's to take away, and for what was typed since."""
    typed = [name for name in image if name not in BOOKS and _was_typed(name, image, now)]
    wanted = image | ({LINK: now[LINK]} if LINK in now else {})
    if typed:
        marks = dict(image["sources"] or {})
        for name in typed:
            wanted[name] = now[name]
            if name in (now["sources"] or {}):
                marks[name] = now["sources"][name]
        wanted["sources"] = marks
        wanted |= {name: now[name] for name in ("version",) if name in now}
    return wanted, typed


def _was_typed(name: str, image: Row, now: Row) -> bool:
    """Whether a person changed it: survivorship marks what it writes with its run as the third word."""
    if image[name] == now[name]:
        return False
    leader = next((field for field, led in FOLLOWING.items() if name in led), name)
    before, since = ((row["sources"] or {}).get(leader) for row in (image, now))
    written_by_rule = [mark for mark in (before, since) if mark and len(mark) > 2]
    return not written_by_rule if since == before or not since else len(since) == 2


def _write(table: Table, row: Row) -> None:
    names = [name for name in row if name not in table.key]
    told = sql.Identifier(table.name)
    words = sql.SQL("UPDATE {} t SET ({}) = (SELECT {} FROM jsonb_populate_record(NULL::{}, %s) r)").format(
        told,
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.Identifier("r", name) for name in names),
        told,
    )
    with connection.cursor() as cursor:
        cursor.execute(words + sql.SQL(" WHERE t.id = %s"), [json.dumps(row), row["id"]])


def _put_back(table: Table, rows: list[Row], persons: Sequence[UUID]) -> None:
    """Computed rows that came since go, those that changed or went come back; a person's own stay."""
    keys = {tuple(str(row[name]) for name in table.key): row for row in rows}
    present = {tuple(str(row[name]) for name in table.key): row for row in _rows(table, persons)}
    changed = {key for key, row in keys.items() if key in present and present[key] != row}
    _delete(table, changed, "true")
    _delete(table, set(present) - set(keys), table.computed)
    words = sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, %s)")
    with connection.cursor() as cursor:
        for key in sorted(changed | (set(keys) - set(present))):
            cursor.execute(words.format(sql.Identifier(table.name)), [json.dumps(keys[key])])


def _delete(table: Table, keys: set[tuple[str, ...]], computed: LiteralString) -> None:
    match = sql.SQL(" AND ").join(sql.SQL("{}::text = %s").format(sql.Identifier(name)) for name in table.key)
    words = sql.SQL("DELETE FROM {} WHERE {} AND {}").format(
        sql.Identifier(table.name), match, sql.SQL(computed)
    )
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute(words, key)
