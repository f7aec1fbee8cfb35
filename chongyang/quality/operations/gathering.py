"""What went wrong becomes events of the score: found in the rooms that own it, told to the provider once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.core import access, events, workdays
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline import queries as hotline
from chongyang.quality.enums import LOWERS
from chongyang.quality.models import Rating, Sample, ScoreEvent
from chongyang.quality.rules.score import STARS_BAD, kind_of, load
from chongyang.services import queries as services
from chongyang.visits.queries import sets as visits
from chongyang.workforce import queries as workforce

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that went wrong, as its own room tells it. No person stands in it."""

    kind: str
    reference: UUID
    organisation: UUID
    area: int
    on: date
    number: str = ""
    noted_by: UUID | None = None


@transaction.atomic
def gather_events(*, now: datetime) -> int:
    """Take in what happened since and is not told yet; each is told to its provider. System scope.

    A second run finds nothing new: the database holds a thing once a kind. Returns how many.
    """
    since = now - timedelta(days=load().looked_back_days)
    with access.enter(system_scope("score events")):
        held = set(ScoreEvent.objects.filter(told_at__gte=since).values_list("kind", "reference"))
        fresh = [one for one in _found(since, now) if (one.kind, one.reference) not in held]
        rows = [_event(one, now) for one in fresh]
        known = (
            set(ScoreEvent.objects.filter(_same(rows)).values_list("kind", "reference")) if rows else set()
        )
        new = [row for row in rows if (row.kind, row.reference) not in known]
        ScoreEvent.objects.bulk_create(new, batch_size=1000)
        for row in new:
            tell("quality.event.told", row, now, kind=row.kind, points=row.points)
    return len(new)


def _same(rows: list[ScoreEvent]) -> Q:
    return Q(reference__in=[row.reference for row in rows])


def _found(since: datetime, now: datetime) -> Iterator[Found]:
    return chain.from_iterable(source(since, now) for source in SOURCES)


def _ratings(since: datetime, now: datetime) -> Iterator[Found]:
    for row in Rating.objects.filter(at__gte=since, stars__in=STARS_BAD).order_by("at", "id"):
        yield _of(STARS_BAD[row.stars], row.id, row.organisation, row.area, row.at, row.number, row.account)


def _calls(since: datetime, now: datetime) -> Iterator[Found]:
    for row in Sample.objects.filter(called_at__gte=since, outcome__in=LOWERS).order_by("called_at", "id"):
        at = row.called_at or now
        yield _of(LOWERS[row.outcome], row.id, row.organisation, row.area, at, row.number, row.called_by)


def _visits(since: datetime, now: datetime) -> Iterator[Found]:
    for told in visits.missed_rows(since):
        yield _of("missed", *told)
    for told in visits.late_rows(since, load().late_minutes):
        yield _of("late", *told)
    for told in visits.rejected_rows(since):
        yield _of("rejected", *told)


def _complaints(since: datetime, now: datetime) -> Iterator[Found]:
    for *told, finding in hotline.upheld_rows(since):
        yield _of("complaint" if finding == "upheld" else "complaint_partly", *told)


def _papers(since: datetime, now: datetime) -> Iterator[Found]:
    today = timezone.localdate(now)
    for key, organisation, area, day in workforce.expired_rows(timezone.localdate(since), today):
        yield Found(kind="certificate", reference=key, organisation=organisation, area=area, on=day)
    for key, organisation, area, at, year in services.failed_rows(since):
        yield _of("yearly_failed", key, organisation, area, at, str(year))


SOURCES: tuple[Callable[[datetime, datetime], Iterator[Found]], ...] = (
    _ratings,
    _calls,
    _visits,
    _complaints,
    _papers,
)


def _of(
    kind: str,
    reference: UUID,
    organisation: UUID,
    area: int,
    at: datetime,
    number: str = "",
    noted_by: UUID | None = None,
) -> Found:
    return Found(
        kind=kind,
        reference=reference,
        organisation=organisation,
        area=area,
        on=timezone.localdate(at),
        number=number,
        noted_by=noted_by,
    )


def _event(one: Found, now: datetime) -> ScoreEvent:
    kind = kind_of(one.kind)
    return ScoreEvent(
        organisation=one.organisation,
        area=one.area,
        kind=one.kind,
        reference=one.reference,
        number=one.number,
        on=one.on,
        points=kind.points,
        days=kind.days,
        noted_by=one.noted_by,
        told_at=now,
        appeal_until=workdays.deadline(now, load().appeal_workdays, SHANGHAI),
    )


def tell(name: str, row: ScoreEvent, now: datetime, **payload: object) -> None:
    """An event about a row of the score that its provider reads too."""
    events.record(
        name,
        by=SYSTEM,
        now=now,
        area=row.area,
        subject_type="quality.event",
        subject=row.id,
        organisation=row.organisation,
        payload=payload,
    )
