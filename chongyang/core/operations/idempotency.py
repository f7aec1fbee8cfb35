"""One effect for each idempotency key, however often and however parallel it is asked for.

`begin` inserts the key in the caller's transaction: a second caller waits on the unique constraint until the
first has committed, then finds the answer; or until the first rolled back, then does the work itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.models import IdempotencyRecord
from chongyang.core.scopes import system_scope

KEPT = timedelta(hours=24)
WAIT = "5s"
LOCK_TIMEOUT = "55P03"  # lock_not_available


class OtherRequest(Exception):
    """The key was used with another method, address or body."""


class StillRunning(Exception):
    """The first request with this key has not answered yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was answered the first time."""

    status: int
    headers: Mapping[str, str]
    body: str


def begin(*, owner: UUID, key: str, request: str, now: datetime) -> Kept | UUID:
    """The record's id when the work is to be done, or the kept answer. Raises OtherRequest, StillRunning."""
    digest = index_of(request, "idempotency")
    with enter(system_scope("idempotency")):
        IdempotencyRecord.objects.filter(owner=owner, key=key, created_at__lt=now - KEPT).delete()
        mine = _insert(IdempotencyRecord(owner=owner, key=key, digest=digest, created_at=now))
        row = IdempotencyRecord.objects.get(owner=owner, key=key)
        if row.id == mine.id:
            return mine.id
        if bytes(row.digest) != digest:
            raise OtherRequest(key)
        return Kept(row.status or 200, row.headers, row.answer.plain)


def _insert(row: IdempotencyRecord) -> IdempotencyRecord:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            IdempotencyRecord.objects.bulk_create([row], ignore_conflicts=True)
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_TIMEOUT:
            raise
        raise StillRunning(row.key) from None
    return row


def keep(*, record: UUID, status: int, headers: Mapping[str, str], body: str) -> None:
    """Write down what was answered."""
    with enter(system_scope("idempotency")):
        row = IdempotencyRecord.objects.get(id=record)
        row.status, row.headers, row.answer = status, dict(headers), body
        row.save(update_fields=["status", "headers", "answer"])


def free(*, record: UUID) -> None:
    """The request was refused and had no effect: the key may be used again."""
    with enter(system_scope("idempotency")):
        IdempotencyRecord.objects.filter(id=record).delete()


def purge_keys(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` keys whose day is over."""
    with enter(system_scope("purge")):
        old = IdempotencyRecord.objects.filter(created_at__lt=now - KEPT).order_by("created_at", "id")
        keys = list(old.values_list("id", flat=True)[:limit])
        return IdempotencyRecord.objects.filter(id__in=keys).delete()[0]
