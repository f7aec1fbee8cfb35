"""One duty: what it rests on, why its light shows, its reports, letters and steps; what is done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.access import enter
from chongyang.core.queries import files
from chongyang.core.scopes import system_scope
from chongyang.duties import operations, queries
from chongyang.duties.enums import EscalationState, EscalationStep, LetterState, Light, MatterState
from chongyang.duties.permissions import is_own
from chongyang.duties.queries import Lit, Told
from chongyang.indicators.rules.periods import Period
from chongyang.policy.rules.promises import load_targets
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.duties import shown
from chongyang.web.duties.doing import (
    base,
    do,
    handed,
    keys_typed,
    outside_fields,
    period_typed,
    reach_of,
    reads,
    said,
    today_of,
    tried,
    typed,
    whole,
    within_reach,
)
from chongyang.web.duties.views import item_facts
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes

ACTIONS = ("confirm", "return", "close", "send_back", "withdraw")
FIELDS = ("done", "percent", "own_light", "problem", "files")
OWN_LIGHTS = [(one.value, one.label) for one in (Light.GREEN, Light.YELLOW, Light.RED)]


@reads
def duty(request: HttpRequest, run: UUID) -> HttpResponse:
    return _page(request, run)


def _page(request: HttpRequest, key: UUID, faults: dict[str, str] | None = None) -> HttpResponse:
    """The page, after a refusal with the sentences beside the fields and what was typed."""
    reach = reach_of(request)
    row = queries.access_run(reach, key)
    period = period_typed(request.GET.get("period", ""))
    found = shown.item_of(row.item)
    assert found
    told, lit = queries.list_told(reach, row), _lit(request, row, period)
    context = {
        **base(request, "ledger"),
        **item_facts(request, found, period, row.area),
        **shown.lit_row(lit),
        **_said(request, told),
        "trace": shown.trace_of(lit.judged.lines),
        "lit": lit,
        "period": str(period),
        "periods": queries.list_periods(reach, today_of()),
        "liaisons": _liaisons(request, row),
        "steps": shown.steps_of(reach, row),
        "actions": shown.actions_of(scope_of(request), row),
        "form": _form(request, row, told, faults or {}),
        "faults": faults or {},
        "alert_words": outside_fields(faults, *FIELDS),
        "lights": OWN_LIGHTS,
        "may_add": _may_write(request, row),
    }
    return render(request, "duties/duty.html", context, status=422 if faults else 200)


def _lit(request: HttpRequest, row: Any, period: Period) -> Lit:
    """As of the period; a duty given later is shown as of today, a withdrawn one without a light."""
    runs = queries.runs_of(row.id)
    for one in (period, Period.around(today_of())):
        if found := queries.list_runs_lit(reach_of(request), one, today=today_of(), runs=runs):
            return found[0]
    raise Http404(str(row.id))


def _liaisons(request: HttpRequest, row: Any) -> list[str]:
    """Who holds the post of a liaison in the organisation."""
    with enter(system_scope("liaison", actor=scope_of(request).actor)):
        found = queries.liaisons_of(row.organisation, row.area, base(request, "")["now"])
    return sorted(territory.names_of(found).values())


def _may_write(request: HttpRequest, row: Any) -> bool:
    scope = scope_of(request)
    return may(scope, Can.REPORT_DUTIES) and is_own(scope, row) and row.state not in ("closed", "withdrawn")


def _said(request: HttpRequest, told: Told) -> dict[str, Any]:
    keys = [key for row in told.reports for key in row.files]
    keys += [key for row in told.reports for one in row.additions.all() for key in one.files]
    held = queries.files_of(reach_of(request), keys)
    names = {target.id: shown.target_name(target) for target in load_targets()}
    return {
        "reports": [_report(row, held, names) for row in told.reports],
        "former": len(told.former),
        "sets": [{"row": row, "light": shown.light_badge(Light.of(row.light))} for row in told.sets],
        "reminders": [{"row": row, "about": shown.about_words(row.about)} for row in told.reminders],
        "escalations": [
            {
                "row": row,
                "step": EscalationStep.of(row.step).label,
                "state": EscalationState.of(row.state).label,
                "tone": shown.ESCALATION_TONES.get(EscalationState.of(row.state), ""),
                "about": shown.about_words(row.about),
            }
            for row in told.escalations
        ],
        "letters": [{"row": row, "state": LetterState.of(row.state).label} for row in told.letters],
        "matters": [
            {
                "row": row,
                "state": MatterState.of(row.state).label,
                "tone": shown.MATTER_TONES[MatterState.of(row.state)],
            }
            for row in told.matters
        ],
    }


def _report(row: Any, held: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "light": shown.light_badge(Light.of(row.own_light)),
        "files": [held[key] for key in row.files if key in held],
        "reached": [names.get(key, key) for key in row.reached],
        "additions": [
            {"row": one, "files": [held[key] for key in one.files if key in held]}
            for one in row.additions.all()
        ],
        "is_open": Period.read(row.period) in queries.open_quarters(today_of()),
    }


def _form(request: HttpRequest, row: Any, told: Told, faults: dict[str, str]) -> dict[str, Any] | None:
    """The report of the quarter that is open, with what stands in it or was just typed."""
    periods = queries.open_quarters(today_of())
    if not _may_write(request, row) or not periods:
        return None
    chosen = next((one for one in periods if str(one) == request.POST.get("period", "")), periods[0])
    standing = next((one for one in told.reports if one.period == str(chosen)), None)
    values: dict[str, Any] = {
        "done": standing.done if standing else "",
        "percent": standing.percent if standing else "",
        "problem": standing.problem if standing else "",
        "own_light": standing.own_light if standing else "green",
        "reached": standing.reached if standing else [],
    }
    if faults and "done" in request.POST:
        values = {name: request.POST.get(name, "") for name in values}
        values["reached"] = request.POST.getlist("reached")
    return {
        "period": str(chosen),
        "periods": [str(one) for one in periods],
        "follows": standing.id if standing else "",
        "is_again": standing is not None,
        "values": values,
        "may_answer": row.state == "assigned",
    }


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.REPORT_DUTIES)
def report(request: HttpRequest, run: UUID) -> HttpResponse:
    """Write the report of a quarter."""
    follows = keys_typed([request.POST.get("follows", "")])
    told = operations.ReportTold(
        done=typed(request, "done", 1000),
        percent=whole(request.POST.get("percent", "")),
        own_light=request.POST.get("own_light", ""),
        problem=typed(request, "problem", 500),
        reached=tuple(request.POST.getlist("reached")[:40]),
        follows=follows[0] if follows else None,
    )
    period = period_typed(request.POST.get("period", ""))
    faults = tried(
        lambda: operations.report_progress(
            run=run, period=period, told=told, files=handed(request), **said(request)
        )
    )
    if faults:
        return within_reach(request, lambda: _page(request, run, faults))
    messages.success(request, gettext("季度报告已保存。"))
    return redirect("duties_run", run)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.REPORT_DUTIES)
def add(request: HttpRequest, progress: UUID) -> HttpResponse:
    """Say something of a past quarter."""
    row = queries.access_progress(scope_of(request), progress)

    def step() -> None:
        operations.add_to_progress(
            progress=progress,
            words=typed(request, "words", 1000),
            document=typed(request, "document", 120),
            files=handed(request),
            **said(request),
        )

    do(request, step, gettext("已补充。"))
    return redirect("duties_run", row.run_id)


@require_POST
@opens_for(Can.REPORT_DUTIES)
def answer(request: HttpRequest, run: UUID) -> HttpResponse:
    """Say that it is done."""
    words = typed(request, "reason", 300)[:300]
    do(
        request,
        lambda: operations.answer_run(run=run, reason=words, **said(request)),
        gettext("已反馈，等待核查。"),
    )
    return redirect("duties_run", run)


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def judge(request: HttpRequest, run: UUID, action: str) -> HttpResponse:
    """Check, close or send back."""
    if action not in ACTIONS:
        raise Http404(action[:20])
    row = queries.access_run(scope_of(request), run)
    words = typed(request, "reason", 300)[:300]

    def step() -> None:
        operations.judge_run(run=run, action=action, reason=words, **said(request))

    if do(request, step, gettext("已办理。")) and action == "withdraw":
        return redirect("duties_item", row.item)
    return redirect("duties_run", run)


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def light(request: HttpRequest, run: UUID) -> HttpResponse:
    """Differ from the rule's light."""
    period = period_typed(request.POST.get("period", ""))

    def step() -> None:
        operations.set_light(
            run=run,
            period=period,
            light=request.POST.get("light", ""),
            reason=typed(request, "reason", 300),
            **said(request),
        )

    do(request, step, gettext("灯色已改，规则的灯色仍在旁边。"))
    return redirect("duties_run", run)


@reads
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """A file of a report, an addition or a reply, to be saved."""
    row = queries.access_file(reach_of(request), file)
    data = files.read(row)
    if data is None:
        raise Http404(str(file))
    reply = HttpResponse(data, content_type=row.media_type)
    reply["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.name.plain) or ""
    )
    reply["Cache-Control"] = "no-store"
    return reply
