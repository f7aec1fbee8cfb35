"""A part of a person's file that another room keeps is read like the file: for a purpose, with an event."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import queries
from chongyang.registry.enums import Purpose
from chongyang.registry.models import Elder
from chongyang.registry.operations.people import subject_of
from chongyang.registry.operations.reading import glass_of, stated_purpose


@transaction.atomic
def read_part(*, elder_id: UUID, part: str, purpose: str, scope: Scope, by: Actor, now: datetime) -> Elder:
    """Write down that a part of the file (`vitals`) was opened; the elder sees it among her readings.

    Raises NotFound, NotAllowed, UnableToReveal.
    """
    elder = queries.access_elder(scope, elder_id)
    stated = stated_purpose(scope, purpose)
    events.record(
        "registry.file.read",
        by=by,
        now=now,
        purpose=stated.value,
        payload={"fields": [part], **glass_of(scope, elder, now)},
        **subject_of(elder),
    )
    return elder


def note_part(*, person: UUID, area: int, part: str, purpose: Purpose, by: Actor, now: datetime) -> None:
    """Write down that what hangs on a person in another room was opened, where that room's own rule said who
    may and for what: whoever reads need not reach the file. Her own look is `Purpose.OWN_FILE`.
    """
    with enter(system_scope("reading", actor=by)):
        events.record(
            "registry.file.read",
            by=by,
            now=now,
            area=area,
            subject_type="registry.elder",
            subject=person,
            person=person,
            purpose=purpose.value,
            payload={"fields": [part]},
        )
