"""Reads of what the checks found, within a scope; exceptions that were accepted are counted apart."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from chongyang.core.access import visible
from chongyang.core.counting import STREET
from chongyang.core.integrity import Check, list_checks
from chongyang.core.models import IntegrityCount, IntegrityExcuse, IntegrityFinding, IntegrityRun
from chongyang.core.scopes import Scope

RUNS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """A check with how many rows it finds now, and how many of these were accepted as right."""

    check: Check
    value: int
    excused: int

    @property
    def open(self) -> int:
        return self.value - self.excused


@dataclass(frozen=True, slots=True)
class Line:
    """One row that a check found, and the exception that was accepted, if any."""

    row: UUID
    area: int
    person: UUID | None
    since: datetime
    excuse: IntegrityExcuse | None


def last_run() -> IntegrityRun | None:
    """The newest run over all checks that has ended."""
    return IntegrityRun.objects.filter(is_whole=True, ended_at__isnull=False).order_by("-began_at").first()


def _open_excuses(today: date) -> "QuerySet[IntegrityExcuse]":
    return IntegrityExcuse.objects.filter(ended_at=None, until__gt=today)


def count_findings(scope: Scope, today: date) -> list[Found]:
    """Every check with its counts within reach, the severe ones first; exact, also in part of a street."""
    excused = Exists(_open_excuses(today).filter(name=OuterRef("name"), row=OuterRef("row")))
    rows = visible(IntegrityFinding.objects.annotate(is_excused=excused), scope)
    grouped = rows.order_by("name").values("name")
    told = grouped.annotate(value=Count("*"), excused=Count("name", filter=Q(is_excused=True)))
    held = {row["name"]: (row["value"], row["excused"]) for row in told}
    return [Found(check, *held.get(check.name, (0, 0))) for check in list_checks()]


def count_by_county(scope: Scope, name: str) -> list[tuple[int, int]]:
    """(first area value of a county, how many), the most first; for who reaches more than one."""
    rows = visible(IntegrityFinding.objects.filter(name=name), scope)
    counted: dict[int, int] = {}
    for area, value in rows.order_by("area").values_list("area").annotate(value=Count("*")):
        county = area // 1_000_000 * 1_000_000
        counted[county] = counted.get(county, 0) + value
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def list_findings(
    scope: Scope, name: str, *, today: date, after: UUID | None = None, limit: int = 50
) -> list[Line]:
    """A page of what a check found within reach, in order of the rows' keys."""
    rows = visible(IntegrityFinding.objects.filter(name=name), scope)
    if after:
        rows = rows.filter(row__gt=after)
    page = list(rows.order_by("row")[:limit])
    excuses = visible(_open_excuses(today).filter(name=name, row__in=[row.row for row in page]), scope)
    by_row = {excuse.row: excuse for excuse in excuses.order_by("id")}
    return [Line(row.row, row.area, row.person, row.since, by_row.get(row.row)) for row in page]


def access_finding(scope: Scope, name: str, row: UUID) -> IntegrityFinding | None:
    """One finding within reach, or None."""
    return visible(IntegrityFinding.objects.filter(name=name, row=row), scope).first()


def trend(scope: Scope, names: tuple[str, ...] = ()) -> list[tuple[datetime, int]]:
    """Open findings of the newest runs over all checks, the oldest first, in whole streets within reach."""
    runs = list(
        IntegrityRun.objects.filter(is_whole=True, ended_at__isnull=False).order_by("-began_at")[:RUNS]
    )
    rows = visible(IntegrityCount.objects.filter(run__in=runs), scope)
    if not scope.system:
        whole = Q(pk__in=[])
        for first, last in scope.intervals:
            whole |= Q(area__range=(first, last - STREET + 1))
        rows = rows.filter(whole)
    if names:
        rows = rows.filter(name__in=names)
    summed = rows.order_by("run").values("run").annotate(all=Sum("value"), excused=Sum("excused"))
    held = {row["run"]: row["all"] - row["excused"] for row in summed}
    return [(run.began_at, held.get(run.id, 0)) for run in reversed(runs)]
