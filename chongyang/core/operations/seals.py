"""Seals committed events into the chain, in the order of their transactions."""

from datetime import datetime
from typing import Any

from django.db import connection

from chongyang.core import access, chain
from chongyang.core.models import Seal
from chongyang.core.scopes import system_scope

LOCK = 0x43595345414C  # "CYSEAL"
FRESH = """
WITH fresh AS (
    SELECT xid, seq FROM core_event
    WHERE xid > %(last)s::text::xid8 AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, seq LIMIT %(limit)s
)
SELECT {columns} FROM core_event
WHERE xid > %(last)s::text::xid8 AND xid <= (SELECT xid FROM fresh ORDER BY xid DESC, seq DESC LIMIT 1)
ORDER BY xid, seq
"""


def columns_sql() -> str:
    """The columns of a digest for a SELECT; the transaction number as text."""
    return ", ".join("xid::text" if name == "xid" else name for name in chain.COLUMNS)


def seal_events(*, now: datetime, limit: int = 5000) -> int:
    """Seal about `limit` events (whole transactions), and return how many; 0 while another worker seals.

    Only transactions older than every running one are taken, so that none can appear behind the seal later.
    """
    with access.enter(system_scope("seal")):
        if not _lock():
            return 0
        last = Seal.objects.order_by("-number").first()
        rows = _fresh(str(last.last_xid) if last else "0", limit)
        if rows:
            _seal(last, rows, now)
        return len(rows)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _fresh(last: str, limit: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(FRESH.format(columns=columns_sql()), {"last": last, "limit": limit})
        return [dict(zip(chain.COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _seal(last: Seal | None, rows: list[dict[str, Any]], now: datetime) -> Seal:
    number = last.number + 1 if last else 1
    previous = bytes(last.hash) if last else chain.FIRST_PREVIOUS
    digests = b"".join(map(chain.digest_of, rows))
    return Seal.objects.create(
        number=number,
        last_xid=int(rows[-1]["xid"]),
        events=[row["id"] for row in rows],
        digests=digests,
        previous=previous,
        hash=chain.hash_of(previous, digests, number),
        at=now,
    )
