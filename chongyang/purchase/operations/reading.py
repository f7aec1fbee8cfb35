"""That somebody opened what hangs on a person here stands in her reading log, like every part of a file."""

from datetime import datetime
from uuid import UUID

from chongyang.core import access, events
from chongyang.core.scopes import Actor, system_scope
from chongyang.registry.enums import Purpose

PART = "vouchers"


def note_reading(*, person: UUID, area: int, own: bool, by: Actor, now: datetime) -> None:
    """The elder sees it among her readings; her own look is one of her own file."""
    purpose = Purpose.OWN_FILE if own else Purpose.REVIEW
    with access.enter(system_scope("reading", actor=by)):
        events.record(
            "registry.file.read",
            by=by,
            now=now,
            area=area,
            subject_type="registry.elder",
            subject=person,
            person=person,
            purpose=purpose.value,
            payload={"fields": [PART]},
        )
