"""入网登记 of a file that stands already: it was known, now its person has joined."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import permissions
from chongyang.registry.models import Elder
from chongyang.registry.operations.errors import UnableToRegister
from chongyang.registry.operations.people import locked, subject_of

NOT_ALIVE = N_("已迁出或去世的老人不能登记。")


@transaction.atomic
def enrol(*, elder: UUID, scope: Scope, by: Actor, now: datetime) -> Elder:
    """Set the moment of registration of a file that has none; twice is once. Raises UnableToRegister."""
    permissions.demand_write(scope)
    row = locked(scope, elder)
    if row.registered_at:
        return row
    if row.life_status != "alive":
        raise UnableToRegister({"life_status": NOT_ALIVE})
    row.registered_at = now
    row.version += 1
    row.save(update_fields=["registered_at", "version"])
    payload = {"source": row.source, "from": "file"}
    events.record("registry.elder.registered", by=by, now=now, payload=payload, **subject_of(row))
    return row
