"""Reads of the desks: the window's queue, a department's items with their papers, led stages, copies."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from chongyang.approvals import permissions
from chongyang.approvals.enums import DRAFT, ENDED, PROCESSING, RUNNING, SUBMITTED, SUSPENDED, ItemState
from chongyang.approvals.models import (
    Application,
    Item,
    JointReview,
    Notice,
    Opinion,
    Paper,
    StageRun,
    UseFiling,
)
from chongyang.approvals.queries.applications import NOBODY, plan_of
from chongyang.approvals.queries.pages import After, NotFound, by_moment
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.departments import department_on
from chongyang.core import access
from chongyang.core.models import StageHolder
from chongyang.core.scopes import Scope, system_scope


def visible_runs(scope: Scope) -> QuerySet[StageRun]:
    """What the window or a department reaches: never a draft; a department only where it has an item."""
    if not (permissions.is_window(scope) or permissions.is_officer(scope)):
        return StageRun.objects.none()
    rows = access.visible(StageRun.objects.exclude(state=DRAFT), scope)
    if permissions.is_window(scope):
        return rows.select_related("application")
    mine = _items_of(scope).values("run")
    return rows.filter(Q(id__in=mine) | Q(id__in=_led(scope))).select_related("application")


def _items_of(scope: Scope) -> QuerySet[Item]:
    rows = access.visible(Item.objects.order_by(), scope)
    return rows.filter(department__in=permissions.departments_of(scope))


def _led(scope: Scope) -> list[UUID]:
    """Accepted runs of stages that the reader's department leads."""
    mine = permissions.departments_of(scope)
    rows = access.visible(StageRun.objects.filter(accepted_at__isnull=False), scope)
    told = {stage.name: stage.lead for stage in catalogue.load().stages}
    return [
        key
        for key, stage, at in rows.order_by("id").values_list("id", "stage", "accepted_at")
        if at and department_on(told[stage], timezone.localdate(at)) in mine
    ]


def access_run(scope: Scope, run: UUID) -> StageRun:
    """One for the desk. Raises NotFound."""
    permissions.demand_handle(scope)
    row = visible_runs(scope).filter(id=run).first()
    if row is None:
        raise NotFound(str(run))
    return row


def access_window_run(scope: Scope, run: UUID) -> StageRun:
    """One that the window may act on. Raises NotAllowed, NotFound."""
    row = access_run(scope, run)
    if not permissions.is_window(scope):
        raise permissions.NotAllowed("the one window alone does this")
    return row


def access_led_run(scope: Scope, run: UUID) -> StageRun:
    """One whose stage the reader's department leads. Raises NotFound."""
    permissions.demand_handle(scope)
    row = access.visible(StageRun.objects.filter(id=run), scope).select_related("application").first()
    if row is None or not leads(scope, row):
        raise NotFound(str(run))
    return row


def leads(scope: Scope, run: StageRun) -> bool:
    """Whether the reader's department leads the stage, by the day of its acceptance."""
    if run.accepted_at is None:
        return False
    lead = catalogue.load().stage(run.stage).lead
    return department_on(lead, timezone.localdate(run.accepted_at)) in permissions.departments_of(scope)


def access_item(scope: Scope, item: UUID) -> Item:
    """One of the reader's own department. Raises NotFound for another's."""
    permissions.demand_handle(scope)
    row = _items_of(scope).filter(id=item).select_related("run__application").first()
    if row is None:
        raise NotFound(str(item))
    return row


def list_window(
    scope: Scope, *, show: str = "waiting", limit: int = 50, after: After | None = None
) -> list[StageRun]:
    """`waiting` for the window, `open` at all, by deadline; `done` ended ones, the newest first."""
    permissions.demand_handle(scope)
    rows = visible_runs(scope) if permissions.is_window(scope) else StageRun.objects.none()
    if show == "done":
        return by_moment(rows.filter(state__in=ENDED), "ended_at", limit, after, newest=True)
    held = rows.filter(_window_waits()) if show == "waiting" else rows.filter(state__in=RUNNING)
    return by_moment(held, "due_at", limit, after, newest=False)


def _window_waits() -> Q:
    """To be accepted, or to be asked for what departments found lacking, while that may still be asked."""
    told = Item.objects.exclude(lacks="").values("run")
    return Q(state=SUBMITTED) | Q(state=PROCESSING, asked_at=None, id__in=told)


def list_department(
    scope: Scope, *, show: str = "waiting", limit: int = 50, after: After | None = None
) -> list[Item]:
    """A department's items: `waiting` with running clock by deadline, `stopped` clocks, `done`."""
    permissions.demand_handle(scope)
    rows = _items_of(scope).select_related("run__application")
    if show == "done":
        return by_moment(rows.filter(decided_at__isnull=False), "decided_at", limit, after, newest=True)
    state = PROCESSING if show == "waiting" else SUSPENDED
    held = rows.filter(state=ItemState.WAITING.value, run__state=state)
    return by_moment(held, "due_at", limit, after, newest=False)


def list_led(scope: Scope, limit: int = 50) -> list[StageRun]:
    """Stages with a joint review that the reader's department leads and that still run."""
    permissions.demand_handle(scope)
    jointly = [stage.name for stage in catalogue.load().stages if stage.joint]
    rows = visible_runs(scope).filter(state=PROCESSING, stage__in=jointly).order_by("due_at", "id")
    return [run for run in rows if leads(scope, run) and joint_items(run)][:limit]


