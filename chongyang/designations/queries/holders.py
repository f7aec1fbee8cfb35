"""For whom an account may apply: the places, areas and names that its scope and the title allow."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.scopes import Scope
from chongyang.designations import permissions
from chongyang.designations.enums import OF_AREA, HolderKind
from chongyang.designations.rules.titles import Title
from chongyang.providers.models import Provider
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Area

LISTED = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """One holder that a form offers: its kind, its key (a provider's, an area's first value) and name."""

    kind: str
    key: str
    name: str


def list_choices(scope: Scope, title: Title, *, limit: int = LISTED) -> list[Choice]:
    """The places and areas for which the account may ask for this title; names it may always type."""
    permissions.demand_apply(scope)
    found: list[Choice] = []
    if HolderKind.INSTITUTION in title.holders:
        rows = places_of(scope, title).order_by("area", "id")[:limit]
        found += [Choice(HolderKind.INSTITUTION.value, str(row.id), row.name) for row in rows]
    for level in (kind for kind in title.holders if kind in OF_AREA):
        areas = areas_of(scope, title, level).select_related("parent").order_by("first")[:limit]
        found += [Choice(level, str(row.first), _area_words(row)) for row in areas]
    return found


def _area_words(row: Area) -> str:
    """A community with the street that it lies in: names of communities come twice."""
    return f"{row.parent.name}·{row.name}" if row.level == "community" and row.parent else row.name


def places_of(scope: Scope, title: Title) -> "QuerySet[Provider]":
    """An institution's clerk asks for her own places; a desk for those of its area."""
    rows = Provider.objects.filter(closed_on=None)
    rows = rows.filter(kind__in=title.kinds) if title.kinds else rows
    if scope.role != Role.INSTITUTION_CLERK:
        return rows.filter(_within(scope, "area"))
    if scope.organisation is None:
        return rows.none()
    own = territory.organisation_of(scope)
    return rows.filter(Q(organisation=own.id) | Q(organisation=None, name=own.name, area=own.area))


def areas_of(scope: Scope, title: Title, level: str) -> "QuerySet[Area]":
    """Areas of a level that lie wholly in the desk's; an institution has none."""
    rows = Area.objects.filter(level=level)
    rows = rows.filter(kind__in=title.kinds) if title.kinds else rows
    if scope.role == Role.INSTITUTION_CLERK:
        return rows.none()
    inside = Q(pk__in=[])
    for first, last in scope.intervals:
        inside |= Q(first__gte=first, last__lte=last)
    return rows if scope.system else rows.filter(inside)


def _within(scope: Scope, name: str) -> Q:
    rule = Q(pk__in=[])
    for interval in scope.intervals:
        rule |= Q(**{f"{name}__range": interval})
    return Q() if scope.system else rule


def find_place(scope: Scope, title: Title, key: UUID) -> Provider | None:
    return places_of(scope, title).filter(id=key).first()


def find_area(scope: Scope, title: Title, level: str, first: int) -> Area | None:
    return areas_of(scope, title, level).filter(first=first).first()
