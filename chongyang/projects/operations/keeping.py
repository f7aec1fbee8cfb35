"""Projects that people bring into the library, and what they tell of one."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.projects import permissions, queries
from chongyang.projects.models import (
    FundNeed,
    Grant,
    MonthReport,
    Parcel,
    Photo,
    PlannedMoney,
    Problem,
    Project,
    Proposal,
    Reminder,
    Spending,
)
from chongyang.projects.operations.errors import refuse, refuse_faults
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules import told as words
from chongyang.projects.rules.ground import is_in_city
from chongyang.projects.rules.named import wording
from chongyang.projects.rules.told import ProjectTold

COUNTY, CITY = 10**6, 10**8
NEWEST = """SELECT coalesce(max(split_part(number, '-', 2)::int), 0) FROM projects_project
WHERE number LIKE %s"""
NO_CLAUSE = N_("没有这一条款。")
COLUMNS = (
    *("name", "sector", "owner", "owner_key", "leader", "place", "longitude", "latitude"),
    *("site_m2", "floor_m2", "beds", "starts_on", "ends_on", "clause", "note"),
)
OF_THE_PLAN = ("name", "clause")
"""What the plan says of a named project stays as the plan says it."""


@transaction.atomic
def add_project(
    *, told: ProjectTold, scope: Scope, by: Actor, now: datetime, is_synthetic: bool = False
) -> Project:
    """Bring a project into the reserve. Raises UnableToKeepProject, NotAllowed."""
    permissions.demand_keep(scope)
    told = _checked(told, scope)
    today = timezone.localdate(now)
    row = Project.objects.create(
        number=_next_number(today.year),
        area=told.area,
        is_area_confirmed=True,
        stage_since=today,
        listed_on=today,
        is_synthetic=is_synthetic,
        **{name: getattr(told, name) for name in COLUMNS},
    )
    tell("projects.project.added", row, by, now)
    return row


@transaction.atomic
def describe_project(*, project: UUID, told: ProjectTold, scope: Scope, by: Actor, now: datetime) -> Project:
    """Tell what is known of it, its place as well; rows beside it move with its area. Raises NotFound,
    UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    row = lock(scope, project)
    kept = replace(told, name=row.name, clause=row.clause) if row.document else told
    told = _checked(kept, scope)
    changed = [name for name in (*COLUMNS, "area") if getattr(row, name) != getattr(told, name)]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, getattr(told, name))
    row.is_area_confirmed = row.is_area_confirmed or "area" in changed
    row.save(update_fields=[*changed, "is_area_confirmed"])
    if "area" in changed:
        _move_rows(row)
    tell("projects.project.described", row, by, now, fields=sorted(changed))
    return row


def lock(scope: Scope, project: UUID) -> Project:
    """The row, held until the commit: one after the other changes a project."""
    row = queries.access_project(scope, project)
    return Project.objects.select_for_update(of=("self",)).get(id=row.id)


def first_code(area: int) -> int:
    """The first code of the county around an area value, or the city's own: 410185002003 → 410185000000."""
    return area // COUNTY * COUNTY


def _checked(told: ProjectTold, scope: Scope) -> ProjectTold:
    """What was told, tidied. Raises UnableToKeepProject."""
    refuse_faults(words.fault_of_project(told))
    if told.clause and not wording(told.clause):
        refuse("clause", NO_CLAUSE)
    if told.longitude is not None and not is_in_city(told.longitude, told.latitude or 0):
        refuse("longitude", words.POINT)
    if not is_of_city(told.area) or not scope.covers(told.area):
        refuse("area", words.AREA)
    sizes: dict[str, Any] = {name: _rounded(getattr(told, name)) for name in ("site_m2", "floor_m2")}
    texts = {name: getattr(told, name).strip() for name in ("name", "owner", "leader", "place", "note")}
    return replace(told, **texts, **sizes)


def is_of_city(area: int) -> bool:
    """Whether an area value lies in this city's tree."""
    return area // CITY == 4101


def _rounded(size: Decimal | None) -> Decimal | None:
    return size.quantize(Decimal("0.01")) if size is not None else None


def _next_number(year: int) -> str:
    """P2026-0001: one after the other in a year, whoever may see the others."""
    with access.enter(system_scope("project number")), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('projects.number', 0))")
        cursor.execute(NEWEST, [f"P{year}-%"])
        return f"P{year}-{cursor.fetchone()[0] + 1:04d}"


def _move_rows(row: Project) -> None:
    """What may still be changed moves along; what was written for good is read through its project."""
    for model in (PlannedMoney, MonthReport, Problem, FundNeed, Grant, Parcel, Proposal, Reminder):
        model.objects.filter(project=row).update(area=row.area)
    for below in (Spending, Photo):
        below.objects.filter(report__project=row).update(area=row.area)
