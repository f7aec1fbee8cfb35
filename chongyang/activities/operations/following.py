"""What others do to enrolments: a fee arrives, somebody dies, days pass. Each is idempotent."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from chongyang.activities.enums import HELD, OPEN, Leaving, Mark, Standing
from chongyang.activities.models import Enrolment, Offering
from chongyang.activities.operations import money, moving
from chongyang.activities.operations.telling import tell
from chongyang.checkout.operations import UnableToCheckOut
from chongyang.core.access import enter, visible
from chongyang.core.hanging import Item
from chongyang.core.models import Case, Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.registry import queries as registry
from chongyang.registry.operations import UnableToLink
from chongyang.registry.operations.parting import TAKEN

log = logging.getLogger(__name__)


@transaction.atomic
def follow_paid(event: Event) -> None:
    """Handler of `checkout.bill.paid`: the place is hers. One that lapsed had its bill cancelled."""
    with enter(system_scope("enrolment")):
        key = (event.payload or {}).get("reference", "")
        found = Enrolment.objects.filter(id=UUID(key)).first() if key else None
        if found is None:
            return
        moving.hold(found.offering_id)
        row = Enrolment.objects.get(id=found.id)
        if row.state == "placed":
            _confirm(row, event.at)


def _confirm(row: Enrolment, at: datetime) -> None:
    moving.step(row, "confirm", SYSTEM, at)
    row.paid_at = at
    row.save()


def would_stop(scope: Scope, person: UUID, now: datetime) -> Sequence[str]:
    """What of courses would stop with a person."""
    rows = Enrolment.objects.filter(person__in=registry.get_cluster(person), state__in=OPEN)
    count = visible(rows, scope).count()
    if not count:
        return []
    told = ngettext("报了 %(count)s 个课程或出游", "报了 %(count)s 个课程或出游", count)
    return [told % {"count": count}]


@transaction.atomic
def stop_all(person: UUID, at: datetime) -> None:
    """A confirmed death gives every place back, and all that was paid."""
    rows = Enrolment.objects.filter(person__in=registry.get_cluster(person), state__in=OPEN)
    _each(rows, lambda row, offering: moving.leave(row, offering, Leaving.DIED, by=SYSTEM, now=at))


def _each(rows: "QuerySet[Enrolment]", act: Callable[[Enrolment, Offering], None]) -> int:
    """Do something with each of these, offerings held first and in one order, rows read again after it."""
    keys = list(rows.values_list("id", "offering"))
    held = moving.hold_many({offering for _, offering in keys})
    fresh = rows.filter(id__in=[key for key, _ in keys]).order_by("offering", "asked_at", "id")
    count = 0
    for row in fresh:
        act(row, held[row.offering_id])
        count += 1
    return count


def lapse_unpaid(*, now: datetime) -> int:
    """Places that nobody paid go to who waits; one whose payment is still on its way here is confirmed.

    Returns how many.
    """

    def lapse(row: Enrolment, offering: Offering) -> None:
        if money.forget(row, SYSTEM, now):  # under the bill's lock: a payment is before it or surplus
            _confirm(row, now)
        else:
            moving.leave(row, offering, Leaving.UNPAID, by=SYSTEM, now=now, action="lapse")

    today = timezone.localdate(now)
    return _by_offering(Enrolment.objects.filter(state="placed", pay_by__lt=today), lapse)


def _by_offering(rows: "QuerySet[Enrolment]", act: Callable[[Enrolment, Offering], None]) -> int:
    """One transaction an offering: what one refuses holds up no other."""
    with enter(system_scope("enrolment")):
        offerings = list(rows.order_by("offering").values_list("offering", flat=True).distinct())
    told = (_alone(offering, partial(_each, rows.filter(offering=offering), act)) for offering in offerings)
    return sum(told)


def _alone(offering: UUID, act: Callable[[], int]) -> int:
    """What is done with one offering, whole or not at all; why not is told in the log, without a name."""
    try:
        with enter(system_scope("enrolment")):
            return act()
    except (UnableToStep, UnableToCheckOut) as refused:
        log.error("offering %s: %s", offering, type(refused).__name__)
        return 0


def end_offerings(*, now: datetime) -> int:
    """What is over ends: who came ended, who never came was absent, who waits or never paid is let go."""
    today = timezone.localdate(now)
    with enter(system_scope("enrolment")):
        keys = list(
            Offering.objects.filter(state=Standing.OPEN, ends_on__lt=today)
            .order_by("id")
            .values_list("id", flat=True)
        )
    return sum(_alone(key, partial(_end, key, now)) for key in keys)


def _end(offering: UUID, now: datetime) -> int:
    row = moving.hold(offering)
    if row.state != Standing.OPEN:
        return 0
    row.state = Standing.ENDED.value
    row.save(update_fields=["state"])
    came = Count("marks", filter=Q(marks__mark=Mark.PRESENT.value))
    rows = Enrolment.objects.filter(offering=row, state__in=OPEN).annotate(came=came, called=Count("marks"))
    for one in rows.order_by("id"):
        _close(one, row, now)
    tell("activities.offering.ended", row, SYSTEM, now)
    return 1


def _close(row: Any, offering: Offering, now: datetime) -> None:
    if row.state == "placed" and money.forget(row, SYSTEM, now):
        _confirm(row, now)
    if row.state != "confirmed":
        why = Leaving.UNPAID if row.state in HELD else Leaving.FULL
        moving.leave(row, offering, why, by=SYSTEM, now=now, action="lapse", moves_up=False)
        return
    moving.step(row, "miss" if row.called and not row.came else "end", SYSTEM, now)
    row.save(update_fields=["state", "closed_at"])


def enrolments_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Enrolments of these people since a moment, for two who were taken for one."""
    rows = Enrolment.objects.filter(person__in=persons, asked_at__gte=since).order_by("asked_at", "id")
    return [
        Item(row.id, row.person, row.person, row.asked_at, row.number, fixed=row.closed_at is not None)
        for row in rows
    ]


@transaction.atomic
def give_enrolment(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The open place is the other person's, with its roll calls and notices. Raises UnableToLink where the
    other has one in the same offering.
    """
    with enter(system_scope("parting", actor=by)):
        found = Enrolment.objects.get(id=row)
        moving.hold(found.offering_id)
        try:
            with transaction.atomic():
                Enrolment.objects.filter(id=row).update(person=person, area=area)
        except IntegrityError:
            raise UnableToLink(TAKEN) from None
        found.marks.update(person=person, area=area)
        found.notices.update(person=person, area=area)
        Case.objects.filter(id=row).update(person=person, area=area)
        found.refresh_from_db()
        tell("activities.enrolment.given", found, by, now)
