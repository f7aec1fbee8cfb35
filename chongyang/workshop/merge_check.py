"""Shows that a merge is undone byte for byte: dumps both people, merges, settles, parts, dumps again.

Everything happens in one transaction that sees no work of others and is rolled back, so it may be tried on
any city, also while it works.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from chongyang.claims.operations import settling
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.linkage import operations
from chongyang.registry.models import Elder
from chongyang.workshop.still import still

JOURNALS = frozenset(
    {
        *("core_event", "core_fieldchange", "core_outboxmessage", "claims_due", "telecare_devicestep"),
        *("linkage_merge", "linkage_moved", "linkage_pair", "linkage_verdict", "core_seal"),
    }
)
"""What only grows, is a queue of work or what people said: it keeps the merge and its undoing both."""
Dump = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was compared, and where the two dumps differ (no row is told, only its table).

    `came_since` rows were written while the files were one; whose they are was asked when they were parted.
    """

    tables: int
    rows: int
    bytes: int
    changed_while_merged: tuple[str, ...]
    differing: tuple[str, ...]
    came_since: int = 0


def dump(persons: Sequence[UUID]) -> Dump:
    """Every row of every table of ours that names one of these persons in any column, but for journals."""
    found: Dump = {}
    keys = [str(person) for person in persons]
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if not model.__module__.startswith("chongyang.") or table in JOURNALS:
                continue
            cursor.execute(_words(table), [keys])
            if rows := [row[0] for row in cursor.fetchall()]:
                found[table] = rows
    return found


def _words(table: str) -> sql.Composed:
    return sql.SQL(
        "SELECT to_jsonb(t)::text FROM {} t WHERE EXISTS "
        "(SELECT FROM jsonb_each_text(to_jsonb(t)) f WHERE f.value = ANY(%s)) ORDER BY 1"
    ).format(sql.Identifier(table))


def choose() -> tuple[UUID, UUID]:
    """The first two living people of the register, by key."""
    rows = Elder.objects.filter(same_as=None, life_status="alive").order_by("id")
    one, other = rows.values_list("id", flat=True)[:2]
    return one, other


def check_merge(double: UUID, survivor: UUID, *, now: datetime) -> Shown:
    """Merge, settle the survivor with the words of both, part, and compare; nothing of it stays."""
    scope, pair = system_scope("merge check"), [double, survivor]
    with still():
        with enter(scope):
            before = dump(pair)
            merge = operations.merge_files(
                double=double, survivor=survivor, reason="merge check", now=now, scope=scope, by=SYSTEM
            )
            settling.settle(person=survivor, now=now, scope=scope, by=SYSTEM)
            between = dump(pair)
            since = {str(item.row) for group in operations.written_since(merge) for item in group.items}
            operations.part_files(
                merge=merge.id,
                whose={},
                reason="merge check",
                now=now + timedelta(seconds=1),
                scope=scope,
                by=SYSTEM,
            )
            after, came = _without(dump(pair), before, since)
        transaction.set_rollback(True)
    return Shown(
        tables=len(before),
        rows=sum(map(len, before.values())),
        bytes=sum(len(row.encode()) for rows in before.values() for row in rows),
        changed_while_merged=_differing(before, between),
        differing=_differing(before, after),
        came_since=came,
    )


def _without(after: Dump, before: Dump, since: set[str]) -> tuple[Dump, int]:
    """The dump without rows that were not there before and belong to what is listed as written since."""
    left: Dump = {}
    came = 0
    for table, rows in after.items():
        was = set(before.get(table, ()))
        kept = [row for row in rows if row in was or not any(key in row for key in since)]
        came += len(rows) - len(kept)
        if kept:
            left[table] = kept
    return left, came


def _differing(one: Dump, other: Dump) -> tuple[str, ...]:
    return tuple(sorted(table for table in one.keys() | other.keys() if one.get(table) != other.get(table)))
