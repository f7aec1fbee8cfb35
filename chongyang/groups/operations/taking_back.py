"""A feed no longer tells a class: its proposal lapses, and the office is asked to look at what it granted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.groups.enums import Told
from chongyang.groups.models import Membership, Proposal
from chongyang.groups.operations.classes import record
from chongyang.groups.queries.force import holds_on


@dataclass(frozen=True, slots=True)
class Gone:
    """That a source told a class of a person until a day, and tells it no more."""

    person: UUID
    kind: str
    source: str
    on: date


@transaction.atomic
def take_back_told(*, gone: Iterable[Gone], by: Actor, now: datetime) -> int:
    """Propose the end of what a feed tells no more; nothing is ended by it. Returns how many rows changed.

    An open proposal of that source lapses. A class in force that was decided before the word ended comes on
    the list of reviews today, where its office ends it or not. Twice changes nothing. For rooms above.
    """
    rows = {(one.person, one.kind): one for one in gone}
    with access.enter(system_scope("proposals", actor=by)):
        return _lapse(rows, now) + _ask_again(rows, by, now)


def _lapse(rows: dict[tuple[UUID, str], Gone], now: datetime) -> int:
    told = Proposal.objects.filter(
        person__in={person for person, _ in rows}, state="open", told_by=Told.FEED.value
    )
    done = 0
    for row in told.order_by("id"):
        one = rows.get((row.person, row.kind))
        if one is None or one.source != row.source:
            continue
        cases.perform(case=Case(id=row.id), action="lapse", by=SYSTEM, now=now, how="feed")
        row.state = "withdrawn"
        row.save(update_fields=["state"])
        done += 1
    return done


def _ask_again(rows: dict[tuple[UUID, str], Gone], by: Actor, now: datetime) -> int:
    today = timezone.localdate(now)
    later = Q(review_on=None) | Q(review_on__gt=today)
    held = Membership.objects.filter(later, holds_on(today), person__in={person for person, _ in rows})
    done = 0
    for row in held.filter(end_reason="").order_by("id").select_for_update(of=("self",)):
        one = rows.get((row.person, row.kind))
        if one is None or max(row.valid_from, timezone.localdate(row.granted_at)) > one.on:
            continue
        row.review_on = today
        row.save(update_fields=["review_on"])
        record("groups.class.doubted", row, by, now, source=one.source)
        done += 1
    return done
