"""Events of offerings and enrolments, and the notices that people see. No payload names anybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chongyang.activities.enums import HELD, Told
from chongyang.activities.models import Enrolment, Lesson, Notice, Offering
from chongyang.core import events
from chongyang.core.scopes import Actor


def tell(event: str, row: Any, by: Actor, now: datetime, *, area: int = 0, **payload: Any) -> None:
    """`activities.<noun>.<verb>` of one row."""
    events.record(
        event,
        by=by,
        now=now,
        area=area or row.area,
        subject_type=event.rpartition(".")[0],
        subject=row.id,
        organisation=row.organisation,
        person=getattr(row, "person", None),
        payload=payload,
    )


def notify(
    rows: Iterable[Enrolment],
    kind: Told,
    by: Actor,
    now: datetime,
    *,
    lesson: Lesson | None = None,
    was_at: datetime | None = None,
) -> int:
    """A notice for each of these, with an event that has it sent as a message (`alerting`, matters); returns
    how many.
    """
    made = [
        Notice(
            enrolment=row,
            lesson=lesson,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            kind=kind.value,
            was_at=was_at,
            is_at=lesson.from_at if lesson else None,
            at=now,
        )
        for row in rows
    ]
    Notice.objects.bulk_create(made)
    events.record_many(
        f"activities.notice.{kind.value}_told", [_happened(row) for row in made], by=by, now=now
    )
    return len(made)


def _happened(row: Notice) -> events.Happened:
    return events.Happened(
        area=row.area,
        subject_type="activities.notice",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
    )


def held_of(offering: Offering) -> list[Enrolment]:
    """Who has a place."""
    return list(Enrolment.objects.filter(offering=offering, state__in=HELD).order_by("id"))
