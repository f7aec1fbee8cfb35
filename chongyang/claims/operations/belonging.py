"""Which person a source's record is of: written by the linkage, by hand at a desk, and taken back.

A claim is never touched by it. `Belonging.area` is where the person lives, not where the word was told, so
that who reaches the person's file reaches the link; see docs/adr/0032.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, ProgrammingError, connection, transaction

from chongyang.claims.enums import How
from chongyang.claims.models import Belonging, NotOf
from chongyang.claims.operations import due
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import NotAllowed

COLUMNS = ("feed", "record_index", "person", "area", "how", "probability", "run", "since")
CITY_AREA = 410_100_000_000
TABLE = "claims_new_belonging"
MAKE = f"CREATE TEMPORARY TABLE {TABLE} (LIKE claims_belonging) ON COMMIT DROP"
WRITE = """
    INSERT INTO claims_belonging AS held ({columns})
    SELECT DISTINCT ON (feed, record_index) {columns} FROM {table} ORDER BY feed, record_index
    ON CONFLICT (feed, record_index) DO UPDATE SET
        person = excluded.person, area = excluded.area, how = excluded.how,
        probability = excluded.probability, run = excluded.run, since = excluded.since
    WHERE held.how <> 'decided' AND (held.person, held.area, held.how)
          IS DISTINCT FROM (excluded.person, excluded.area, excluded.how)
"""


class UnableToBelong(Exception):
    """A record cannot be given to a person; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Placed:
    """One row of Belonging as a value: what `belong` takes, and what was there before."""

    feed: str
    record_index: bytes
    person: UUID
    area: int
    how: str = How.LINKED.value
    probability: float | None = None
    run: UUID | None = None
    since: datetime | None = None


@transaction.atomic
def belong(*, row: Placed, scope: Scope, by: Actor, now: datetime) -> Placed | None:
    """Say of one record that it is of this person; gives what was said before, for whoever takes it back.

    The room that decides has asked for the right; here the rows decide: both persons lie within reach.
    Raises UnableToBelong.
    """
    if not scope.reaches(row.area, person=row.person):
        raise UnableToBelong(N_("这个人不在您的管辖范围内。"))
    former = _held(row.feed, row.record_index, scope)
    if former and (former.person, former.area, former.how) == (row.person, row.area, row.how):
        return former
    _write(row, now)
    payload = {"feed": row.feed, "how": row.how, "moved": former is not None}
    _told("claims.record.belongs", row.person, row.area, payload, by, now)
    due.mark_due(persons={row.person} | ({former.person} if former else set()), now=now)
    if former and former.person != row.person:
        _told("claims.record.left", former.person, former.area, {"feed": row.feed}, by, now)
    return former


def _write(row: Placed, now: datetime) -> None:
    values = {name: getattr(row, name) for name in COLUMNS[2:]} | {"since": row.since or now}
    try:
        with transaction.atomic():
            Belonging.objects.update_or_create(feed=row.feed, record_index=row.record_index, defaults=values)
            NotOf.objects.filter(feed=row.feed, record_index=row.record_index, person=row.person).delete()
    except (IntegrityError, ProgrammingError) as error:  # a row hidden by row-level security stands there
        raise UnableToBelong(N_("这条记录属于管辖范围以外的人。")) from error


def _held(feed: str, record_index: bytes, scope: Scope) -> Placed | None:
    rows = Belonging.objects.filter(feed=feed, record_index=record_index)
    row = access.visible(rows, scope).select_for_update(of=("self",)).first()
    return None if row is None else _placed(row)


def _placed(row: Belonging) -> Placed:
    values = {name: getattr(row, name) for name in COLUMNS}
    return Placed(**values | {"record_index": bytes(row.record_index)})


def _told(kind: str, person: UUID, area: int, payload: dict[str, Any], by: Actor, now: datetime) -> None:
    columns: dict[str, Any] = {"subject": person, "person": person, "area": area}
    events.record(kind, by=by, now=now, subject_type="registry.elder", payload=payload, **columns)


@transaction.atomic
def detach(*, feed: str, record_index: bytes, scope: Scope, by: Actor, now: datetime) -> Placed | None:
    """Take a record from its person, to whom no linkage gives it again; gives the row as it was, or None
    where there was none in reach.
    """
    former = _held(feed, record_index, scope)
    if former is None:
        return None
    Belonging.objects.filter(feed=feed, record_index=record_index).delete()
    key: dict[str, Any] = {"feed": feed, "record_index": record_index, "person": former.person}
    said: dict[str, Any] = {"area": former.area, "said_at": now, "said_by": by.account}
    NotOf.objects.update_or_create(**key, defaults=said)
    due.mark_due(persons={former.person}, now=now)
    _told("claims.record.left", former.person, former.area, {"feed": feed}, by, now)
    return former


@transaction.atomic
def put_back(*, rows: Iterable[Placed], scope: Scope, by: Actor, now: datetime) -> None:
    """Write rows exactly as `belong` or `detach` gave them: how, probability, run and moment as well."""
    for row in rows:
        belong(row=row, scope=scope, by=by, now=now)
        Belonging.objects.filter(feed=row.feed, record_index=row.record_index).update(
            probability=row.probability, run=row.run, since=row.since or now
        )


@transaction.atomic
def belong_all(*, rows: Iterable[Placed], scope: Scope, by: Actor, now: datetime) -> int:
    """The same for millions, in the system's name; what a person decided stays. Gives how many rows changed.

    COPY into a temporary table, then one INSERT in the order of the key: row-level security refuses COPY.
    While it runs the connection is taken: `rows` must not read from the database as they are drawn.
    """
    begin_belonging(scope=scope)
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({names}) FROM STDIN") as copy:
        for row in rows:
            told = (row.feed, row.record_index, row.person, row.area, row.how, row.probability, row.run)
            copy.write_row((*told, row.since or now))
    return finish_belonging(scope=scope, by=by, now=now)


def begin_belonging(*, scope: Scope) -> str:
    """Make the temporary table of this transaction and give its name, for who fills it by a COPY of its own
    (columns in the order of COLUMNS). `finish_belonging` writes it.
    """
    if not scope.system:
        raise NotAllowed("only the system gives records to persons in bulk")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
        cursor.execute(MAKE)
    return TABLE


@transaction.atomic
def finish_belonging(*, scope: Scope, by: Actor, now: datetime) -> int:
    """Write what lies in the temporary table; one event says how many rows changed."""
    due.mark_moved_due(table=TABLE, now=now)
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(columns=", ".join(COLUMNS), table=TABLE))
        count = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
    told: dict[str, Any] = {"area": CITY_AREA, "subject_type": "claims", "payload": {"rows": count}}
    events.record("claims.records.belong", by=by, now=now, **told)
    return count
