"""Approvals of the demo city: projects in every state of the four stages, through the room's operations.

Nothing here is a real project or document; names and files say so. Repeatable: what stands stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Application, Item, StageRun
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.tables import place_of
from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope, system_scope
from chongyang.workshop.demo_steps import PDF
from chongyang.workshop.papers import scope_of

CLERK, WINDOW, CONVENER = "institution_clerk", "window_clerk", "approval_convener"
OFFICERS = {
    "development_reform": "approval_development",
    "planning": "approval_planning",
    "land_resources": "approval_land",
    "construction": "approval_construction",
    "fire": "approval_fire",
    "environment": "approval_environment",
    "public_security": "approval_police",
}
CIVIL = "approving_department"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAN = {"in_regulatory_plan": True}


@dataclass(frozen=True, slots=True)
class _Demo:
    """A project: how many stages are finished, what of the next one is done, how long ago it began, and its
    number in the library, where the demo has it in the stage that these permits lead to.
    """

    name: str
    finished: int
    until: str
    days: int
    facts: Mapping[str, bool] = field(default_factory=lambda: PLAN)
    library: str = ""


DEMOS = (
    _Demo("碧沙养老院新建工程（演示）", 0, "draft", 1),
    _Demo("经八路日间照料中心（演示）", 0, "submitted", 2),
    _Demo("花园护理院扩建工程（演示）", 0, "submitted", 14),
    _Demo("丰产路颐养中心（演示）", 0, "accepted", 4, {}),
    _Demo("东风渠养老公寓（演示）", 0, "half", 45),
    _Demo("文化路老年公寓（演示）", 0, "completing", 3),
    _Demo("南阳路护理院（演示）", 1, "suspended", 70),
    _Demo("金水区养老中心报建（演示）", 3, "joint", 160, PLAN | {"uses_medical_beds": False}, "2018-34-07"),
    _Demo("黄河路综合养老服务中心（演示）", 4, "", 200),
    _Demo("杜岭旧厂房改造养老院（演示）", 2, "accepted", 120, PLAN | {"is_converted": True}),
    _Demo("北林路养老院（演示）", 0, "refused", 30, {}),
    _Demo("国基路托老所（演示）", 0, "withdrawn", 12),
)


@transaction.atomic
def make_approvals(now: datetime) -> dict[str, int]:
    """How many projects were made; nothing where the demo accounts are missing. All of them or none: what
    breaks off half-way is made again.
    """
    _scope.cache_clear()
    with enter(system_scope("demo approvals")):
        if Application.objects.exists():
            return {}
    clerk = scope_of(CLERK, now)
    if clerk is None or scope_of(CONVENER, now) is None:
        return {}
    made = sum(_quietly(partial(_walk, demo, now)) for demo in DEMOS)
    _told_of_late(now)
    return {"approvals": made}


@cache
def _scope(who: str) -> Scope:
    """Asked once for each account of a run. Raises LookupError."""
    scope = scope_of(who, timezone.now())
    if scope is None:
        raise LookupError(who)
    return scope


def by_demo(operation: Callable[..., Any], who: str, at: datetime, **told: Any) -> Any:
    """An operation as a demo account, at a moment. Raises LookupError where there is no such account."""
    scope = _scope(who)
    with enter(scope):
        return operation(scope=scope, by=scope.actor, now=at, **told)


def _quietly(step: Callable[[], None]) -> bool:
    """One project that the demo's own data forbids is left out."""
    try:
        step()
    except (operations.UnableToApply, operations.UnableToHandle, UnableToStep, queries.NotFound, LookupError):
        return False
    return True


def _walk(demo: _Demo, now: datetime) -> None:
    at = now - demo.days * DAY
    form = operations.ApplicationForm(name=demo.name, facts=demo.facts, library=demo.library)
    row = by_demo(operations.begin, CLERK, at, form=form)
    for _ in range(demo.finished):
        at = _stage(row, at)
    if demo.until:
        _part(demo, row, at)
    if demo.facts.get("is_converted"):
        _file(row, at)


def _run(row: Application) -> StageRun:
    with enter(system_scope("demo approvals")):
        run = queries.current_run(Application.objects.get(id=row.id))
    if run is None:
        raise LookupError(row.name)
    return run


