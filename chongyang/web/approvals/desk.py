"""The desk: the window's queue and a department's, one run with what its reader may do, conversions."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.approvals import operations, queries
from chongyang.approvals.enums import COMPLETING, PROCESSING, SUBMITTED
from chongyang.approvals.permissions import departments_of, is_officer, is_window
from chongyang.approvals.rules import catalogue, tables
from chongyang.approvals.rules.departments import department_on, name_of
from chongyang.territory.rules.capabilities import Can
from chongyang.web.approvals import showing
from chongyang.web.approvals.doing import (
    PAGE,
    Tried,
    attempt,
    base,
    day_of,
    fact_words,
    key_of,
    said,
    shown,
    today,
)
from chongyang.web.parts.doors import opens_for, scope_of

WINDOW_SHOWS = ("waiting", "open", "done")
OFFICER_SHOWS = ("waiting", "stopped", "done", "joint")


@require_GET
@opens_for(Can.HANDLE_APPROVALS)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for me, by deadline."""
    scope, context = scope_of(request), base(request, "work")
    shows = WINDOW_SHOWS if is_window(scope) else OFFICER_SHOWS
    show = request.GET.get("show", "")
    show = show if show in shows else "waiting"
    context |= {"show": show, "is_window": is_window(scope)}
    context |= {
        "counts": queries.count_work(scope, context["now"]),
        "rows": _rows(scope, show, context["now"]),
    }
    return shown(request, "approvals/work.html", context, None)


def _rows(scope: Any, show: str, now: Any) -> list[dict[str, Any]]:
    if is_window(scope):
        return [showing.run_of(run, now) for run in queries.list_window(scope, show=show, limit=PAGE)]
    if show == "joint":
        return [showing.run_of(run, now) for run in queries.list_led(scope, PAGE)]
    return [showing.item_of(item, now) for item in queries.list_department(scope, show=show, limit=PAGE)]


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_APPROVALS)
def run(request: HttpRequest, run: UUID) -> HttpResponse:
    """One stage of a project: papers, items, notices, and what its reader may do."""
    scope = scope_of(request)
    held = queries.access_run(scope, run)
    tried = None
    if request.method == "POST":
        tried = _act(request, held)
        if tried is None:
            return redirect("approvals_run", run)
        held = queries.access_run(scope, run)
    return shown(request, "approvals/run.html", _context(request, held), tried)


def _context(request: HttpRequest, run: Any) -> dict[str, Any]:
    scope, context = scope_of(request), base(request, "work")
    now, mine = context["now"], departments_of(scope)
    items = showing.items_of(run, now)
    for one in items:
        one["is_mine"] = one["item"].department in mine
    joint = showing.joint_of(run)
    return _forms(run, scope, items, joint) | {
        **context,
        **showing.run_of(run, now),
        "facts": fact_words(run.application.facts),
        "stages": showing.stages_of(run.application, queries.list_runs(run.application)),
        "items": items,
        "papers": showing.papers_of(run, queries.list_papers_for(scope, run)),
        "documents": [showing.item_of(item, now) for item in queries.list_documents(run.application)],
        "notices": showing.notices_of(run),
        "joint": joint,
        "joint_names": queries.joint_items(run),
        "lacking": [one for one in items if one["item"].lacks],
        "held": _held_words(queries.held_place(scope, run), run),
        "today": today(),
        "timeline": showing.timeline_of(run, with_names=True),
    }


def _forms(run: Any, scope: Any, items: list[dict[str, Any]], joint: Any) -> dict[str, Any]:
    """Which forms the page holds; what another was refused for stands on top."""
    at_window, goes = is_window(scope), run.state == PROCESSING
    told = {
        "is_window": at_window,
        "may_accept": at_window and run.state == SUBMITTED,
        "may_ask": at_window and run.state in (SUBMITTED, PROCESSING) and run.asked_at is None,
        "may_turn_away": at_window and run.state in (SUBMITTED, COMPLETING),
        "can_ask": run.asked_at is None,
        "is_processing": goes,
        "convenes": bool(joint) and queries.leads(scope, run) and goes,
    }
    names = ("accept", "ask", "turn_away")
    held = {name for name in names if told[f"may_{name}"]} | (
        {"call", "close"} if told["convenes"] else set()
    )
    mine = [one["item"].name for one in items if one["is_mine"] and one["is_waiting"] and goes]
    return told | {"forms": held.union(*({name, f"permit-{name}", f"opine-{name}"} for name in mine))}


def _held_words(place: str, run: Any) -> str:
    """The place that the reader has in this case, in words."""
    known = {
        tables.APPLYING: gettext("申请人"),
        tables.WINDOW: gettext("综合窗口"),
        tables.CONVENING: gettext("联合审查召集人"),
    }
    if place in known or not place:
        return known.get(place, "")
    items = catalogue.load().stage(run.stage).items
    return next(
        (
            name_of(department_on(item.department, today(), item.duty))
            for item in items
            if tables.place_of(item) == place
        ),
        place,
    )


