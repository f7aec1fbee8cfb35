"""Enterprises with their years, investors, banks, land."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet, Sum

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.projects import permissions
from chongyang.projects.models import Attraction, BankMatch, Enterprise, Parcel, Revenue


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise with its revenue by year, the newest first."""

    row: Enterprise
    revenues: tuple[Revenue, ...]


def list_enterprises(scope: Scope, kind: str = "") -> list[Listed]:
    """The cultivation list, by name. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(Enterprise.objects.filter(left_on=None), scope)
    rows = rows.filter(kind=kind) if kind else rows
    held = rows.order_by("name", "id").prefetch_related(
        Prefetch("revenues", Revenue.objects.order_by("-year", "id"))
    )
    return [Listed(row, tuple(row.revenues.all())) for row in held]


def list_attractions(scope: Scope) -> QuerySet[Attraction]:
    """Investors, by name."""
    permissions.demand_read(scope)
    return access.visible(Attraction.objects.all(), scope).order_by("investor", "id")


def list_bank_matches(scope: Scope) -> QuerySet[BankMatch]:
    """Banks and who needs money, the newest first."""
    permissions.demand_read(scope)
    rows = BankMatch.objects.select_related("enterprise", "project")
    return access.visible(rows, scope).order_by("-met_on", "id")


@dataclass(frozen=True, slots=True)
class Land:
    """Parcels of one state: how many, how large."""

    count: int
    size_m2: Decimal


def count_land(scope: Scope) -> Mapping[str, Land]:
    """Land by state: needed, planned, supplied."""
    permissions.demand_read(scope)
    rows = access.visible(Parcel.objects.all(), scope).order_by("state").values_list("state")
    found = rows.annotate(count=Count("id"), size=Sum("size_m2"))
    return {state: Land(count, size) for state, count, size in found}


def list_parcels(scope: Scope) -> QuerySet[Parcel]:
    """Every parcel with its project, by number."""
    permissions.demand_read(scope)
    rows = access.visible(Parcel.objects.select_related("project"), scope)
    return rows.order_by("project__number", "label", "id")
