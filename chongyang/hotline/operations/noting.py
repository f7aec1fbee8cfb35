"""What is done with a call stands in the chain of events: listening, revealing, commanding."""

from datetime import datetime

from chongyang.core import events
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call


def note(kind: str, row: Call, scope: Scope, now: datetime, *, purpose: str = "") -> None:
    """One event about a call, by whoever the scope is."""
    events.record(
        kind,
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="call",
        subject=row.id,
        person=row.person,
        purpose=purpose,
    )
