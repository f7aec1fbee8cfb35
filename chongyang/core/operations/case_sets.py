"""One step of many cases at once, by the program: a few statements, the same rows as one by one.

For steps without stage, quorum, facts and hooks: what a person decides is never done in sets.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import bulk, events
from chongyang.core.events import Happened
from chongyang.core.lifecycles import registry
from chongyang.core.lifecycles.hooks import hooks_for
from chongyang.core.lifecycles.table import Lifecycle
from chongyang.core.models import Case, Step
from chongyang.core.scopes import SYSTEM


@transaction.atomic
def step_all(
    *, lifecycle: str, cases: Sequence[UUID], action: str, now: datetime, hooked: bool = False
) -> list[UUID]:
    """The cases that took the step; one that stands elsewhere is left. `hooked`: the caller does for all of
    them what the hooks of the action do for one. Raises ValueError for a step that is more than this: a
    stage, a quorum, a need, a hook that nobody does.
    """
    rows = Case.objects.filter(id__in=cases, lifecycle=lifecycle).order_by("id")
    held = [(row, registry.get(row.lifecycle, row.version)) for row in rows.select_for_update(of=("self",))]
    for table in {table.version: table for _, table in held}.values():
        _demand_plain(table, action, hooked)
    moved = [(row, table, row.state) for row, table in held if row.state in table.action(action).sources]
    for row, table, source in moved:
        _move(row, table, table.action(action).target_from(source), now)
    columns = ["state", "entered_at", "entered_number", "ended_at", "last_number", "due_at"]
    Case.objects.bulk_update([row for row, _, _ in moved], [*columns, "timed_from", "timers_fired"])
    bulk.create([_step(row, source, action, now) for row, _, source in moved])
    told = [_happened(row, source) for row, _, source in moved]
    events.record_many(f"{lifecycle}.{action}", told, by=SYSTEM, now=now)
    return [row.id for row, _, _ in moved]


def _demand_plain(table: Lifecycle, action: str, hooked: bool) -> None:
    way = table.action(action)
    if way.stage and table.deciding and not way.by_system:
        raise ValueError(f"{action} belongs to a person")
    hooks = hooks_for(table.name, action) and not hooked
    if way.quorum != 1 or way.needs or hooks or not way.by_system:
        raise ValueError(f"{action} is more than a step")


def _move(row: Case, table: Lifecycle, target: str, now: datetime) -> None:
    row.last_number += 1
    row.state, row.entered_at, row.entered_number = target, now, row.last_number
    row.ended_at = now if table.state(target).final else None
    row.timed_from, row.timers_fired = now, 0
    firings = table.schedule(target, row.pace)
    row.due_at = now + firings[0][0] if firings else None


def _step(row: Case, source: str, action: str, now: datetime) -> Step:
    return Step(
        case=row,
        number=row.last_number,
        action=action,
        source=source,
        target=row.state,
        actor_kind=SYSTEM.kind,
        actor_label=SYSTEM.label,
        at=now,
        area=row.area,
        organisation=row.organisation,
        person=row.person,
    )


def _happened(row: Case, source: str) -> Happened:
    payload = {"number": row.last_number, "source": source, "target": row.state, "stage": None, "how": ""}
    return Happened(
        area=row.area,
        subject_type="core.case",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload=payload,
    )
