"""What is done with a call stands in the chain of events: listening, revealing, commanding."""

from datetime import datetime

from chongyang.core import events
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call, CallOpening
from chongyang.registry.enums import Purpose

LONGEST = 60


def note_opening(kind: str, row: Call, reason: str, scope: Scope, now: datetime) -> None:
    """Somebody hears a call (`recording` or `listening`): an event with a code, the words sealed apart."""
    opening = CallOpening(
        call=row, kind=kind, at=now, account=scope.actor.account, person=row.person, area=row.area
    )
    opening.why = reason.strip()[:LONGEST]
    opening.save(force_insert=True)
    told = {"recording": "hotline.recording.opened", "listening": "hotline.call.listened"}
    note(told[kind], row, scope, now, purpose=Purpose.AUDIT.value)


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
