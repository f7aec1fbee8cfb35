"""What is in force today, computed from the dated classes and the birthdays, and written into the files.

The file's list is a copy for search and rules. It can be computed again at any time; the daily round does so
for those whose classes begin or end, or whose birthday it is, since the round before.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, facts
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.groups.queries.force import classes_in_force, list_changing
from chongyang.registry import operations as registry
from chongyang.registry.enums import Source

ROUND = "groups.recomputed_on"
BATCH = 500


def bring_files_up(persons: Iterable[UUID], *, by: Actor, now: datetime, source: Source | None = None) -> int:
    """Bring the lists of these files to what is in force today; returns how many changed.

    A sanctioned crossing: the list follows from rows that were written by right, wherever the file lies.
    """
    day = timezone.localdate(now)
    with access.enter(system_scope("classes in force", actor=by)):
        wanted = classes_in_force(list(persons), day)
        return registry.set_classes(classes=wanted, source=source, on=day, by=by, now=now)


def bring_day_up(*, now: datetime, everybody: bool = False) -> int:
    """The daily round: everybody whose classes differ today from the day of the round before.

    Without a round before (or after rows came in by another way), everybody who has a class or an age for
    one. Returns how many files changed.
    """
    day = timezone.localdate(now)
    with access.enter(system_scope("classes round")):
        told = facts.get(ROUND)
        since = date.fromisoformat(told) if told and not everybody else None
        persons = list_changing(since, day)
    parts = (persons[at : at + BATCH] for at in range(0, len(persons), BATCH))
    changed = sum(_bring(part, now) for part in parts)
    with access.enter(system_scope("classes round")):
        facts.put(ROUND, day.isoformat())
    return changed


@transaction.atomic
def _bring(persons: Sequence[UUID], now: datetime) -> int:
    return bring_files_up(persons, by=SYSTEM, now=now)
