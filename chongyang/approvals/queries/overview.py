"""How the four stages go: by county and stage, what is late, and how many working days they took."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from chongyang.approvals import permissions
from chongyang.approvals.enums import DRAFT, ENDED, PERMITTED, PROCESSING, STOPPED, ItemState
from chongyang.approvals.models import Item, StageRun
from chongyang.core import access
from chongyang.core.measuring import Days
from chongyang.core.scopes import Scope
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules import reference
from chongyang.territory.rules.capabilities import Can

CITY = "city"


@dataclass(slots=True)
class Tally:
    """One stage in one place. `open`, `stopped` and `late` are of now, the rest of the period.

    `workdays` are what all finished ones took together; `share_in_time` is None where none was finished.
    """

    open: int = 0
    stopped: int = 0
    late: int = 0
    permitted: int = 0
    refused: int = 0
    in_time: int = 0
    workdays: int = 0

    @property
    def average(self) -> float | None:
        return round(self.workdays / self.permitted, 1) if self.permitted else None

    @property
    def share_in_time(self) -> float | None:
        return round(100 * self.in_time / self.permitted, 1) if self.permitted else None


def overview_scope(scope: Scope, now: datetime) -> Scope:
    """The areas whose stages a reader looks over; a leader without areas has those of the post."""
    permissions.demand_overview(scope)
    if not scope.intervals and may(scope, Can.READ_FIGURES):
        return territory.figure_scope(scope, now=now)
    return replace(scope, organisation=None)


def tally(scope: Scope, period: Days, now: datetime) -> dict[str, dict[str, Tally]]:
    """By the key of a reporting unit (and `city` for the sum), then by stage."""
    held = overview_scope(scope, now)
    counted: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    with access.enter(held):
        rows = access.visible(StageRun.objects.exclude(state=DRAFT), held)
        late = _late_runs(held, now)
        for run in rows.order_by("id").iterator():
            for place in (CITY, _unit(run.area)):
                _count(counted[place][run.stage], run, period, is_late=run.id in late)
    return {place: dict(stages) for place, stages in counted.items()}


def _unit(area: int) -> str:
    unit = reference.unit_of(area, reference.load_reporting_units())
    return unit.key if unit else ""


def _count(told: Tally, run: StageRun, period: Days, *, is_late: bool) -> None:
    if run.state not in ENDED:
        told.open += 1
        told.stopped += run.state in STOPPED
        told.late += is_late
        return
    first, until = period.words["first_at"], period.words["until_at"]
    if run.ended_at is None or not first <= run.ended_at < until:
        return
    told.refused += run.state == "refused"
    if run.state == PERMITTED:
        told.permitted += 1
        told.in_time += bool(run.is_in_time)
        told.workdays += run.used_workdays or 0


def _late_runs(scope: Scope, now: datetime) -> set[object]:
    """Runs that are late themselves, or have a late item."""
    rows = access.visible(StageRun.objects.exclude(state__in=(*ENDED, DRAFT, *STOPPED)), scope)
    items = _late_items(scope, now).values_list("run", flat=True)
    return {*rows.filter(due_at__lt=now).order_by("id").values_list("id", flat=True), *items.order_by("id")}


def _late_items(scope: Scope, now: datetime) -> QuerySet[Item]:
    rows = access.visible(Item.objects.order_by(), scope)
    return rows.filter(state=ItemState.WAITING.value, run__state=PROCESSING, due_at__lt=now)


@dataclass(frozen=True, slots=True)
class Late:
    """Something that somebody should have done: the window where there is no item."""

    number: str
    name: str
    area: int
    stage: str
    item: str
    department: str
    due_at: datetime
    escalated_at: datetime | None


def list_late(scope: Scope, now: datetime, limit: int = 100) -> list[Late]:
    """What is late at the window or in a department, the longest first."""
    held = overview_scope(scope, now)
    with access.enter(held):
        found = sorted(_late(held, now, limit), key=lambda one: (one.due_at, one.number, one.item))
    return found[:limit]


def _late(scope: Scope, now: datetime, limit: int) -> Iterator[Late]:
    runs = access.visible(StageRun.objects.filter(state="submitted", due_at__lt=now), scope)
    for run in runs.select_related("application").order_by("due_at", "id")[:limit]:
        yield _told(run, "", "", run.due_at, run.escalated_at)
    items = _late_items(scope, now).select_related("run__application").order_by("due_at", "id")[:limit]
    for item in items:
        yield _told(item.run, item.name, item.department, item.due_at, item.escalated_at)


def _told(
    run: StageRun, item: str, department: str, due_at: datetime | None, told_at: datetime | None
) -> Late:
    assert due_at is not None
    row = run.application
    return Late(row.number, row.name, row.area, run.stage, item, department, due_at, told_at)
