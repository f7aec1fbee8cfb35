"""Reports within reach, and those that everybody may read."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from chongyang.core.scopes import Scope, intersect
from chongyang.core.words import N_
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.places import Place, load_places
from chongyang.supervision.models import Report
from chongyang.supervision.queries.assessment import NotFound
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

__all__ = [
    "NotFound",
    "access_report",
    "figure_of_reports",
    "get_published",
    "list_places",
    "list_published",
    "list_reports",
    "newest_report",
]

NONE_PUBLISHED = N_("还没有公布季度或年度报告。")
SOME_PUBLISHED = N_("已公布 %(count)s 份报告，最近一份是 %(period)s。")
MOST = 200
LISTED = ("sections",)


def list_places(scope: Scope, *, now: datetime) -> list[Place]:
    """The city and the units whose whole area is within reach: of these a reader has reports."""
    demand(scope, Can.READ_ASSESSMENT)
    reach = scope if scope.system else territory.figure_scope(scope, now=now)
    found = [place for place in load_places().values() if place.level is not Level.STREET]
    return [place for place in found if _is_within(place, reach)]


def _is_within(place: Place, reach: Scope) -> bool:
    return reach.system or intersect(place.intervals, reach.intervals) == place.intervals


def list_reports(scope: Scope, *, now: datetime) -> "QuerySet[Report]":
    """The newest first, without what they say."""
    keys = [place.key for place in list_places(scope, now=now)]
    return Report.objects.filter(place__in=keys).defer(*LISTED).order_by("-made_at", "-id")[:MOST]


def access_report(scope: Scope, report: UUID, *, now: datetime) -> Report:
    """One report. Raises NotFound for one out of reach as for one that is not there."""
    row = Report.objects.filter(id=report).first()
    if row is None or row.place not in {place.key for place in list_places(scope, now=now)}:
        raise NotFound(report)
    return row


def newest_report(period: str, place: str) -> Report | None:
    """The last edition."""
    return Report.objects.filter(period=period, place=place).order_by("-edition").first()


def list_published() -> "QuerySet[Report]":
    """What everybody may read: the published editions, the newest period first."""
    rows = Report.objects.filter(published_at__isnull=False).defer(*LISTED)
    return rows.order_by("-period", "place", "-edition")[:MOST]


def get_published(report: UUID) -> Report:
    """A published report. Raises NotFound for a draft."""
    row = Report.objects.filter(id=report, published_at__isnull=False).first()
    if row is None:
        raise NotFound(report)
    return row


def figure_of_reports(now: datetime) -> str:
    """How many are published, and the newest, for the plan's page."""
    newest = list_published().first()
    if newest is None:
        return gettext(NONE_PUBLISHED)
    count = Report.objects.filter(published_at__isnull=False).count()
    return gettext(SOME_PUBLISHED) % {"count": count, "period": newest.period}
