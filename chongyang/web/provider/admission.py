"""The county's side: applications and yearly checks that wait, and one application with its steps."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.services import operations, queries
from chongyang.services.rules import flows
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private, said, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, base, refused
from chongyang.web.provider.entry import papers_of
from chongyang.workforce import queries as workforce

PEOPLE = 100


@require_GET
@opens_for(Can.ADMIT_PROVIDERS)
def work(request: HttpRequest) -> HttpResponse:
    """What waits, by its deadline; `?show=done` what is done."""
    scope, context = scope_of(request), base(request, "admission")
    show = "done" if request.GET.get("show") == "done" else "open"
    context |= {
        "show": show,
        "counts": queries.count_work(scope, context["now"]),
        "entries": [_line(one, flows.ENTRY, context["now"]) for one in queries.list_work(scope, show=show)],
        "checks": [_line(one, flows.YEARLY, context["now"]) for one in queries.list_checks(scope, show=show)],
    }
    return private(render(request, "provider/admission.html", context))


def _line(row: Any, lifecycle: str, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "state": shown.state_word(lifecycle, row.state),
        "tone": shown.tone_of(row.state),
        "is_late": shown.is_late(row, now) and not row.decided_at,
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.ADMIT_PROVIDERS)
def case(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One application: what was told, the papers, the people entered, and my stage."""
    row = queries.access_handled(scope_of(request), entry)
    context = base(request, "admission")
    if request.method == "POST":
        faults = _act(request, entry)
        if faults is None:
            return redirect("provider_case", entry)
        context |= refused(request, faults)
        row = queries.access_handled(scope_of(request), entry)
    context |= _page(request, row, context)
    return private(render(request, "provider/case.html", context, status=422 if context["faults"] else 200))


def _page(request: HttpRequest, row: Any, context: dict[str, Any]) -> dict[str, Any]:
    scope = scope_of(request)
    held = cases.held_stages(scope, row.id).get(scope.actor.account) if scope.actor.account else None
    known = dict(shown.kinds())
    stage = row.state if row.state in (flows.ACCEPTANCE, flows.VISIT, flows.DECISION) else ""
    return {
        **_line(row, flows.ENTRY, context["now"]),
        "stage": stage,
        "blocked": shown.state_word(flows.ENTRY, held) if held and held != stage else "",
        "kind_word": shown.kind_word(row.kind),
        "wanted": [known[key] for key in row.kinds if key in known],
        "places": shown.place_words(row.areas),
        "papers": papers_of(row, flows.load().evidence, flows.load().evidence_kinds),
        "people": workforce.list_carers(scope, organisation=row.organisation, limit=PEOPLE),
        "steps": shown.steps_of(flows.ENTRY, queries.list_steps(scope, row.id)),
    }


def _act(request: HttpRequest, entry: UUID) -> dict[str, str] | None:
    told, reason = {"entry": entry, **said(request)}, text_of(request, "reason", 500)
    return act(
        request,
        {
            "accept": (lambda: operations.accept(**told), gettext("已受理，转到现场核查。")),
            "return": (
                lambda: operations.return_entry(reason=reason, **told),
                gettext("已退回，申请人能看到要补什么。"),
            ),
            "visit": (lambda: _visit(request, told), gettext("现场核查已登记，由另一人决定。")),
            "admit": (lambda: operations.admit(**told), gettext("已准入，服务商已列入公开名单。")),
            "refuse": (
                lambda: operations.refuse_entry(reason=reason, **told),
                gettext("已答复不予准入。"),
            ),
        },
    )


def _visit(request: HttpRequest, told: dict[str, Any]) -> Any:
    day, finding = asked_day(request, "visited_on"), text_of(request, "finding", 4000)
    return operations.report_visit(visited_on=day, finding=finding, **told)
