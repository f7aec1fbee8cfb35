"""Reviews: titles whose day comes, reviews that are open, and one with what may be done."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core.queries import cases
from chongyang.designations import operations, queries
from chongyang.designations.enums import Advice
from chongyang.designations.rules import reviews as rules
from chongyang.designations.rules.titles import get_title
from chongyang.territory.rules.capabilities import Can
from chongyang.web.designations import shown
from chongyang.web.designations.doing import (
    act,
    asked_day,
    base,
    do,
    key_of,
    points_of,
    private,
    said,
    status_of,
    text_of,
)
from chongyang.web.parts.doors import opens_for, scope_of

SOON = timedelta(days=60)
DOING = {
    rules.VISIT: rules.REVIEWERS,
    rules.MENDING: rules.REVIEWERS,
    rules.DECISION: rules.DECIDERS,
    rules.HEARING: (*rules.DECIDERS, *rules.OFFICE),
}


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_DESIGNATIONS)
def listed(request: HttpRequest) -> HttpResponse:
    """What is open, and whose review comes within two months; one may be opened early with a reason."""
    scope, context = scope_of(request), base(request, "reviews")
    if request.method == "POST":
        told: dict[str, Any] = {"held": key_of(request.POST.get("held", "")), "why": text_of(request, "why")}
        if do(request, lambda: operations.open_review(**told, **said(request)), gettext("复核已开始。")):
            return redirect("designations_reviews")
    today = timezone.localdate(context["now"])
    done = request.GET.get("show") == "done"
    context |= {
        "show": "done" if done else "open",
        "rows": shown.reviews_of(queries.list_reviews(scope, is_open=not done), context["now"]),
        "due": [] if done else shown.held_of(queries.list_due(scope, today + SOON)),
        "today": today,
    }
    return private(render(request, "designations/reviews.html", context, status=status_of(request)))


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_DESIGNATIONS)
def one(request: HttpRequest, review: UUID) -> HttpResponse:
    """One review with its sheet, what was said, and the steps that wait for my role."""
    scope = scope_of(request)
    row = queries.access_review(scope, review)
    if request.method == "POST" and _act(request, row):
        return redirect("designations_review", review)
    row = queries.access_review(scope, review)
    title = get_title(row.held.title)
    stages = cases.held_stages(scope, row.id)
    context = {
        **base(request, "reviews"),
        **shown.reviews_of([row], said(request)["now"])[0],
        "facts": shown.title_facts(title),
        "sheet": shown.sheet_of(title, found=row.points),
        "form_sheet": shown.sheet_of(title, found={**row.points, **points_of(request, "points-")}),
        "advice": gettext(Advice.of(row.advice).label) if row.advice else "",
        "advices": [(code, gettext(label)) for code, label in Advice.choices()],
        "is_mine": scope.role in DOING.get(row.state, ()),
        "is_office": scope.role in rules.OFFICE,
        "has_held": bool(stages.get(scope.actor.account)),  # type: ignore[arg-type]
        "timeline": shown.timeline_of(rules.LIFECYCLE, queries.list_steps(scope, row.id)),
    }
    return private(render(request, "designations/review.html", context, status=status_of(request)))


def _act(request: HttpRequest, row: Any) -> bool:
    told, text = {"review": row.id, **said(request)}, text_of(request, "text")
    return act(
        request,
        {
            "report": (lambda: _report(request, told), gettext("复核结果已登记。")),
            "keep": (lambda: operations.keep(**told), gettext("称号保留，下次复核日已排定。")),
            "mend": (lambda: _mend(request, told, text), gettext("已要求限期整改。")),
            "propose": (
                lambda: operations.propose_withdrawal(reason=text, **told),
                gettext("已提出撤销，持有单位可以陈述。"),
            ),
            "hear": (lambda: operations.hear(text=text, **told), gettext("听取情况已登记。")),
            "withdraw": (lambda: operations.withdraw(reason=text, **told), gettext("称号已撤销。")),
            "let_stand": (lambda: operations.let_stand(reason=text, **told), gettext("不予撤销，称号保留。")),
        },
    )


def _report(request: HttpRequest, told: dict[str, Any]) -> Any:
    return operations.report(
        points=points_of(request, "points-"),
        advice=request.POST.get("advice", ""),
        visited_on=asked_day(request, "visited_on"),
        note=text_of(request, "note"),
        **told,
    )


def _mend(request: HttpRequest, told: dict[str, Any], text: str) -> Any:
    return operations.ask_to_mend(what=text, until=asked_day(request, "until"), **told)
