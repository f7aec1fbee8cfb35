"""Reads over business events within a scope."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.models import Event
from chongyang.core.scopes import Scope


def list_events(
    scope: Scope,
    *,
    persons: Collection[UUID] = (),
    subject: UUID | None = None,
    kinds: Collection[str] = (),
    kind_prefix: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    seqs: Collection[int] = (),
    limit: int = 100,
) -> list[Event]:
    """Events in reach, the newest first; `before` is the `seq` of the last one of the page before.

    Times are half open. A prefix is a range of the kind's letters: under the policies `LIKE` uses no index.
    """
    wanted = {"person__in": persons, "subject": subject, "kind__in": kinds, "seq__in": seqs}
    rows = Event.objects.filter(**{name: value for name, value in wanted.items() if value})
    if kind_prefix:
        rows = rows.filter(kind__gte=kind_prefix, kind__lt=kind_prefix + "\U0010ffff")
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    if seqs:
        rows = rows.filter(seq__in=seqs)
    if before:
        rows = rows.filter(seq__lt=before)
    return list(access.visible(rows, scope).order_by("-seq")[:limit])


def access_event(scope: Scope, event_id: UUID) -> Event | None:
    """One event, or None both when there is none and when it is not in reach."""
    return access.visible(Event.objects.filter(id=event_id), scope).first()


def count_events(scope: Scope) -> int:
    return access.visible(Event.objects.all(), scope).count()
