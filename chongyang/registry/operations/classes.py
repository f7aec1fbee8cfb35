"""The classes that are in force for a file today, written by the room that keeps them by date (`groups`)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.registry.enums import Source
from chongyang.registry.models import Profile

SET = 250
"""Files set by one statement."""


@transaction.atomic
def set_classes(
    *, classes: Mapping[UUID, Sequence[str]], source: Source | None = None, on: date, by: Actor, now: datetime
) -> int:
    """Bring the files' lists of classes to these, in the entered scope; returns how many files changed.

    The file's version stays: nobody who edits it meanwhile typed these.
    """
    rows = Profile.objects.filter(id__in=classes).select_for_update(of=("self",)).order_by("id")
    changed = [row for row in rows if list(row.classes) != list(classes[row.id])]
    for row in changed:
        row.classes = list(classes[row.id])
        row.sources = row.sources | {"classes": [(source or Source.of(row.source)).value, on.isoformat()]}
    Profile.objects.bulk_update(changed, ["classes", "sources"], batch_size=SET)
    events.record_many("registry.classes.set", [_happened(row) for row in changed], by=by, now=now)
    return len(changed)


def _happened(row: Profile) -> events.Happened:
    return events.Happened(
        area=row.area,
        subject_type="registry.elder",
        subject=row.id,
        person=row.id,
        payload={"count": len(row.classes)},
    )
