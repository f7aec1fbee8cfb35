"""A carer in two places: visits at different doors that share a moment are both marked."""

from datetime import datetime
from uuid import UUID

from chongyang.core import events
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders import queries as orders
from chongyang.roads.rules.travel import haversine
from chongyang.visits.enums import Mark
from chongyang.visits.models import Visit
from chongyang.visits.rules.conflicts import overlaps
from chongyang.visits.rules.settings import settings


def mark_two_places(visit: Visit) -> list[Visit]:
    """Mark this visit and those others of its people at which they were said to be at the same time.

    A verdict that was given already stays; the mark is shown beside it. Returns the others.
    """
    stay = _stay(visit)
    if stay is None:
        return []
    rows = Visit.objects.filter(
        accounts__overlap=visit.accounts, ended_at__gt=stay[0], arrived_at__lt=stay[1]
    ) | Visit.objects.filter(
        accounts__overlap=visit.accounts, ended_at__gt=stay[0], started_at__lt=stay[1], arrived_at=None
    )
    found = [row for row in rows.exclude(id=visit.id).order_by("id") if _is_elsewhere(visit, row, stay)]
    for row in (visit, *found) if found else ():
        _mark(row)
    return found


def _stay(visit: Visit) -> tuple[datetime, datetime] | None:
    begun = visit.arrived_at or visit.started_at
    return (begun, visit.ended_at) if begun and visit.ended_at else None


def _is_elsewhere(visit: Visit, other: Visit, stay: tuple[datetime, datetime]) -> bool:
    theirs = _stay(other)
    if theirs is None or not overlaps(stay, theirs) or other.person == visit.person:
        return False
    return _metres(visit.order, other.order) > float(settings("score")["place"]["metres"])


def _metres(one: UUID, other: UUID) -> float:
    """Between the doors of two orders; doors that are not known are two."""
    rows = orders.get_many(system_scope("two places"), [one, other])
    points = [(row.longitude, row.latitude) for row in rows.values()]
    known = [(lon, lat) for lon, lat in points if lon is not None and lat is not None]
    return haversine(known[0], known[1]) if len(known) == 2 else float("inf")


def _mark(row: Visit) -> None:
    if Mark.TWO_PLACES in row.marks:
        return
    row.marks = sorted([*row.marks, Mark.TWO_PLACES.value])
    row.save(update_fields=["marks"])
    events.record(
        "visits.visit.marked",
        by=SYSTEM,
        now=row.last_received_at,
        area=row.area,
        subject_type="visits.visit",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload={"mark": Mark.TWO_PLACES.value},
    )
