"""Reports: make one from the values as they are, publish one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place, load_places
from chongyang.supervision.models import Report
from chongyang.supervision.operations.errors import UnableToDo
from chongyang.supervision.queries.reports import (
    NotFound,
    access_report,
    list_places,
    newest_report,
)
from chongyang.supervision.reports_sections import Asked, Numbers, gather
from chongyang.supervision.rules.reports import digest_of
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

TOO_EARLY = N_("这个期间还没有开始，没有可以报告的数。")
PUBLISHED = N_("这一版已经公布。")
OWN = N_("报告由您生成，请由另一人公布。")
NOT_OVER = N_("期间结束之后才能公布。")
MACHINE = N_("公布须由人办理。")


class UnableToMakeReport(UnableToDo):
    """The period has not begun."""


class UnableToPublishReport(UnableToDo):
    """It is published already, its period runs, or this person may not."""


@transaction.atomic
def make_report(*, period: Period, place: str, scope: Scope, now: datetime) -> Report:
    """Keep what the values of a period say; where they say the same as the newest edition, that one is given.

    It is gathered in the system's scope with small numbers covered, so whoever makes it makes the same.
    Raises UnableToMakeReport, NotFound for a place out of reach, NotAllowed. A second or two.
    """
    held = _place(place, scope, now)
    today = timezone.localdate(now)
    if period.days.first > today:
        raise UnableToMakeReport(TOO_EARLY, "period")
    with enter(system_scope("reports", actor=scope.actor)):
        _one_at_a_time(period, place)
        day = min(period.days.last, today)
        inner = system_scope("reports")
        sections = gather(Asked(period, held, day, now, inner, Numbers(inner)))
        newest = newest_report(str(period), place)
        if newest is not None and newest.digest == digest_of(sections):
            return newest
        row = _row(period, place, newest, sections, scope, now)
        row.save(force_insert=True)
        _record("made", row, scope, now)
    return row


def _place(key: str, scope: Scope, now: datetime) -> Place:
    place = load_places().get(key)
    if place is None or place not in list_places(scope, now=now):
        raise NotFound(key)
    return place


def _one_at_a_time(period: Period, place: str) -> None:
    with connection.cursor() as cursor:
        name = f"supervision.report/{period}/{place}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _row(
    period: Period, place: str, newest: Report | None, sections: Any, scope: Scope, now: datetime
) -> Report:
    return Report(
        id=new_key(),
        period=str(period),
        place=place,
        edition=newest.edition + 1 if newest else 1,
        sections=sections,
        digest=digest_of(sections),
        made_on=timezone.localdate(now),
        made_at=now,
        made_by=scope.actor.account,
    )


@transaction.atomic
def publish_report(*, report: UUID, scope: Scope, now: datetime) -> Report:
    """Everybody may read it from now on; another person made it, and its period is over.

    Raises UnableToPublishReport, NotFound, NotAllowed.
    """
    demand(scope, Can.PUBLISH_RESULTS)
    access_report(scope, report, now=now)
    with enter(system_scope("reports", actor=scope.actor)):
        row = Report.objects.select_for_update(of=("self",)).get(id=report)
        if fault := _fault(row, scope, now):
            raise UnableToPublishReport(fault)
        row.published_at, row.published_by = now, scope.actor.account
        row.save(update_fields=["published_at", "published_by"])
        _record("disclosed", row, scope, now)
    return row


def _fault(row: Report, scope: Scope, now: datetime) -> str:
    if row.published_at is not None:
        return PUBLISHED
    if scope.actor.account is None:
        return MACHINE
    if row.made_by == scope.actor.account:
        return OWN
    return NOT_OVER if Period.read(row.period).days.last >= timezone.localdate(now) else ""


def _record(verb: str, row: Report, scope: Scope, now: datetime) -> None:
    payload = {"period": row.period, "place": row.place, "edition": row.edition, "digest": row.digest}
    events.record(
        f"supervision.report.{verb}",
        by=scope.actor,
        now=now,
        area=load_places()[row.place].intervals[0][0],
        subject_type="supervision.report",
        subject=row.id,
        payload=payload,
    )
