"""Meetings of the leading group: those that were and will be, their problems, and what follows of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.duties import operations, papers, queries
from chongyang.duties.enums import MatterState
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.duties import shown
from chongyang.web.duties.doing import (
    base,
    day_typed,
    do,
    keys_typed,
    paged,
    reach_of,
    reads,
    said,
    today_of,
    typed,
)
from chongyang.web.duties.letters import print_out
from chongyang.web.parts.doors import opens_for


@reads
def meetings(request: HttpRequest) -> HttpResponse:
    """Problems that wait, problems that somebody must solve by a day, and the meetings."""
    reach = reach_of(request)
    page = paged(request, queries.list_meetings(reach))
    context = {
        **base(request, "meetings"),
        "page": page,
        "waiting": [matter_row(row) for row in queries.list_matters(reach, MatterState.OPEN)[:100]],
        "following": [matter_row(row) for row in queries.list_matters(reach, MatterState.DECIDED)[:100]],
        "planned": [row for row in page if row.ended_at is None],
    }
    return render(request, "duties/meetings.html", context)


def matter_row(row: Any) -> dict[str, Any]:
    state = MatterState.of(row.state)
    item = shown.item_of(row.run.item) if row.run else None
    return {
        "row": row,
        "state": state.label,
        "tone": shown.MATTER_TONES[state],
        "unit": shown.unit_name(row.organisation_key) if row.organisation_key else "",
        "what": shown.name_of(item) if item else "",
        "is_late": state is MatterState.DECIDED and row.solve_by is not None and row.solve_by < today_of(),
    }


@reads
def meeting(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """The agenda with its decisions; before the end of the meeting, their forms."""
    reach = reach_of(request)
    row = queries.access_meeting(reach, meeting)
    units = territory.list_organisations(on=today_of()).filter(
        kind__in=["department", "office", "government", "party_organ", "zone_committee"]
    )
    context = {
        **base(request, "meetings"),
        "row": row,
        "matters": [matter_row(one) for one in queries.list_matters(reach, meeting=row.id)],
        "units": [(one.key, one.short_name) for one in units],
    }
    return render(request, "duties/meeting.html", context)


@reads
def minutes(request: HttpRequest, meeting: UUID, form: str) -> HttpResponse:
    """The minutes as PDF or Word; a meeting to come has none."""
    reach = reach_of(request)
    row = queries.access_meeting(reach, meeting)
    if row.ended_at is None:
        raise Http404(str(meeting))
    matters = queries.list_matters(reach, meeting=row.id)
    return print_out(papers.paper_of_minutes(row, matters), form, row.ended_at, f"minutes-{row.held_on}")


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def plan(request: HttpRequest) -> HttpResponse:
    """A new meeting."""
    told = operations.MeetingTold(
        held_on=day_typed(request, "held_on"),
        title=typed(request, "title", 100),
        place=typed(request, "place", 100),
        chaired_by=typed(request, "chaired_by", 60),
    )
    do(request, lambda: operations.plan_meeting(told=told, **said(request)), gettext("会议已安排。"))
    return redirect("duties_meetings")


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def end(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """The meeting is over; its minutes can be printed."""
    words = typed(request, "attended", 500)
    step: dict[str, Any] = {"meeting": meeting, "attended": words}
    do(
        request,
        lambda: operations.end_meeting(**step, **said(request)),
        gettext("会议已结束，可以打印纪要。"),
    )
    return redirect("duties_meeting", meeting)


@require_POST
@opens_for(Can.ASSIGN_DUTIES, Can.REPORT_DUTIES)
def bring_up(request: HttpRequest) -> HttpResponse:
    """A problem of a duty, or one of the office's own."""
    keys = keys_typed([request.POST.get("run", "")])
    run = keys[0] if keys else None
    words = typed(request, "words", 500)
    step: dict[str, Any] = {"words": words, "run": run}
    do(
        request,
        lambda: operations.raise_matter(**step, **said(request)),
        gettext("问题已提交领导小组办公室。"),
    )
    return redirect("duties_run", run) if run else redirect("duties_meetings")


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def act(request: HttpRequest, matter: UUID, action: str) -> HttpResponse:
    """Take a problem up, decide it, or find it solved."""
    steps: dict[str, Callable[[], Any]] = {
        "take-up": lambda: _take_up(request, matter),
        "decide": lambda: _decide(request, matter),
        "solve": lambda: operations.solve_matter(
            matter=matter, outcome=typed(request, "outcome", 500), **said(request)
        ),
    }
    if action not in steps:
        raise Http404(action[:20])
    meeting = request.POST.get("back", "")
    do(request, steps[action], gettext("已办理。"))
    keys = keys_typed([meeting])
    return redirect("duties_meeting", keys[0]) if keys else redirect("duties_meetings")


def _take_up(request: HttpRequest, matter: UUID) -> None:
    keys = keys_typed([request.POST.get("meeting", "")])
    operations.take_up(matter=matter, meeting=keys[0] if keys else None, **said(request))


def _decide(request: HttpRequest, matter: UUID) -> None:
    operations.decide_matter(
        matter=matter,
        decision=typed(request, "decision", 500),
        organisation=request.POST.get("organisation", "")[:80],
        solve_by=day_typed(request, "solve_by"),
        **said(request),
    )
