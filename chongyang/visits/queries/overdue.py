"""What became of the alarm of a visit: for the seat that has its incident, and for the provider's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from chongyang.alerting import queries as alerting
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.orders import queries as orders
from chongyang.visits.enums import Closed
from chongyang.visits.models import Missed, Visit
from chongyang.visits.rules import missed as rules
from chongyang.workforce import queries as workforce

if TYPE_CHECKING:
    from chongyang.orders.models import Order

LATE, MISSED = "visit.late", "visit.missed"


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody was there: since when, and when it was told; `is_late` by a phone without a signal."""

    order: UUID
    number: str
    at: datetime
    told_at: datetime
    is_late: bool


def came_of(incident: UUID) -> list[Came]:
    """Arrivals that ended alarms of this incident, for a reader who reached it. In the system's scope."""
    ended = (Closed.CAME.value, Closed.LATE_ENTRY.value)
    with enter(system_scope("alarm of a visit")):
        rows = list(Missed.objects.filter(incident=incident, closed_why__in=ended).order_by("due_at", "id"))
        visits = {row.order: row for row in Visit.objects.filter(order__in=[row.order for row in rows])}
    return [told for row in rows if (told := _came(row, visits.get(row.order)))]


def _came(row: Missed, visit: Visit | None) -> Came | None:
    at = (visit.arrived_at or visit.started_at) if visit else None
    if at is None or row.closed_at is None:
        return None
    is_late = row.closed_why == Closed.LATE_ENTRY.value
    return Came(row.order, row.number, at, row.closed_at, is_late)


@dataclass(frozen=True, slots=True)
class Tell:
    """One step of an alarm: when it is due, whether it was taken, and whom it reached how far."""

    minutes: int
    tells: str
    due_at: datetime
    is_taken: bool
    reached: tuple[alerting.Told, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A visit that did not begin, as its provider's desk shows it."""

    row: Missed
    order: Order | None
    carers: tuple[tuple[UUID, str], ...]
    steps: tuple[Tell, ...]


def overdue_of(rows: Sequence[Missed]) -> list[Overdue]:
    """The same with who was told, for a reader who reached these rows. In the system's scope."""
    keys = [row.order for row in rows]
    scope = system_scope("overdue visits")
    with enter(scope):
        known = orders.get_many(scope, keys)
        coming = orders.assignments_of(keys)
        names = workforce.names_of(one.carer for ones in coming.values() for one in ones)
        return [
            Overdue(
                row=row,
                order=known.get(row.order),
                carers=tuple((one.carer, names.get(one.carer, "")) for one in coming[row.order]),
                steps=_steps(row),
            )
            for row in rows
        ]


def _steps(row: Missed) -> tuple[Tell, ...]:
    return tuple(
        Tell(
            minutes=int(step.after.total_seconds()) // 60,
            tells=step.tells,
            due_at=row.due_at + step.after,
            is_taken=number < row.told,
            reached=_reached(row, step.tells) if number < row.told else (),
        )
        for number, step in enumerate(rules.steps())
    )


def _reached(row: Missed, tells: str) -> tuple[alerting.Told, ...]:
    """Whom the step's chain told; an incident is worked on by the seats, whose own page says more."""
    scope = system_scope("overdue visits")
    if tells == "carer":
        runs = {f"{LATE}:{row.order.hex}:{account.hex}" for account in row.accounts}
        found = [one for account in row.accounts for one in alerting.list_told(scope, account)]
        return tuple(one for one in found if one.delivery.run.subject_key in runs)
    return tuple(alerting.list_told(scope, row.id)) if tells == "dispatcher" else ()
