"""The events of the room: what happened to a duty, a letter or a matter, and nothing of what people wrote."""

from datetime import datetime
from typing import Any

from chongyang.core import events, live
from chongyang.core.scopes import Actor
from chongyang.duties.models import Escalation, Letter, Matter, Meeting, Run

Subject = Run | Letter | Matter | Meeting | Escalation
TOPIC = "duties"


def tell(kind: str, row: Subject, by: Actor, now: datetime, **payload: Any) -> None:
    """`duties.<kind>`, and a word to the boards."""
    events.record(
        f"duties.{kind}",
        by=by,
        now=now,
        area=row.area,
        subject_type=f"duties.{type(row).__name__.lower()}",
        subject=row.id,
        organisation=getattr(row, "organisation", None),
        payload=payload,
    )
    live.announce(TOPIC, area=row.area)
