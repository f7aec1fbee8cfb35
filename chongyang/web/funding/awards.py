"""Standing awards and their months: computed, checked and approved on the desk, each line with its trace."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.funding import operations, queries
from chongyang.funding.enums import Answer
from chongyang.funding.queries import awards as reads
from chongyang.funding.rules import monthly
from chongyang.funding.rules.awards import STOP_WORDS
from chongyang.funding.rules.forms import Faulty, read_yuan
from chongyang.policy.rules.programmes import get_programme, load_programmes
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.funding import showing
from chongyang.web.funding.doing import base, day_of, do, key_of, private, said, title_of
from chongyang.web.parts.doors import opens_for, scope_of

SHOWS = ("standing", "stopping", "ended")
TONES = {"approved": "good", "withdrawn": "", "confirmed": "warn", "declined": ""}


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def months(request: HttpRequest) -> HttpResponse:
    """The months of the desk's counties, and a form to compute one."""
    scope = scope_of(request)
    if request.method == "POST":
        made = _compute(request)
        return redirect("funding_month", made.id) if made else redirect("funding_months")
    counties = [area for area in territory.list_areas("county") if scope.covers(area.first)]
    context = {
        **base(request, "months"),
        "runs": [_run(row) for row in reads.list_runs(scope)],
        "counties": [(area.first, area.name) for area in counties],
        "programmes": [(one.code, gettext(one.title)) for one in load_programmes() if one.period == "month"],
    }
    return private(render(request, "funding/months.html", context))


def _compute(request: HttpRequest) -> Any:
    month = day_of(request.POST.get("month", "")[:7] + "-01")
    county, made = request.POST.get("county", ""), []
    if month is None or not (county.isascii() and county.isdigit() and len(county) <= 12):
        messages.error(request, gettext("请选择县（市、区）、项目和月份。"))
        return None
    told: dict[str, Any] = {
        "programme": request.POST.get("programme", ""),
        "county": int(county),
        "month": month,
    }
    do(
        request,
        lambda: made.append(operations.compute_month(**told, **said(request))),
        gettext("已计算，请另一位经办人复核。"),
    )
    return made[0] if made else None


