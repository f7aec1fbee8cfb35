"""Looks at persons that a visit needs, each written down: the day's addresses, pictures."""

from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.events import Happened
from chongyang.core.models import Event
from chongyang.core.queries import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.visits import queries
from chongyang.visits.models import Photo, Visit
from chongyang.visits.queries.day import ZONE, DayVisit

OPENED, PICTURE = "visits.day.opened", "visits.picture.opened"
VISIT = "visits.visit.opened"


@transaction.atomic
def note_opened(*, shown: Iterable[DayVisit], scope: Scope, now: datetime) -> None:
    """That a carer had address and telephone of these on her phone: once a day for each order."""
    wanted = {one.order: one for one in shown}
    midnight = datetime.combine(now.astimezone(ZONE).date(), time(), ZONE)
    with enter(system_scope("own day", actor=scope.actor)):
        known = Event.objects.filter(
            subject__in=list(wanted), kind=OPENED, actor_account=scope.actor.account, at__gte=midnight
        )
        noted = set(known.order_by("seq").values_list("subject", flat=True))
        fresh = [
            Happened(
                area=one.area,
                subject_type="orders.order",
                subject=one.order,
                person=one.person,
                purpose="service",
                payload={"fields": ["phone", "address"]},
            )
            for key, one in sorted(wanted.items())
            if key not in noted
        ]
        if fresh:
            events.record_many(OPENED, fresh, by=scope.actor, now=now)


@transaction.atomic
def open_visit(*, visit: UUID, scope: Scope, now: datetime) -> Visit:
    """A visit with its evidence, for who verifies. Raises NotAllowed, NotFound."""
    row = queries.access_to_verify(scope, visit)
    _look(VISIT, row.area, row.id, row.organisation, row.person, scope.actor, now)
    return row


@transaction.atomic
def show_picture(*, visit: UUID, photo: UUID, scope: Scope, now: datetime) -> tuple[bytes, str] | None:
    """The bytes of a picture and their type, for who verifies or provides; None where they went or wait for
    the virus scanner. Raises NotFound.
    """
    row = queries.access_visit(scope, visit)
    with enter(system_scope("picture", actor=scope.actor)):
        held = Photo.objects.filter(visit=row, id=photo).select_related("file").first()
        if held is None:
            raise queries.NotFound(str(photo))
        data = files.read(held.file) if held.file else None
        if data is None or held.file is None:
            return None
        _look(PICTURE, row.area, row.id, row.organisation, row.person, scope.actor, now)
        return data, held.file.media_type


def _look(
    kind: str, area: int, subject: UUID, organisation: UUID | None, person: UUID, by: Actor, now: datetime
) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=area,
        subject_type="visits.visit",
        subject=subject,
        organisation=organisation,
        person=person,
    )
