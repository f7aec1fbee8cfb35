"""One yearly check: the provider reports, the county looks and decides, each on the same page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.services import operations, queries
from chongyang.services.rules import evaluation, flows
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts import evaluated
from chongyang.web.parts.doing import private, said, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given_file
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, attempt, base, refused
from chongyang.web.provider.entry import papers_of

READERS = (Can.PROVIDE_SERVICES, Can.ADMIT_PROVIDERS)


@require_http_methods(["GET", "POST"])
@opens_for(*READERS)
def one(request: HttpRequest, check: UUID) -> HttpResponse:
    """What was reported and seen, and what I may do."""
    row = queries.access_check(scope_of(request), check)
    context = base(request, "entry")
    if context["admits"]:
        context["tab"] = "admission"
    if request.method == "POST":
        faults = _act(request, check)
        if faults is None:
            return redirect("provider_check", check)
        context |= refused(request, faults)
        row = queries.access_check(scope_of(request), check)
    context |= _page(request, row, context)
    return private(render(request, "provider/check.html", context, status=422 if context["faults"] else 200))


def _page(request: HttpRequest, row: Any, context: dict[str, Any]) -> dict[str, Any]:
    is_own = context["provides"] and row.organisation == scope_of(request).organisation
    return {
        "row": row,
        "state": shown.state_word(flows.YEARLY, row.state),
        "tone": shown.tone_of(row.state),
        "is_late": shown.is_late(row, context["now"]),
        "is_own": is_own,
        "may_report": is_own and row.state in (flows.REPORTING, flows.MENDING),
        **_evaluated(row),
        "papers": papers_of(row, (), flows.load().check_evidence),
        "steps": shown.steps_of(flows.YEARLY, queries.list_steps(scope_of(request), row.id)),
    }


def _evaluated(row: Any) -> dict[str, Any]:
    """What third parties found, and how it counts."""
    yearly = evaluation.load().yearly
    found = evaluated.told(queries.list_evaluations(row.provider_id))
    return {"days": yearly.counts_days, "floor": yearly.floor, **found}


def _act(request: HttpRequest, check: UUID) -> dict[str, str] | None:
    told, reason = {"check": check, **said(request)}, text_of(request, "reason", 500)
    return act(
        request,
        {
            "report": (
                lambda: operations.report(statement=text_of(request, "statement", 4000), **told),
                gettext("报告已提交。"),
            ),
            "look": (lambda: _look(request, told), gettext("核查情况已登记，由另一人决定。")),
            "pass": (lambda: operations.let_pass(**told), gettext("年检合格。")),
            "mend": (lambda: _mend(request, reason, told), gettext("已要求限期整改。")),
            "fail": (
                lambda: operations.fail(reason=reason, **told),
                gettext("年检不合格，服务商已暂停服务。"),
            ),
        },
    )


def _look(request: HttpRequest, told: dict[str, Any]) -> Any:
    day, finding = asked_day(request, "visited_on"), text_of(request, "finding", 4000)
    return operations.look(visited_on=day, finding=finding, **told)


def _mend(request: HttpRequest, reason: str, told: dict[str, Any]) -> Any:
    return operations.ask_to_mend(reason=reason, mend_until=asked_day(request, "mend_until"), **told)


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
@takes("FILE_BYTES")
def attach(request: HttpRequest, check: UUID) -> HttpResponse:
    """A paper for the report."""
    queries.access_check(scope_of(request), check)
    sent = sent_file(request)
    if sent is None:
        messages.error(request, gettext("请先选择一个文件。"))
        return redirect("provider_check", check)
    told = {"check": check, "kind": text_of(request, "kind", 60), **sent, **said(request)}
    attempt(request, lambda: operations.attach_to_check(**told), gettext("文件已上传。"))
    return redirect("provider_check", check)


@require_GET
@opens_for(*READERS)
def paper(request: HttpRequest, file: UUID) -> HttpResponse:
    """One file of a check."""
    return given_file(queries.access_check_file(scope_of(request), file).file)
