"""One project whole: its dated stages, months, problems, funds, land. Who reaches it reaches all of that."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from chongyang.core import access
from chongyang.core.queries import files
from chongyang.core.scopes import Scope, system_scope
from chongyang.projects.models import (
    Correction,
    FundNeed,
    Grant,
    MonthReport,
    Parcel,
    Photo,
    Problem,
    Project,
    Proposal,
    Spending,
    StageChange,
)
from chongyang.projects.queries.listing import Line, lines_of
from chongyang.projects.queries.money import SourceLine, list_sources
from chongyang.projects.queries.reaching import NotFound, access_project
from chongyang.projects.rules.months import due_on, late_months


@dataclass(frozen=True, slots=True)
class Month:
    """One month with the sum up to it."""

    row: MonthReport
    money: tuple[tuple[str, int], ...]
    sum_fen: int
    photos: tuple[Photo, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Fund:
    """Needed against granted of one source in one year; `missing` is never below nothing."""

    year: int
    source: str
    needed_fen: int
    granted_fen: int

    @property
    def missing_fen(self) -> int:
        return max(self.needed_fen - self.granted_fen, 0)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one project; the newest first, but for money."""

    line: Line
    changes: tuple[StageChange, ...]
    months: tuple[Month, ...]
    late: tuple[tuple[date, date], ...]
    problems: tuple[Problem, ...]
    sources: tuple[SourceLine, ...]
    funds: tuple[Fund, ...]
    grants: tuple[Grant, ...]
    parcels: tuple[Parcel, ...]
    proposals: tuple[Proposal, ...]

    @property
    def project(self) -> Project:
        return self.line.project


def get_whole(scope: Scope, project: UUID, today: date) -> Whole:
    """Raises NotAllowed, NotFound."""
    row = access_project(scope, project)
    inside = system_scope("project", actor=scope.actor)
    with access.enter(inside):
        months = _months(row)
        reported = {one.row.month for one in months}
        late = late_months(row.reports_since, reported, today) if row.reports_since else ()
        return Whole(
            line=lines_of(inside, [row])[0],
            changes=tuple(StageChange.objects.filter(project=row).order_by("-on", "-id")),
            months=months,
            late=tuple((month, due_on(month)) for month in late),
            problems=tuple(Problem.objects.filter(project=row).order_by("due_on", "id")),
            sources=tuple(list_sources(inside, [row])),
            funds=_funds(row),
            grants=tuple(Grant.objects.filter(project=row).order_by("year", "source", "id")),
            parcels=tuple(Parcel.objects.filter(project=row).order_by("label", "id")),
            proposals=tuple(Proposal.objects.filter(project=row).order_by("-proposed_at", "-id")),
        )


def _months(project: Project) -> tuple[Month, ...]:
    """The newest first, each with the sum from the beginning."""
    rows = MonthReport.objects.filter(project=project).order_by("month")
    held = rows.prefetch_related(
        Prefetch("spending", Spending.objects.order_by("source")),
        Prefetch("photos", Photo.objects.order_by("added_at", "id")),
        Prefetch("corrections", Correction.objects.order_by("corrected_at", "id")),
    )
    found, total = [], 0
    for row in held:
        total += row.done_fen
        money = tuple((one.source, one.fen) for one in row.spending.all())
        found.append(Month(row, money, total, tuple(row.photos.all()), tuple(row.corrections.all())))
    return tuple(reversed(found))


def _funds(project: Project) -> tuple[Fund, ...]:
    needed = {
        (row.year, row.source): row.needed_fen
        for row in FundNeed.objects.filter(project=project).order_by("id")
    }
    granted: Counter[tuple[int, str]] = Counter()
    for grant in Grant.objects.filter(project=project).order_by("id"):
        granted[grant.year, grant.source] += grant.amount_fen
    pairs = sorted({*needed, *granted})
    return tuple(Fund(*pair, needed.get(pair, 0), granted[pair]) for pair in pairs)


def read_photo(scope: Scope, photo: UUID) -> tuple[bytes, str] | None:
    """Bytes and type of a picture of a project within reach; None while it waits for the scanner. Raises
    NotFound, FileIsGone.
    """
    inside = system_scope("project photo", actor=scope.actor)
    with access.enter(inside):
        row = Photo.objects.select_related("file", "report").filter(id=photo).first()
    if row is None:
        raise NotFound
    access_project(scope, row.report.project_id)
    data = files.read(row.file)
    return None if data is None else (data, row.file.media_type)
