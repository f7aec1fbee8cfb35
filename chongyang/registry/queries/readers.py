"""Who read a person's file, when and why: what the elder herself may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core.looks import all_looks
from chongyang.core.queries import events
from chongyang.core.scopes import Scope
from chongyang.registry.queries.elders import access_elder, get_cluster


@dataclass(frozen=True, slots=True)
class Reading:
    """One look into the file; the reader is a role of an organisation. `glass` names broken glass."""

    at: datetime
    kind: str
    role: str
    organisation: UUID | None
    account: UUID | None
    purpose: str
    fields: tuple[str, ...]
    seq: int = 0
    glass: str = ""


def who_read(
    scope: Scope,
    elder_id: UUID,
    limit: int = 100,
    *,
    before: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[str] = (),
) -> list[Reading]:
    """The newest readings of all files of this person; raises NotFound like access_elder.

    `before` is the `seq` of the last reading of the page before; `kinds` are some of `core.looks`.
    """
    access_elder(scope, elder_id)
    known = set(all_looks())
    wanted = sorted(known & set(kinds)) or sorted(known)
    rows = events.list_events(
        scope,
        persons=get_cluster(elder_id),
        kinds=wanted,
        limit=limit,
        before=before,
        since=since,
        until=until,
    )
    return [_reading(row) for row in rows]


def _reading(row: Any) -> Reading:
    told = row.payload or {}
    return Reading(
        at=row.at,
        kind=row.kind,
        role=row.actor_role,
        organisation=row.actor_organisation,
        account=row.actor_account,
        purpose=row.purpose,
        fields=tuple(told.get("fields", ())),
        seq=row.seq,
        glass=str(told.get("glass", "")),
    )
