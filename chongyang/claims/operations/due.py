"""Which files wait to be settled: marked by whatever changes a claim, or whose it is.

Marking waits for a settling of the same file instead of skipping it: what that did not see is settled again.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.claims.models import Due
from chongyang.core import access
from chongyang.core.scopes import system_scope

TOLD = """
    INSERT INTO claims_due (person, since)
    SELECT DISTINCT one, %(now)s::timestamptz FROM unnest(%(persons)s::uuid[]) one
    WHERE EXISTS (SELECT FROM registry_elder WHERE id = one) ORDER BY one
    ON CONFLICT (person) DO UPDATE SET since = excluded.since
"""
RUN = """
    INSERT INTO claims_due (person, since)
    SELECT DISTINCT b.person, %(now)s::timestamptz FROM claims_claim c
    JOIN claims_belonging b ON b.feed = c.feed AND b.record_index = c.record_index
    JOIN registry_elder e ON e.id = b.person
    WHERE c.feed = %(feed)s AND (c.run = %(run)s OR c.valid_to = %(told_on)s) ORDER BY b.person
    ON CONFLICT (person) DO UPDATE SET since = excluded.since
"""
ALL = """
    INSERT INTO claims_due (person, since)
    SELECT DISTINCT b.person, %(now)s::timestamptz FROM claims_belonging b
    JOIN registry_elder e ON e.id = b.person ORDER BY b.person
    ON CONFLICT (person) DO UPDATE SET since = excluded.since
"""
MOVED = """
    INSERT INTO claims_due (person, since)
    SELECT DISTINCT one.person, %(now)s::timestamptz FROM (
        SELECT new.person FROM {table} new
        LEFT JOIN claims_belonging held ON held.feed = new.feed AND held.record_index = new.record_index
        WHERE held.person IS DISTINCT FROM new.person AND held.how IS DISTINCT FROM 'decided'
        UNION
        SELECT held.person FROM {table} new
        JOIN claims_belonging held ON held.feed = new.feed AND held.record_index = new.record_index
        WHERE held.person <> new.person AND held.how <> 'decided'
    ) one JOIN registry_elder e ON e.id = one.person ORDER BY one.person
    ON CONFLICT (person) DO UPDATE SET since = excluded.since
"""


def _mark(statement: str, **values: Any) -> int:
    with access.enter(system_scope("settle")), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def mark_due(*, persons: Iterable[UUID], now: datetime) -> int:
    """These files are to be settled anew; persons without a file are passed by."""
    return _mark(TOLD, now=now, persons=sorted(set(persons)))


def mark_run_due(*, run: UUID, feed: str, told_on: date, now: datetime) -> int:
    """Everybody whose claims a run brought or ended; one scan of the claims."""
    return _mark(RUN, now=now, run=run, feed=feed, told_on=told_on)


def mark_all_due(*, now: datetime) -> int:
    """Every file to which a record belongs: after a change of the rules, or when words have grown old."""
    return _mark(ALL, now=now)


def mark_moved_due(*, table: str, now: datetime) -> int:
    """Those to whom, or from whom, the rows of a temporary table are about to move records."""
    return _mark(MOVED.format(table=table), now=now)


def count_due() -> int:
    """How many files wait."""
    with access.enter(system_scope("settle")):
        return Due.objects.count()
