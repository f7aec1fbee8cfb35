"""The desk: what waits with its days, and one case with its score sheet, notice and objections."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.designations import operations, queries
from chongyang.designations.enums import Kind
from chongyang.designations.rules import flows
from chongyang.designations.rules.titles import get_title, load_titles
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.designations import shown
from chongyang.web.designations.doing import (
    PAGE,
    act,
    asked_day,
    base,
    key_of,
    points_of,
    private,
    said,
    status_of,
    text_of,
)
from chongyang.web.parts.doors import opens_for, scope_of

SHOWS = ("mine", "late", "open", "done")


@require_GET
@opens_for(Can.HANDLE_DESIGNATIONS)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for my role, what came up late, everything open, what is done."""
    scope, asked = scope_of(request), request.GET.get("show", "mine")
    show = asked if asked in SHOWS else "mine"
    key = request.GET.get("title", "")
    key = key if key in {one.key for one in load_titles()} else ""
    context = base(request, "work")
    context |= {
        "show": show,
        "counts": queries.count_work(scope, context["now"]),
        "rows": shown.rows_of(queries.list_work(scope, show=show, title=key, limit=PAGE), context["now"]),
        "titles": [(one.key, shown.word_of(one)) for one in load_titles()],
        "title": key,
    }
    return private(render(request, "designations/work.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_DESIGNATIONS)
def case(request: HttpRequest, application: UUID) -> HttpResponse:
    """One case: what was told and seen, the notice with its objections, and what I may do."""
    scope = scope_of(request)
    row = queries.access_handled(scope, application)
    if request.method == "POST" and _act(request, row):
        return redirect("designations_case", application)
    row = queries.access_handled(scope, application)
    context = {
        **base(request, "work"),
        **shown.rows_of([row], said(request)["now"])[0],
        "facts": shown.title_facts(get_title(row.title)),
        "stages": shown.stages_of(row),
        **_looked(row, points_of(request, "points-")),
        **_mine(scope, row),
        "evidence": queries.list_evidence(row),
        "notice": queries.notice_of(row),
        "objections": queries.list_objections(scope, application),
        "timeline": shown.timeline_of(f"designations.{row.flow}", queries.list_steps(scope, row.id)),
    }
    return private(render(request, "designations/case.html", context, status=status_of(request)))


def _looked(row: Any, typed: dict[str, str]) -> dict[str, Any]:
    """The self-score beside the newest sheet, the sheet as typed, and what the place may still have."""
    title, found = get_title(row.title), queries.last_evaluation(row)
    today = timezone.localdate(row.submitted_at)
    points = found.points if found else {}
    sheet = shown.sheet_of(title, told=row.self_points, found=points)
    who = [found.scored_by, found.signed_by] if found else []
    return {
        "sheet": sheet,
        "form_sheet": shown.sheet_of(title, found={**points, **typed}),
        "evaluation": found,
        "grade": shown.grade_words(row.title, found.grade) if found else "",
        "called": territory.names_of(one for one in who if one),
        "quota": queries.quota_of(title, row.area, today),
    }


def _mine(scope: Any, row: Any) -> dict[str, Any]:
    """Whether the stage is mine to do, and which other one I held: then I do no second."""
    stage = flows.get_flow(row.flow).stage(row.state)
    held = cases.held_stages(scope, row.id).get(scope.actor.account)
    blocked = held if held and not (stage and held == stage.name) else ""
    return {
        "stage": stage,
        "is_mine": bool(stage and scope.role in stage.roles and stage.kind != Kind.NOTICE),
        "is_assessor": scope.role == Role.THIRD_PARTY_ASSESSOR,
        "held": shown.stage_words(f"designations.{row.flow}", blocked) if blocked else "",
    }


def _act(request: HttpRequest, row: Any) -> bool:
    reason, told = text_of(request, "reason", 500).strip(), {"application": row.id, **said(request)}
    return act(
        request,
        {
            "pass": (lambda: operations.pass_on(reason=reason, **told), gettext("已通过，转到下一环节。")),
            "return": (
                lambda: operations.return_for_completion(reason=reason, **told),
                gettext("已退回，申报人能看到要补什么。"),
            ),
            "turn_away": (lambda: operations.turn_away(reason=reason, **told), gettext("已答复不予受理。")),
            "score": (lambda: _score(request, told), gettext("评分已登记，请到场的审核人员共同签字。")),
            "sign": (lambda: _sign(request, told), gettext("已共同签字，转到下一环节。")),
            "propose": (lambda: operations.propose(reason=reason, **told), gettext("已提出，公示已经开始。")),
            "against": (
                lambda: operations.advise_against(reason=reason, **told),
                gettext("已提出不予认定，转到决定环节。"),
            ),
            "give": (lambda: _give(request, told), gettext("已认定并授牌。")),
            "refuse": (lambda: operations.refuse(reason=reason, **told), gettext("已答复不予认定。")),
            "send_back": (lambda: operations.send_back(reason=reason, **told), gettext("已退回重新提出。")),
            "answer": (lambda: _answer(request), gettext("异议已答复。")),
        },
    )


def _score(request: HttpRequest, told: dict[str, Any]) -> Any:
    points, note = points_of(request, "points-"), text_of(request, "note", 500)
    visited_on = asked_day(request, "visited_on")
    return operations.score(points=points, visited_on=visited_on, note=note, **told)


def _sign(request: HttpRequest, told: dict[str, Any]) -> Any:
    return operations.sign(evaluation=key_of(request.POST.get("evaluation", "")), **told)


def _give(request: HttpRequest, told: dict[str, Any]) -> Any:
    plaque, over = text_of(request, "plaque", 40), text_of(request, "over_quota", 300)
    return operations.give(plaque=plaque, over_quota=over, **told)


def _answer(request: HttpRequest) -> Any:
    return operations.answer_objection(
        objection=key_of(request.POST.get("objection", "")),
        upheld=request.POST.get("upheld") == "yes",
        reply=text_of(request, "reply"),
        **said(request),
    )
