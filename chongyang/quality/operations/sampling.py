"""A share of the finished orders of each week is called back; who called writes down what she said."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.orders.models import Order
from chongyang.orders.queries import get_many
from chongyang.orders.queries.sets import helped_between
from chongyang.quality import permissions, queries
from chongyang.quality.enums import Channel, SampleOutcome
from chongyang.quality.models import Rating, Sample
from chongyang.quality.operations.errors import CALLED, OUTCOME, UnableToJudge
from chongyang.quality.operations.rating import MOST, keep, refuse_own
from chongyang.quality.rules import samples
from chongyang.quality.rules.score import load
from chongyang.territory import queries as territory


def span_of(first: date, until: date) -> tuple[datetime, datetime]:
    """Two midnights of the city."""
    zone = timezone.get_default_timezone()
    return datetime.combine(first, time(), zone), datetime.combine(until, time(), zone)


@transaction.atomic
def draw_samples(*, now: datetime) -> int:
    """Draw of the week before this one; a second run draws nothing. System scope. Returns how many."""
    first, until = samples.week_before(timezone.localdate(now))
    with access.enter(system_scope("samples")):
        if Sample.objects.filter(week=first).exists():
            return 0
        found: dict[UUID, list[Order]] = defaultdict(list)
        for row in helped_between(*span_of(first, until)):
            if row.organisation:
                found[row.organisation].append(row)
        scores = queries.scores_of(found, timezone.localdate(now))
        low = load().warning_below
        drawn = [
            row for who in sorted(found) for row in _of(found[who], first, is_low=scores[who].tenths < low)
        ]
        Sample.objects.bulk_create([_sample(row, first, now) for row in drawn], batch_size=1000)
        if drawn:
            _tell_drawn(first, len(drawn), now)
        return len(drawn)


def _of(orders: list[Order], week: date, *, is_low: bool) -> list[Order]:
    by_key = {row.id: row for row in orders}
    return [by_key[key] for key in samples.draw(by_key, week, is_low=is_low)]


def _sample(row: Order, week: date, now: datetime) -> Sample:
    assert row.organisation
    return Sample(
        order=row.id,
        number=row.number,
        person=row.person,
        area=row.area,
        organisation=row.organisation,
        item=row.item,
        week=week,
        drawn_at=now,
        due_on=timezone.localdate(now) + timedelta(days=samples.load().call_days),
    )


def _tell_drawn(week: date, count: int, now: datetime) -> None:
    events.record(
        "quality.sample.drawn",
        by=SYSTEM,
        now=now,
        area=territory.city_interval()[0],
        subject_type="quality.sample",
        payload={"week": week.isoformat(), "orders": count},
    )


@transaction.atomic
def record_call(
    *,
    sample: UUID,
    outcome: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    stars: int = 0,
    note: str = "",
) -> Sample:
    """What she said; with stars it is her rating too, where none stands. Raises UnableToJudge, NotFound."""
    account = permissions.account_of(by)
    held = queries.access_sample(scope, sample)
    if outcome not in set(SampleOutcome):
        raise UnableToJudge(OUTCOME)
    with access.enter(system_scope("call back", actor=by)):
        refuse_own(held.organisation, by, now)
        row = Sample.objects.select_for_update(of=("self",)).get(id=held.id)
        if row.outcome:
            raise UnableToJudge(CALLED)
        row.outcome, row.called_by, row.called_at = outcome, account, now
        row.note = note.strip()[:MOST]
        row.save()
        _rate(row, stars, by, now)
        _tell_called(row, by, now)
    return row


def _rate(row: Sample, stars: int, by: Actor, now: datetime) -> None:
    if (
        stars
        and row.outcome != SampleOutcome.NOT_REACHED
        and not Rating.objects.filter(order=row.order).exists()
    ):
        order = get_many(system_scope("call back", actor=by), [row.order])[row.order]
        keep(order, stars, "", Channel.CALL, by, now)


def _tell_called(row: Sample, by: Actor, now: datetime) -> None:
    events.record(
        "quality.sample.called_back",
        by=by,
        now=now,
        area=row.area,
        subject_type="quality.sample",
        subject=row.id,
        person=row.person,
        organisation=row.organisation,
        payload={"outcome": row.outcome},
    )
