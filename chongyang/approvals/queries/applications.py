"""Reads of who applies: an organisation's own applications, runs and papers. Applicants have no areas."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from chongyang.approvals import permissions
from chongyang.approvals.enums import DRAFT
from chongyang.approvals.models import Application, Item, Notice, Paper, StageRun
from chongyang.approvals.queries.pages import After, NotFound, by_moment
from chongyang.approvals.rules import catalogue, planning
from chongyang.approvals.rules.papers import is_usable, usable_until
from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope

NOBODY = UUID(int=0)
M = TypeVar("M", bound=Model)


def _own(scope: Scope) -> Q:
    return Q(organisation=scope.organisation or NOBODY)


def _access(rows: "QuerySet[M]", scope: Scope, key: UUID) -> M:
    """One row of the applicant's organisation. Raises NotFound."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own approvals", actor=scope.actor)):
        row = rows.filter(_own(scope), id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


def access_own(scope: Scope, application: UUID) -> Application:
    """An application of one's own. Raises NotFound."""
    return _access(Application.objects.all(), scope, application)


def access_own_run(scope: Scope, run: UUID) -> StageRun:
    """A stage of one's own. Raises NotFound."""
    return _access(StageRun.objects.select_related("application"), scope, run)


def access_own_paper(scope: Scope, paper: UUID) -> Paper:
    """A paper of one's own. Raises NotFound."""
    return _access(Paper.objects.select_related("file", "run"), scope, paper)


def list_mine(scope: Scope, *, limit: int = 50, after: After | None = None) -> list[Application]:
    """What the organisation asked for, the newest first."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own approvals", actor=scope.actor)):
        return by_moment(Application.objects.filter(_own(scope)), "asked_at", limit, after, newest=True)


def current_run(row: Application) -> StageRun | None:
    """The newest turn of the stage where it stands; the application was accessed."""
    with access.enter(system_scope("approvals")):
        rows = StageRun.objects.filter(application=row, stage=row.stage).select_related("application")
        return rows.order_by("-turn").first()


def list_runs(row: Application) -> list[StageRun]:
    """All turns in their order; the application was accessed."""
    with access.enter(system_scope("approvals")):
        rows = StageRun.objects.filter(application=row).select_related("application")
        return list(rows.order_by("begun_at", "id"))


def plan_of(run: StageRun) -> planning.StagePlan:
    """What its stage asks for what is told of the project."""
    told = catalogue.load()
    return planning.plan(told, told.stage(run.stage), run.application.facts)


def list_papers(run: StageRun) -> list[Paper]:
    """The papers of a run that was accessed, by material and time."""
    with access.enter(system_scope("approvals")):
        rows = Paper.objects.filter(run=run).select_related("file", "first__run")
        return list(rows.order_by("material", "added_at", "id"))


def list_items(run: StageRun) -> list[Item]:
    """The items of a run that was accessed, in the order of the stage."""
    order = {item.name: place for place, item in enumerate(catalogue.load().stage(run.stage).items)}
    with access.enter(system_scope("approvals")):
        rows = Item.objects.filter(run=run).select_related("former__run", "run").order_by("id")
        return sorted(rows, key=lambda item: order[item.name])


def list_notices(run: StageRun) -> list[Notice]:
    """What the window printed for a run that was accessed."""
    with access.enter(system_scope("approvals")):
        return list(Notice.objects.filter(run=run).order_by("made_at", "id"))


def list_documents(row: Application) -> list[Item]:
    """What was permitted so far, with numbers and days: later stages need no copy of these."""
    with access.enter(system_scope("approvals")):
        rows = Item.objects.filter(run__application=row, state="permitted").select_related("run")
        return list(rows.order_by("decided_at", "id"))


@dataclass(frozen=True, slots=True)
class Reusable:
    """A paper of an earlier stage, and until when it may be used again (None: while the project runs)."""

    paper: Paper
    until: date | None


def list_reusable(run: StageRun, now: datetime) -> list[Reusable]:
    """What was handed in before for this project and may be used in this run; the newest of each material."""
    wanted = {one.material.name: one.material for one in plan_of(run).papers if one.spared_by is None}
    with access.enter(system_scope("approvals")):
        rows = Paper.objects.filter(application=run.application_id, material__in=wanted)
        held = rows.exclude(run=run).exclude(run__state=DRAFT).select_related("file", "run", "first")
        newest = {paper.material: paper for paper in held.order_by("handed_at", "added_at", "id")}
        here = set(Paper.objects.filter(run=run).values_list("file", flat=True))
    today = timezone.localdate(now)
    return [
        Reusable(paper, usable_until(wanted[name], _handed(paper)))
        for name, paper in sorted(newest.items())
        if paper.file_id not in here
        and is_usable(wanted[name], _handed(paper), today, same_stage=_same(paper, run))
    ]


def _handed(paper: Paper) -> date:
    return timezone.localdate(paper.handed_at)


def _same(paper: Paper, run: StageRun) -> bool:
    return bool(paper.run.stage == run.stage)


def count_mine(scope: Scope) -> dict[str, Any]:
    """How many of one's own are open, and how many wait for oneself."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own approvals", actor=scope.actor)):
        runs = StageRun.objects.filter(_own(scope), application__state="open")
        waiting = runs.filter(state__in=(DRAFT, "completing", "suspended"))
        return {
            "open": Application.objects.filter(_own(scope), state="open").count(),
            "waiting": waiting.count(),
        }