def _run(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "title": title_of(row.programme),
        "state": gettext(monthly.WORDS[row.state]),
        "tone": TONES.get(row.state, "note"),
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def month(request: HttpRequest, run: UUID) -> HttpResponse:
    """One run: sums, lines with their traces, and the step that is due."""
    scope = scope_of(request)
    row = reads.access_run(scope, run)
    if request.method == "POST":
        _step(request, row)
        return redirect("funding_month", run)
    approval = reads.last_approval(row)
    waits = approval is not None and approval.state == "waiting"
    context = {
        **base(request, "months"),
        **_run(row),
        "run": row.id,
        "lines": [_line(line) for line in reads.list_lines(row)],
        "may_check": row.state == "computed" and scope.role in monthly.REVIEWERS,
        "approval": approval,
        "may_approve": not waits and row.state == "checked" and scope.role in monthly.FINANCE,
        "may_withdraw": not waits and row.state in monthly.OPEN and row.computed_by == scope.actor.account,
    }
    return private(render(request, "funding/month.html", context))


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def month_state(request: HttpRequest, run: UUID) -> HttpResponse:
    """How far the ordering of a month is; when it is over the page is loaded anew."""
    approval = reads.last_approval(reads.access_run(scope_of(request), run))
    answer = render(request, "funding/month_state.html", {"approval": approval, "run": run})
    if approval is None or approval.state != "waiting":
        answer["HX-Refresh"] = "true"
    return private(answer)


def _step(request: HttpRequest, row: Any) -> None:
    told = {"run": row.id, **said(request)}
    reason = request.POST.get("reason", "").strip()[:200]
    steps: dict[str, tuple[Any, str]] = {
        "check": (lambda: operations.check_month(**told), gettext("已复核，请财政批准。")),
        "approve": (lambda: operations.ask_approval(**told), gettext("已批准，付款已安排或正在安排。")),
        "withdraw": (lambda: operations.withdraw_month(**told), gettext("已撤回，可以重新计算。")),
        "refuse": (lambda: operations.refuse_month(reason=reason, **told), gettext("已退回，须重新计算。")),
    }
    action = request.POST.get("do", "")
    if action in steps:
        do(request, *steps[action])


def _line(line: Any) -> dict[str, Any]:
    choices = line.run.choices.get(str(line.month), {})
    return {
        "row": line,
        "name": str(line.award.application.name),
        "answer": _answer(line.answer),
        "is_back": line.month != line.run.month,
        "missing": [_input(line.award.programme, name) for name in line.missing],
        "steps": showing.steps_of(queries.explain_steps(reads.steps_of(line), choices)),
    }


def _answer(answer: str) -> str:
    return gettext("已停发") if answer == monthly.ENDED else gettext(Answer.of(answer).label)


def _input(programme: str, name: str) -> str:
    asked = get_programme(programme).inputs.get(name)
    return gettext(asked.label) if asked else name


@require_GET
@opens_for(Can.HANDLE_FUNDING)
def awards(request: HttpRequest) -> HttpResponse:
    """Who is paid every month; whose stop waits; what has ended."""
    scope, shown = scope_of(request), request.GET.get("show", "standing")
    shown = shown if shown in SHOWS else "standing"
    rows = reads.list_awards(scope, show=shown, after=key_of(request.GET.get("after", "")))
    context = {
        **base(request, "months"),
        "show": shown,
        "rows": [
            {"row": row, "name": str(row.application.name), "title": title_of(row.programme)} for row in rows
        ],
        "more": rows[-1].id if len(rows) == reads.PAGE else None,
    }
    return private(render(request, "funding/awards.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_FUNDING)
def award(request: HttpRequest, award: UUID) -> HttpResponse:
    """One award: what is known by date, its stops, its months."""
    row = reads.access_award(scope_of(request), award)
    if request.method == "POST":
        _change(request, row)
        return redirect("funding_award", award)
    held = get_programme(row.programme)
    stops = reads.list_stops(row)
    context = {
        **base(request, "months"),
        "row": row,
        "name": str(row.application.name),
        "reaches_runs": scope_of(request).covers(row.county),
        "title": gettext(held.title),
        "facts": [
            {
                "row": fact,
                "label": _input(row.programme, fact.name),
                "value": showing.say_input(fact.value, held.inputs.get(fact.name)),
            }
            for fact in reads.list_facts(row)
        ],
        "stops": [
            {"row": one, "state": gettext(STOP_WORDS[one.state]), "tone": TONES.get(one.state, "note")}
            for one in stops
        ],
        "lines": [{"row": line, "answer": _answer(line.answer)} for line in reads.list_lines_of(row)],
        "inputs": [(name, gettext(one.label)) for name, one in held.inputs.items()],
    }
    return private(render(request, "funding/award.html", context))


def _change(request: HttpRequest, row: Any) -> None:
    told = said(request)
    on: date | None = day_of(request.POST.get("from_on", ""))
    action, stop = request.POST.get("do", ""), key_of(request.POST.get("stop", ""))
    if action in ("confirm", "decline") and stop:
        confirm = action == "confirm"
        done = gettext("已停发。") if confirm else gettext("不停发，继续发放。")
        do(request, lambda: operations.decide_stop(stop=stop, confirm=confirm, **told), done)
    elif on is None:
        messages.error(request, gettext("请填写日期。"))
    elif action == "fact":
        name = request.POST.get("name", "")
        value = _in_fen(row.programme, name, request.POST.get("value", ""))
        words = {"award": row.id, "name": name, "value": value, "source": request.POST.get("source", "")}
        done = gettext("已登记，下一次按月计算时补发或追回差额。")
        do(request, lambda: operations.tell_fact(from_on=on, **words, **told), done)
    elif action == "stop":
        reason = request.POST.get("reason", "")
        done = gettext("已提出停发，请另一位经办人确认。")
        do(request, lambda: operations.propose_stop(award=row.id, reason=reason, from_on=on, **told), done)


def _in_fen(programme: str, name: str, typed: str) -> str | None:
    """Money is typed in yuan; what is no sum is left for the operation to refuse."""
    asked = get_programme(programme).inputs.get(name)
    try:
        return read_yuan(typed) if asked and asked.type == "money" else typed
    except Faulty:
        return typed
