"""Whom to visit: households that suggest a class nobody has seen yet, and classes due again."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Interval, Scope
from chongyang.groups import permissions
from chongyang.groups.models import Member, Membership, Visit
from chongyang.groups.queries.classes import Place
from chongyang.groups.queries.force import holds_on
from chongyang.registry import queries as registry


def visible_visits(scope: Scope) -> QuerySet[Visit]:
    rows = Visit.objects.all()
    return access.visible(rows, scope) if permissions.may_read(scope) else rows.none()


def list_visits(scope: Scope, person: UUID, limit: int = 20) -> list[Visit]:
    """The visits of a person, the newest first. Raises NotFound."""
    cluster = registry.get_cluster(registry.access_elder(scope, person))
    return list(visible_visits(scope).filter(person__in=cluster).order_by("-visited_on", "-id")[:limit])


def _candidates(scope: Scope, kind: str, day: date, within: Interval | None) -> QuerySet[Member]:
    rows = access.visible(Member.objects.filter(left_on=None, suggests__contains=[kind]), scope)
    rows = rows.filter(area__range=within) if within else rows
    same = Q(person=OuterRef("person"), kind=kind)
    seen = Visit.objects.filter(same, again_on__gt=day)
    return rows.filter(~Exists(Membership.objects.filter(same & holds_on(day))), ~Exists(seen))


def list_candidates(
    scope: Scope,
    kind: str,
    day: date,
    *,
    within: Interval | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Member]:
    """Elders whose household suggests a class by visit that they are not of, and who were not seen lately.

    Raises NotAllowed.
    """
    permissions.demand_list(scope)
    rows = _candidates(scope, kind, day, within)
    if after:
        area, person = after
        rows = rows.filter(Q(area__gt=area) | Q(area=area, person__gt=person))
    return list(rows.order_by("area", "person")[:limit])


def count_candidates(scope: Scope, kind: str, day: date) -> int:
    permissions.demand_list(scope)
    return _candidates(scope, kind, day, None).count()