def _act(request: HttpRequest, run: Any) -> Tried | None:
    """The step that a form asked for; an unknown one is refused without words of its own."""
    told = said(request)
    steps = _window_steps(request, run, told) | _item_steps(request, told) | _joint_steps(request, run, told)
    found = steps.get(request.POST.get("do", ""))
    return attempt(request, *found) if found else Tried()


Steps = dict[str, tuple[Callable[[], Any], str]]


def _window_steps(request: HttpRequest, run: Any, told: dict[str, Any]) -> Steps:
    reason = request.POST.get("reason", "")[:500]
    return {
        "accept": (
            lambda: operations.accept(run=run.id, **told),
            gettext("已受理，各部门同时开始办理。"),
        ),
        "ask": (
            lambda: operations.ask_completion(run=run.id, lines=_lines(request, run), **told),
            gettext("已一次性告知补正，计时停止。"),
        ),
        "turn_away": (
            lambda: operations.turn_away(run=run.id, reason=reason, **told),
            gettext("已答复不予受理。"),
        ),
    }


def _lines(request: HttpRequest, run: Any) -> list[operations.Line]:
    """A line for each paper beside which something was written."""
    names = queries.plan_of(run).required
    words = {name: request.POST.get(f"lacks-{name}", "").strip() for name in names}
    return [operations.Line(name, text) for name, text in words.items() if text]


def _item_steps(request: HttpRequest, told: dict[str, Any]) -> Steps:
    item, words = key_of(request.POST.get("item", "")), request.POST.get("words", "")
    number, day = request.POST.get("number", ""), day_of(request.POST.get("document_on", ""))

    def opine(agrees: bool) -> Callable[[], Any]:
        return lambda: operations.opine(item=item, agrees=agrees, text=words, **told)

    return {
        "permit": (
            lambda: operations.permit(item=item, number=number, document_on=day, **told),
            gettext("许可已登记。"),
        ),
        "refuse": (
            lambda: operations.refuse(item=item, reason=words[:500], **told),
            gettext("已登记不予许可，这个阶段办结。"),
        ),
        "lack": (
            lambda: operations.note_lack(item=item, words=words[:500], **told),
            gettext("已告诉窗口，由窗口一次性告知。"),
        ),
        "opine_yes": (opine(True), gettext("意见已登记。")),
        "opine_no": (opine(False), gettext("意见已登记。")),
    }


def _joint_steps(request: HttpRequest, run: Any, told: dict[str, Any]) -> Steps:
    day, place = day_of(request.POST.get("meets_on", "")), request.POST.get("place", "")
    words = request.POST.get("words", "")[:500]

    def close(passes: bool) -> Callable[[], Any]:
        return lambda: operations.close_joint(run=run.id, passes=passes, text=words, **told)

    return {
        "call": (
            lambda: operations.call_joint(run=run.id, meets_on=day, place=place, **told),
            gettext("已召集联合审查。"),
        ),
        "pass_joint": (close(True), gettext("联合审查通过，各部门可以许可。")),
        "fail_joint": (close(False), gettext("联合审查不通过，整改后可以再次召集。")),
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_APPROVALS)
def uses(request: HttpRequest) -> HttpResponse:
    """Converted buildings: who has them on file, until when, and the copies that a department gets."""
    scope, tried = scope_of(request), None
    if request.method == "POST":
        tried = _file(request)
        if tried is None:
            return redirect("approvals_uses")
    context = base(request, "uses")
    mine = queries.filing_departments(scope, context["now"])
    context |= {
        "rows": [_building(row, mine) for row in queries.list_converted(scope)],
        "copies": [
            showing.item_of(item, context["now"]) for item in queries.list_copied(scope, context["now"])
        ],
        "is_officer": is_officer(scope),
        "may_file": bool(mine),
        "today": today(),
    }
    return shown(request, "approvals/uses.html", context, tried)


def _building(row: Any, mine: tuple[str, ...]) -> dict[str, Any]:
    filed = {filing.department: filing for filing in queries.list_filings(row)}
    return {
        "row": row,
        "filings": [
            {
                "key": key,
                "name": name_of(key),
                "filing": filed.get(key),
                "may_file": key in mine and key not in filed,
            }
            for key in catalogue.load().use.departments
        ],
        "is_over": bool(row.use_until and not row.use_changed_on and row.use_until <= today()),
    }


def _file(request: HttpRequest) -> Tried | None:
    told = {"application": key_of(request.POST.get("application", "")), **said(request)}
    day, number = day_of(request.POST.get("on", "")), request.POST.get("number", "")
    department = request.POST.get("department", "")
    if request.POST.get("do") == "changed":
        step = partial(operations.note_use_changed, changed_on=day, **told)
        return attempt(request, step, gettext("用途变更已登记，不再提醒。"))
    return attempt(
        request,
        lambda: operations.file_use(department=department, number=number, filed_on=day, **told),
        gettext("备案已登记。"),
    )
