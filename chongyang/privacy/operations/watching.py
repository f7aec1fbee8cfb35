"""Looks for unusual reading: new readings are copied in the order of their transactions, then counted.

Bounded: a call takes at most `BATCH` events, and counts only what those readings may have changed. Saying it
twice has the effect of once: a reading is copied once by its number, a finding is kept once by its key.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from chongyang.core import access, live
from chongyang.core.looks import all_looks
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.privacy.models import Finding, Look, WatchMark
from chongyang.privacy.queries.unusual import Hit, find_unusual
from chongyang.privacy.rules import unusual
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.rights import ZONE
from chongyang.territory.rules.capabilities import BY_MANDATE

BATCH = 5000
EXPORTED, GLASS = "registry.elders.exported", "privacy.glass.open"
NAME = "looks"
LOCK = 0x43594C4F4F4B  # "CYLOOK"
FRESH = """
WITH fresh AS (
    SELECT xid, seq FROM core_event
    WHERE xid > %(last)s::text::xid8 AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, seq LIMIT %(limit)s
)
SELECT xid::text, seq, at, kind, actor_account, actor_role, actor_organisation, person, area, purpose,
       payload ->> 'rows'
FROM core_event
WHERE xid > %(last)s::text::xid8 AND xid <= (SELECT xid FROM fresh ORDER BY xid DESC, seq DESC LIMIT 1)
ORDER BY xid, seq
"""


def watch_readings(*, now: datetime, limit: int = BATCH) -> int:
    """Look at about `limit` new events (whole transactions); returns how many there were."""
    with access.enter(system_scope("watch readings")):
        if not _lock():
            return 0
        mark, _ = WatchMark.objects.get_or_create(name=NAME)
        rows = _fresh(str(mark.last_xid), limit)
        fresh = [look for look in map(_look, rows) if look]
        Look.objects.bulk_create(fresh, ignore_conflicts=True)
        for hit in find_unusual(fresh, now):
            keep_finding(hit, now=now)
        if rows:
            WatchMark.objects.filter(name=NAME).update(last_xid=int(rows[-1][0]), at=now)
        return len(rows)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _fresh(last: str, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FRESH, {"last": last, "limit": limit})
        return list(cursor.fetchall())


def _look(row: tuple[Any, ...]) -> Look | None:
    """A person's reading at work; the elder's own and her family's are no matter for a supervisor."""
    _, seq, at, kind, account, role, organisation, person, area, purpose, rows = row
    if account is None or role in BY_MANDATE or kind not in {*all_looks(), EXPORTED, GLASS}:
        return None
    hour = at.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    return Look(
        seq=seq,
        at=at,
        hour=hour,
        kind=kind,
        account=account,
        role=role,
        organisation=organisation,
        person=person,
        area=area,
        purpose=purpose,
        rows=int(rows) if rows and rows.isdigit() else 0,
    )


def keep_finding(hit: Hit, *, now: datetime) -> Finding:
    """Open the finding of a key, or bring an open one to the newest count; a closed one stays as judged."""
    values = {"count": hit.count, "seqs": hit.seqs, "first_at": hit.first_at, "last_at": hit.last_at}
    held = Finding.objects.filter(key=hit.key).first()
    if held:
        Finding.objects.filter(key=hit.key, closed_at=None).exclude(count=hit.count).update(**values)
        return held
    row = Finding(
        key=hit.key,
        rule=hit.rule.value,
        account=hit.account,
        role=hit.role,
        employer=hit.organisation,
        person=hit.person,
        area=hit.area,
        threshold=hit.threshold,
        found_at=now,
        **values,
    )
    row.save(force_insert=True)
    cases.open_case(
        lifecycle=unusual.FINDING, area=row.area, person=row.person, by=SYSTEM, now=now, case_id=row.id
    )
    live.announce("findings", area=row.area)
    return row


def forget_looks(*, now: datetime) -> int:
    """The copies are thrown away after their days; the events stay."""
    with access.enter(system_scope("watch readings")):
        oldest = now - timedelta(days=settings("reading")["keep_looks_days"])
        return Look.objects.filter(at__lt=oldest).delete()[0]
