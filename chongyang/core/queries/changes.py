"""Who changed which fields of a person's rows, and when; the former values stay sealed or covered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.models import FieldChange
from chongyang.core.scopes import Scope

SILENT = frozenset({"version", "name_key", "sources", "identity_index", "phone_index"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row. `before` holds the former values by column; a sealed one is hex and no text."""

    seq: int
    at: datetime
    table: str
    row: UUID
    operation: str
    actor_kind: str
    account: UUID | None
    before: dict[str, Any]


def list_changes(scope: Scope, persons: Collection[UUID], limit: int = 60) -> list[Change]:
    """The newest changes of these persons' rows; columns that only follow others are left out."""
    rows = access.visible(FieldChange.objects.filter(person__in=persons), scope).order_by("-seq")[:limit]
    return [_change(row) for row in rows]


def _change(row: FieldChange) -> Change:
    kind, _, name = row.actor.partition(":")
    return Change(
        seq=row.seq,
        at=row.at,
        table=row.table,
        row=row.row,
        operation=row.operation,
        actor_kind=kind,
        account=_uuid(name) if kind == "person" else None,
        before={column: value for column, value in row.before.items() if column not in SILENT},
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
