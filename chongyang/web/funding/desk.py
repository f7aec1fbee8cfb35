"""The reviewer's desk: what waits with its days, and one case with the trace open."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.funding import operations, queries
from chongyang.funding.enums import Answer, Channel, Kind
from chongyang.funding.queries import signals
from chongyang.funding.rules import flows
from chongyang.funding.rules.forms import Faulty, read_yuan, shown_objects
from chongyang.policy.rules.programmes import load_programmes
from chongyang.providers import queries as providers
from chongyang.territory.rules.capabilities import Can
from chongyang.web.funding import looking, showing
from chongyang.web.funding.doing import (
    PAGE,
    base,
    day_of,
    do,
    key_of,
    names,
    private,
    said,
    state_words,
    title_of,
    tone_of,
)
from chongyang.web.parts.doors import opens_for, scope_of

SHOWS = ("mine", "late", "open", "done")


def rows_of(rows: Any, now: Any) -> list[dict[str, Any]]:
    """Applications for a list."""
    return [
        {
            "row": row,
            "named": shown_objects(row.objects_named),
            "name": row.name.plain if row.organisation else str(row.name),
            "title": title_of(row.programme),
            "state": state_words(row),
            "tone": tone_of(row),
            "is_late": bool(row.due_at and row.due_at < now),
        }
        for row in rows
    ]


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for my role, what came up late, everything open, what is done."""
    scope, shown = scope_of(request), request.GET.get("show", "mine")
    shown = shown if shown in SHOWS else "mine"
    code = request.GET.get("programme", "")
    known = {programme.code for programme in load_programmes()}
    context = base(request, "work")
    rows = queries.list_work(scope, show=shown, programme=code if code in known else "", limit=PAGE)
    context |= {
        "show": shown,
        "counts": queries.count_work(scope, context["now"]),
        "rows": rows_of(rows, context["now"]),
        "programmes": [(one.code, gettext(one.title)) for one in load_programmes()],
        "programme": code if code in known else "",
    }
    return private(render(request, "funding/work.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def case(request: HttpRequest, application: UUID) -> HttpResponse:
    """One case: what was told and found, each step of the rule, evidence, notice, objections, and what I may
    do.
    """
    scope = scope_of(request)
    row = queries.access_handled(scope, application)
    if request.method == "POST" and _act(request, row):
        return redirect("funding_case", application)
    row = queries.access_handled(scope, application)
    found, explained = queries.finding_of(row), queries.explain(scope, application)
    stage = flows.get_flow(row.flow).stage(row.state)
    held = cases.held_stages(scope, application).get(scope.actor.account)  # type: ignore[arg-type]
    objections = queries.list_objections(scope, application)
    context = {
        **base(request, "work"),
        **rows_of([row], said(request)["now"])[0],
        "channel": gettext(Channel.of(row.channel).label),
        "place": providers.get_provider(row.place) if row.place else None,
        "programme": explained.programme,
        "clause_label": queries.clause_label(explained.programme.clause),
        "stages": showing.stages_of(row),
        "inputs": showing.inputs_of(row),
        "finding": found,
        "answer": gettext(Answer.of(found.answer).label),
        "missing": [gettext(explained.programme.inputs[name].label) for name in found.missing],
        "steps": showing.steps_of(queries.explain_steps(found.steps, dict(found.choices))),
        "evidence": queries.list_evidence(row),
        "signals": [looking.signal_of(one) for one in signals.list_signals_of(row)],
        "check": queries.last_check(row),
        "notice": queries.notice_of(row),
        "objections": objections,
        "objectors": names(one.raised_by for one in objections),
        "decisions": showing.decisions_of(row),
        "timeline": showing.timeline_of(explained.taken),
        "explained": explained,
        "stage": stage,
        "is_mine": bool(stage and scope.role in stage.roles and stage.kind != Kind.NOTICE),
        "held": _held_words(row, stage, held),
        "asked": _asked(row) if stage and stage.kind == Kind.SITE else [],
        "has_letter": bool(explained.decision and explained.decision.outcome != "proposed"),
    }
    return private(render(request, "funding/case.html", context))


def _held_words(row: Any, stage: Any, held: str | None) -> str:
    """Which other stage of this case I held: then I do no second one."""
    if not held or (stage and held == stage.name):
        return ""
    words = {"applying": gettext("申请"), "objection": gettext("答复异议")}
    other = flows.get_flow(row.flow).stage(held)
    return gettext(other.label) if other else words.get(held, held)


def _asked(row: Any) -> list[dict[str, Any]]:
    """The form of what is found on site, filled with what was applied with."""
    check = queries.last_check(row)
    known = check.found if check else row.inputs
    return [field_of(name, one, known.get(name)) for name, one in showing.asked_of(row).items()]


def field_of(name: str, one: Any, value: Any, fault: str = "") -> dict[str, Any]:
    """One input as a widget; money is shown in yuan."""
    if one.type == "money" and isinstance(value, int):
        value = f"{value / 100:.2f}"
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return {
        "name": name,
        "id": f"input-{name}",
        "label": gettext(one.label),
        "type": one.type,
        "whole": one.whole,
        "optional": one.optional,
        "minimum": one.minimum,
        "maximum": one.maximum,
        "words": [(code, gettext(word)) for code, word in one.words.items()],
        "value": "" if value is None else str(value),
        "fault": fault,
    }


def typed(request: HttpRequest, asked: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form holds of the inputs, money in fen, and the faults of the money."""
    given: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, one in asked.items():
        text = request.POST.get(f"input-{name}")
        if text is None:
            continue
        try:
            given[name] = read_yuan(text) if one.type == "money" else text
        except Faulty as fault:
            faults[name] = gettext(fault.reason)
    return given, faults


def _act(request: HttpRequest, row: Any) -> bool:
    """The step that a button asked for."""
    action, reason = request.POST.get("do", ""), request.POST.get("reason", "").strip()[:500]
    told: dict[str, Any] = {"application": row.id, **said(request)}
    steps: dict[str, tuple[Any, str]] = {
        "pass": (lambda: operations.pass_on(reason=reason, **told), gettext("已通过，转到下一环节。")),
        "return": (
            lambda: operations.return_for_completion(reason=reason, **told),
            gettext("已退回，申请人能看到要补什么。"),
        ),
        "turn_away": (lambda: operations.turn_away(reason=reason, **told), gettext("已答复不予受理。")),
        "propose": (lambda: operations.propose(reason=reason, **told), gettext("已提出，转到下一环节。")),
        "approve": (lambda: operations.approve(reason=reason, **told), gettext("已同意，付款已安排。")),
        "refuse": (lambda: operations.refuse(reason=reason, **told), gettext("已答复不同意。")),
        "send_back": (lambda: operations.send_back(reason=reason, **told), gettext("已退回重新提出。")),
        "record": (lambda: _record(request, row, told), gettext("核查结果已登记，请另一个单位的人签字。")),
        "sign": (lambda: _sign(request, told), gettext("已共同签字，转到下一环节。")),
        "answer": (lambda: _answer(request), gettext("异议已答复。")),
    }
    return action in steps and do(request, *steps[action])


def _record(request: HttpRequest, row: Any, told: dict[str, Any]) -> Any:
    given, faults = typed(request, showing.asked_of(row))
    visited = day_of(request.POST.get("visited_on", ""))
    if faults or visited is None:
        raise operations.UnableToHandle(faults or {"visited_on": gettext("请填写核查日期。")})
    note = request.POST.get("note", "")
    return operations.record_site(found=given, visited_on=visited, note=note, **told)


def _sign(request: HttpRequest, told: dict[str, Any]) -> Any:
    check = key_of(request.POST.get("check", ""))
    return operations.sign_site(check=check or UUID(int=0), **told)


def _answer(request: HttpRequest) -> Any:
    objection = key_of(request.POST.get("objection", ""))
    return operations.answer_objection(
        objection=objection or UUID(int=0),
        upheld=request.POST.get("upheld") == "yes",
        reply=request.POST.get("reply", ""),
        **said(request),
    )
