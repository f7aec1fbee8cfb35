"""Reads of bulk files and their rows."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registration import permissions
from chongyang.registration.models import Batch, BatchRow
from chongyang.registration.queries.pages import NotFound

CHUNK = 500


def visible_batches(scope: Scope) -> QuerySet[Batch]:
    """Those of the areas within reach, or of the own office."""
    if not permissions.keeps(scope):
        return Batch.objects.none()
    return access.visible(Batch.objects.all(), scope)


def access_batch(scope: Scope, batch: UUID) -> Batch:
    """One of them. Raises NotFound."""
    row = visible_batches(scope).filter(id=batch).first()
    if row is None:
        raise NotFound(str(batch))
    return row


def list_batches(scope: Scope, limit: int = 30) -> list[Batch]:
    """The newest first."""
    permissions.demand_keep(scope)
    return list(visible_batches(scope).order_by("-uploaded_at", "-id")[:limit])


def access_batch_row(scope: Scope, row: UUID) -> BatchRow:
    """One row. Raises NotFound."""
    if not permissions.keeps(scope):
        raise NotFound(str(row))
    found = access.visible(BatchRow.objects.select_related("batch"), scope).filter(id=row).first()
    if found is None:
        raise NotFound(str(row))
    return found


def list_batch_rows(
    scope: Scope, batch: UUID, *, verdict: str = "", state: str = "", limit: int = 200
) -> list[BatchRow]:
    """Rows in the order of the file."""
    access_batch(scope, batch)
    rows = access.visible(BatchRow.objects.filter(batch=batch), scope)
    rows = rows.filter(verdict=verdict) if verdict else rows
    rows = rows.filter(state=state) if state else rows
    return list(rows.order_by("line")[:limit])


def count_batch(scope: Scope, batch: UUID) -> dict[str, dict[str, int]]:
    """How many rows of each verdict, and of each state."""
    access_batch(scope, batch)
    rows = access.visible(BatchRow.objects.filter(batch=batch), scope).order_by()
    return {
        name: {row[name]: row["n"] for row in rows.values(name).annotate(n=Count("*")).order_by(name)}
        for name in ("verdict", "state")
    }


def count_confirmed(scope: Scope, batch: UUID) -> int:
    """How many rows would be registered now."""
    access_batch(scope, batch)
    rows = access.visible(BatchRow.objects.filter(batch=batch), scope)
    return rows.filter(state="waiting", is_confirmed=True).count()


def cells_of(row: BatchRow) -> dict[str, Any]:
    """What the row of the file said."""
    return dict(json.loads(row.fields.plain))


def report_of(scope: Scope, batch: UUID) -> Iterator[BatchRow]:
    """Every row for the report that is downloaded."""
    access_batch(scope, batch)
    rows = access.visible(BatchRow.objects.filter(batch=batch), scope).order_by("line")
    return rows.iterator(chunk_size=CHUNK)
