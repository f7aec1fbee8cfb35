"""The events of the room: what happened to a decision, an account or a purchase, and nothing of whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.purchase.models import Entitlement


def tell(verb: str, row: Entitlement, by: Actor, now: datetime, **payload: Any) -> None:
    """What happened beside the steps of the case, which tell themselves."""
    tell_of(f"purchase.decision.{verb}", row.id, row.area, by, now, person=row.person, **payload)


def tell_of(
    kind: str,
    subject: UUID,
    area: int,
    by: Actor,
    now: datetime,
    *,
    person: UUID | None = None,
    organisation: UUID | None = None,
    **payload: Any,
) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=area,
        subject_type=kind.rpartition(".")[0],
        subject=subject,
        organisation=organisation,
        person=person,
        payload=payload,
    )