def _handed_in(row: Application, at: datetime) -> StageRun:
    """Papers used again where they may be, a small file for each of the rest, and to the window."""
    run = _run(row)
    with enter(system_scope("demo approvals")):
        offered = {one.paper.material: one.paper.id for one in queries.list_reusable(run, at)}
        required = queries.plan_of(run).required
    for name in required:
        if name in offered:
            by_demo(operations.reuse, CLERK, at, run=run.id, paper=offered[name])
        else:
            _paper(run, name, at)
    by_demo(operations.submit, CLERK, at, run=run.id)
    return run


def _paper(run: StageRun, name: str, at: datetime) -> None:
    told = {"run": run.id, "material": name, "chunks": [PDF], "name": f"演示-{name}.pdf"}
    by_demo(operations.attach, CLERK, at, **told)


def _stage(row: Application, at: datetime) -> datetime:
    """A whole stage; when the next one may begin."""
    run = _handed_in(row, at)
    by_demo(operations.accept, WINDOW, at + HOUR, run=run.id)
    if _joint_items(run):
        _meet(run, at + 5 * DAY)
    for place, item in enumerate(_waiting(run)):
        _permit(item, at + (place + 6) * DAY)
    return at + 15 * DAY


def _waiting(run: StageRun) -> list[Item]:
    with enter(system_scope("demo approvals")):
        return [item for item in queries.list_items(run) if item.state == "waiting"]


def _joint_items(run: StageRun) -> frozenset[str]:
    with enter(system_scope("demo approvals")):
        return queries.joint_items(run)


def _officer(item: Item) -> str:
    return OFFICERS[place_of(catalogue.load().stage(item.run.stage).item(item.name))]


def _permit(item: Item, at: datetime) -> None:
    number = f"演示〔{at:%Y}〕{item.id.hex[-6:].upper()}号"
    told = {"item": item.id, "number": number, "document_on": timezone.localdate(at)}
    by_demo(operations.permit, _officer(item), at, **told)


def _meet(run: StageRun, at: datetime, *, closes: bool = True) -> None:
    told = {"run": run.id, "meets_on": timezone.localdate(at), "place": "政务服务大厅三楼（演示）"}
    by_demo(operations.call_joint, CONVENER, at, **told)
    members = [item for item in _waiting(run) if item.name in _joint_items(run)]
    for item in members if closes else members[:1]:
        by_demo(operations.opine, _officer(item), at + HOUR, item=item.id, agrees=True, text="同意。（演示）")
    if closes:
        by_demo(
            operations.close_joint, CONVENER, at + 2 * HOUR, run=run.id, passes=True, text="通过。（演示）"
        )


def _part(demo: _Demo, row: Application, at: datetime) -> None:
    """The stage where the project stands, as far as the demo goes."""
    if demo.until == "draft":
        return _paper(_run(row), "applicant_certificate", at)
    run = _handed_in(row, at)
    lines = [operations.Line("applicant_certificate", "缺年检页。（演示）")]
    if demo.until == "completing":
        by_demo(operations.ask_completion, WINDOW, at + HOUR, run=run.id, lines=lines)
    if demo.until == "withdrawn":
        by_demo(operations.withdraw, CLERK, at + HOUR, run=run.id)
    if demo.until in ("submitted", "completing", "withdrawn"):
        return None
    by_demo(operations.accept, WINDOW, at + HOUR, run=run.id)
    return _in_hand(demo, run, lines, at + DAY)


def _in_hand(demo: _Demo, run: StageRun, lines: list[operations.Line], at: datetime) -> None:
    items = _waiting(run)
    if demo.until == "half":
        for item in items[:2]:
            _permit(item, at)
    if demo.until == "suspended":
        by_demo(operations.ask_completion, WINDOW, at, run=run.id, lines=lines)
    if demo.until == "joint":
        _meet(run, at, closes=False)
    if demo.until == "refused":
        _permit(items[0], at)
        land = next(item for item in items if item.name == "land_review")
        reason = "用地不符合土地利用总体规划。（演示）"
        by_demo(operations.refuse, _officer(land), at, item=land.id, reason=reason)


def _file(row: Application, at: datetime) -> None:
    """Two of three departments have the conversion on file: the third waits on its desk."""
    told: dict[str, Any] = {"application": row.id, "filed_on": timezone.localdate(at)}
    civil, planning = catalogue.load().use.departments[:2]
    by_demo(operations.file_use, CIVIL, at, department=civil, number="民备演示1号", **told)
    by_demo(operations.file_use, OFFICERS["planning"], at, department=planning, number="规备演示1号", **told)


def _told_of_late(now: datetime) -> None:
    with enter(system_scope("demo approvals")):
        operations.fire_deadlines(now=now)
