"""Sums of the library: by reporting unit, by month, by source, and envelopes against what is named."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.projects import permissions
from chongyang.projects.models import MonthReport, PlannedMoney, Project, Spending
from chongyang.projects.queries.listing import Filters, list_projects
from chongyang.projects.rules.named import Envelope, load_envelopes
from chongyang.territory.rules.reference import load_reporting_units, unit_of

CITY = "city"
MONTHS = 12


@dataclass(slots=True)
class Tally:
    """One reporting unit's projects in a year; `city` are those of no one county."""

    projects: int = 0
    by_stage: Counter[str] = field(default_factory=Counter)
    planned_fen: int = 0
    done_fen: int = 0


def tally(scope: Scope, year: int) -> dict[str, Tally]:
    """Projects by stage, planned and done investment of a year, by the key of each reporting unit, for what
    the reader reaches. Raises NotAllowed.
    """
    permissions.demand_read(scope)
    found: dict[str, Tally] = {}
    for area, stage in (
        access.visible(Project.objects.all(), scope).order_by("number").values_list("area", "stage")
    ):
        one = found.setdefault(unit_key(area), Tally())
        one.projects += 1
        one.by_stage[stage] += 1
    for area, fen in _by_area(PlannedMoney.objects.filter(year=year), "planned_fen", scope):
        found.setdefault(unit_key(area), Tally()).planned_fen += fen
    for area, fen in _by_area(MonthReport.objects.filter(month__year=year), "done_fen", scope):
        found.setdefault(unit_key(area), Tally()).done_fen += fen
    return found


def unit_key(area: int) -> str:
    """The reporting unit around an area value; `city` where it is of no one county."""
    unit = unit_of(area, load_reporting_units())
    return unit.key if unit else CITY


def _by_area(rows: QuerySet[Any], name: str, scope: Scope) -> list[tuple[int, int]]:
    found = access.visible(rows, scope).order_by("area").values_list("area")
    return list(found.annotate(fen=Sum(name)))


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a year: planned evenly over the year, done as reported, both from its beginning."""

    month: date
    done_fen: int
    planned_to_date_fen: int
    done_to_date_fen: int


def list_curve(scope: Scope, year: int, filters: Filters | None = None) -> list[Point]:
    """The investment of a year by month. A plan is of a year: its months are twelfths of it."""
    projects = list_projects(scope, filters).order_by().values("id")
    plans = PlannedMoney.objects.filter(year=year, project__in=projects)
    planned = access.visible(plans, scope).aggregate(fen=Sum("planned_fen"))["fen"] or 0
    months = MonthReport.objects.filter(month__year=year, project__in=projects)
    found = access.visible(months, scope).order_by("month").values_list("month").annotate(fen=Sum("done_fen"))
    done = dict(found)
    return _points(year, planned, done)


def _points(year: int, planned: int, done: dict[date, int]) -> list[Point]:
    points, sum_done = [], 0
    for number in range(1, MONTHS + 1):
        month = date(year, number, 1)
        sum_done += done.get(month, 0)
        points.append(Point(month, done.get(month, 0), planned * number // MONTHS, sum_done))
    return points


def list_years(scope: Scope) -> list[int]:
    """The years that have a plan or a month, the newest first."""
    permissions.demand_read(scope)
    planned = access.visible(PlannedMoney.objects.all(), scope).order_by("year")
    done = access.visible(MonthReport.objects.all(), scope).dates("month", "year")
    years = {*planned.values_list("year", flat=True).distinct(), *(day.year for day in done)}
    return sorted(years, reverse=True)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Money of one source in one year (0: of all years)."""

    year: int
    source: str
    planned_fen: int
    done_fen: int


def list_sources(scope: Scope, projects: Iterable[Project]) -> list[SourceLine]:
    """Planned and done by year and source, of projects that the reader reached."""
    permissions.demand_read(scope)
    keys = [row.id for row in projects]
    plans = access.visible(PlannedMoney.objects.filter(project__in=keys), scope).order_by("year", "source")
    planned = {
        (year, source): fen
        for year, source, fen in plans.values_list("year", "source").annotate(fen=Sum("planned_fen"))
    }
    spent = access.visible(Spending.objects.filter(report__project__in=keys), scope).order_by("id")
    done: Counter[tuple[int, str]] = Counter()
    for month, source, fen in spent.values_list("report__month", "source", "fen"):
        done[month.year, source] += fen
    pairs = sorted({*planned, *done})
    return [SourceLine(*pair, planned.get(pair, 0), done.get(pair, 0)) for pair in pairs]


@dataclass(frozen=True, slots=True)
class Filled:
    """An envelope, and what the library knows of it: the named projects and their money of its year."""

    envelope: Envelope
    projects: tuple[Project, ...]
    planned_fen: int
    done_fen: int

    @property
    def missing(self) -> int | None:
        """How many projects stand in the missing table alone; None where the text gives no number."""
        count = self.envelope.count
        return None if count is None else max(count - len(self.projects), 0)


def list_envelopes(scope: Scope) -> list[Filled]:
    """The six sums of 2014-25, each with the projects that its section names."""
    permissions.demand_read(scope)
    rows = access.visible(Project.objects.exclude(envelope=""), scope).order_by("number")
    named: dict[str, list[Project]] = {}
    for row in rows:
        named.setdefault(row.envelope, []).append(row)
    return [_filled(scope, one, named.get(one.name, [])) for one in load_envelopes()]


def _filled(scope: Scope, envelope: Envelope, projects: list[Project]) -> Filled:
    lines = [line for line in list_sources(scope, projects) if line.year == envelope.year]
    sums = sum(line.planned_fen for line in lines), sum(line.done_fen for line in lines)
    return Filled(envelope, tuple(projects), *sums)