def count_work(scope: Scope, now: datetime) -> dict[str, int]:
    """How many wait for the reader, and how many of them are late."""
    permissions.demand_handle(scope)
    runs, items = visible_runs(scope), _items_of(scope).filter(state=ItemState.WAITING.value)
    if permissions.is_window(scope):
        waiting = runs.filter(_window_waits())
        late = waiting.filter(due_at__lt=now)
        open_runs = runs.filter(state__in=RUNNING)
        return {"open": open_runs.count(), "waiting": waiting.count(), "late": late.count()}
    mine = items.filter(run__state=PROCESSING)
    return {
        "stopped": items.filter(run__state=SUSPENDED).count(),
        "waiting": mine.count(),
        "late": mine.filter(due_at__lt=now).count(),
    }


def list_papers_for(scope: Scope, run: StageRun) -> list[Paper]:
    """The papers that the reader may open: the window all, a department its items' and the common ones."""
    with access.enter(system_scope("approvals papers", actor=scope.actor)):
        rows = Paper.objects.filter(run=run).select_related("file", "first__run")
        papers = list(rows.order_by("material", "added_at", "id"))
        mine = Item.objects.filter(run=run, department__in=permissions.departments_of(scope))
        names = list(mine.order_by("id").values_list("name", flat=True))
    if permissions.is_window(scope):
        return papers
    readable = plan_of(run).reads(names)
    return [paper for paper in papers if paper.material in readable]


def access_paper(scope: Scope, paper: UUID) -> Paper:
    """One that the reader of the desk may open. Raises NotFound."""
    with access.enter(system_scope("approvals papers", actor=scope.actor)):
        held = Paper.objects.filter(id=paper).select_related("run__application").first()
    if held is None:
        raise NotFound(str(paper))
    run = access_run(scope, held.run_id)
    found = next((one for one in list_papers_for(scope, run) if one.id == paper), None)
    if found is None:
        raise NotFound(str(paper))
    return found


def access_notice(scope: Scope, notice: UUID) -> Notice:
    """A notice of the window, for the desk or for who applied. Raises NotFound."""
    with access.enter(system_scope("approvals notice", actor=scope.actor)):
        row = Notice.objects.filter(id=notice).select_related("run__application").first()
    if row is None:
        raise NotFound(str(notice))
    if scope.organisation is not None and row.organisation == scope.organisation:
        return row
    if not visible_runs(scope).filter(id=row.run_id).exists():
        raise NotFound(str(notice))
    return row


def joint_items(run: StageRun) -> frozenset[str]:
    """The items that meet: those of the joint review that neither fell away nor were permitted before, where
    at least two departments have them.
    """
    joint = catalogue.load().stage(run.stage).joint
    if joint is None:
        return frozenset()
    with access.enter(system_scope("approvals joint")):
        rows = Item.objects.filter(run=run, name__in=joint.items).exclude(
            state__in=("fallen_away", "carried")
        )
        held = dict(rows.order_by("id").values_list("name", "department"))
    return frozenset(held) if len(set(held.values())) > 1 else frozenset()


def get_joint(run: StageRun) -> JointReview | None:
    """The newest joint review of a run that was accessed."""
    with access.enter(system_scope("approvals joint")):
        return JointReview.objects.filter(run=run).order_by("-turn").first()


def list_opinions(review: JointReview) -> list[Opinion]:
    """What was said, in the order in which it was."""
    with access.enter(system_scope("approvals joint")):
        rows = Opinion.objects.filter(review=review).select_related("item")
        return list(rows.order_by("item__name", "id"))


def held_place(scope: Scope, run: StageRun) -> str:
    """The place that the reader holds in a case already; empty where none."""
    with access.enter(system_scope("approvals places", actor=scope.actor)):
        rows = StageHolder.objects.filter(case=run.id, holder=scope.actor.account or NOBODY)
        return rows.order_by("at", "id").values_list("stage", flat=True).first() or ""


def filing_departments(scope: Scope, now: datetime) -> tuple[str, ...]:
    """The departments of the plan for whose filings of conversions the reader answers."""
    mine, day = permissions.departments_of(scope), timezone.localdate(now)
    return tuple(key for key in catalogue.load().use.departments if department_on(key, day) in mine)


def access_converted(scope: Scope, application: UUID) -> Application:
    """A converted building within a department's reach. Raises NotFound."""
    permissions.demand_handle(scope)
    row = access.visible(_converted(), scope).filter(id=application).first()
    if row is None or not permissions.is_officer(scope):
        raise NotFound(str(application))
    return row


def _converted() -> QuerySet[Application]:
    """Those that were handed in at least once, so that they are more than a draft."""
    told = StageRun.objects.filter(accepted_at__isnull=False).values("application")
    return Application.objects.filter(facts__is_converted=True, id__in=told)


def list_converted(scope: Scope, limit: int = 100) -> list[Application]:
    """Converted buildings by the day on which their five years end; without one first."""
    permissions.demand_handle(scope)
    rows = (
        access.visible(_converted(), scope) if permissions.is_officer(scope) else Application.objects.none()
    )
    return list(rows.order_by("use_changed_on", "use_until", "id")[:limit])


def list_filings(row: Application) -> list[UseFiling]:
    """The filings of a building that was accessed."""
    with access.enter(system_scope("approvals use")):
        return list(UseFiling.objects.filter(application=row).order_by("department"))


def list_copied(scope: Scope, now: datetime, limit: int = 100) -> list[Item]:
    """三(八)5: planning and civil affairs get a copy of how fire items of conversions were decided."""
    permissions.demand_handle(scope)
    mine, rule = permissions.departments_of(scope), Q(pk__in=[])
    for one in catalogue.load().conditions:
        if any(mine & {key, department_on(key, timezone.localdate(now))} for key in one.copied_to):
            fact = {f"run__application__facts__{one.fact}": True}
            rule |= Q(name__in=one.copied_items, **fact)
    rows = access.visible(Item.objects.filter(rule), scope).select_related("run__application")
    return list(rows.order_by("-run__accepted_at", "id")[:limit])
