"""Who read a person's file, when and why: what the elder herself may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.core.queries import events
from chongyang.core.scopes import Scope
from chongyang.registry.queries.elders import access_elder, get_cluster

FILE_READ = "registry.file.read"
FIELD_REVEALED = "registry.field.revealed"
IDENTITY_ASKED = "registry.identity.asked"
READINGS = (FILE_READ, FIELD_REVEALED, IDENTITY_ASKED)


@dataclass(frozen=True, slots=True)
class Reading:
    """One look into the file; the reader is a role of an organisation."""

    at: datetime
    kind: str
    role: str
    organisation: UUID | None
    account: UUID | None
    purpose: str
    fields: tuple[str, ...]


def who_read(scope: Scope, elder_id: UUID, limit: int = 100) -> list[Reading]:
    """The newest readings of all files of this person; raises NotFound like access_elder."""
    access_elder(scope, elder_id)
    rows = events.list_events(scope, persons=get_cluster(elder_id), kinds=READINGS, limit=limit)
    return [
        Reading(
            at=row.at,
            kind=row.kind,
            role=row.actor_role,
            organisation=row.actor_organisation,
            account=row.actor_account,
            purpose=row.purpose,
            fields=tuple((row.payload or {}).get("fields", ())),
        )
        for row in rows
    ]
