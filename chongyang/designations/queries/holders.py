"""For whom an account may apply: the places, areas, entries of the library of projects and names that its
scope and the title allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.designations import permissions
from chongyang.designations.enums import KEYED, OF_AREA, HolderKind
from chongyang.designations.models import Application, TitleHeld
from chongyang.designations.rules.holders import plain_name
from chongyang.designations.rules.titles import Title
from chongyang.projects import queries as projects
from chongyang.projects.models import Enterprise, Project
from chongyang.providers.models import Provider
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Area
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

LISTED = 300
COUNTY = 10**6
"""Areas of one county agree in the six digits before these."""
Entries = Mapping[tuple[HolderKind, int, str], tuple[UUID, ...]]
"""Keys of entries of the library by kind, county and plain name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One holder that a form offers: its kind, its key (a row's, an area's first value) and name."""

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
    for kind in (kind for kind in KEYED if kind in title.holders and may(scope, Can.READ_PROJECTS)):
        found += [Choice(kind.value, str(row.id), row.name) for row in _listed(scope, kind)[:limit]]
    return found


def _listed(scope: Scope, kind: HolderKind) -> list[Enterprise | Project]:
    """What the library has within the account's areas."""
    if kind is HolderKind.ENTERPRISE:
        return [one.row for one in projects.list_enterprises(scope)]
    return list(projects.list_projects(scope))


def find_listed(scope: Scope, kind: HolderKind, key: UUID) -> Enterprise | Project | None:
    """An entry of the library within the account's reach that may hold a title today."""
    if not may(scope, Can.READ_PROJECTS):
        return None
    return next((row for row in _listed(scope, kind) if row.id == key), None)


def find_by_name(kind: HolderKind, name: str, area: int) -> UUID | None:
    """The key of the one entry of the county that is called like what was typed, so that a typed name and a
    chosen one are the same holder. It is asked for whoever types: the answer tells her nothing.
    """
    with enter(system_scope("holder")):
        keys = read_entries().get((kind, area // COUNTY, plain_name(name)), ())
    return keys[0] if len(keys) == 1 else None


def read_entries() -> Entries:
    """Everything in the library that may hold a title today; in the system's scope."""
    found: dict[tuple[HolderKind, int, str], tuple[UUID, ...]] = {}
    for kind in KEYED:
        for row in _listed(system_scope("holder"), kind):
            place = (kind, row.area // COUNTY, plain_name(row.name))
            found[place] = (*found.get(place, ()), row.id)
    return found


def entry_of(entries: Entries, row: TitleHeld | Application) -> UUID | None:
    """The one entry that a holder is called like."""
    keys = entries.get((HolderKind.of(row.holder_kind), row.area // COUNTY, plain_name(row.name)), ())
    return keys[0] if len(keys) == 1 else None


def list_unjoined(entries: Entries, county: int | None = None) -> list[TitleHeld | Application]:
    """Titles, then applications, whose holder could stand in the library but has no key of it: typed ones,
    and those whose entry has left it. In the system's scope.
    """
    known = {key for keys in entries.values() for key in keys}
    rule = Q(holder_kind__in=[kind.value for kind in KEYED])
    for column in KEYED.values():
        rule &= Q(**{f"{column}__isnull": True}) | ~Q(**{f"{column}__in": known})
    if county is not None:
        rule &= Q(area__range=(county * COUNTY, county * COUNTY + COUNTY - 1))
    titles = TitleHeld.objects.filter(rule).order_by("valid_from", "id")
    return [*titles, *Application.objects.filter(rule).order_by("asked_at", "id")]


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
