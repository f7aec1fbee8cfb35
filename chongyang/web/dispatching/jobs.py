"""How far the planning of a day is: a part of the page that asks again until it is over."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.scheduling import queries
from chongyang.scheduling.enums import JobState, Stage
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching.asked import day_of, provider_of
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of

LATE = timedelta(seconds=20)
FAILED_SHOWN = timedelta(hours=12)


@require_GET
@opens_for(Can.PLAN_VISITS)
def jobs(request: HttpRequest) -> HttpResponse:
    """When nothing runs any more the whole page is loaded anew."""
    day = day_of(request.GET.get("day", ""))
    provider = provider_of(request, request.GET.get("provider", ""))
    told = jobs_of(scope_of(request), day, provider)
    answer = render(request, "dispatching/jobs.html", told | {"day": day, "provider": provider})
    if not told["running"]:
        answer["HX-Refresh"] = "true"
    return private(answer)


def jobs_of(scope: Any, day: date, provider: UUID | None) -> dict[str, Any]:
    """What runs, and what failed lately and was not tried again."""
    now = clock_now()
    rows = queries.newest_jobs(scope, day, organisation=provider)
    names = territory.organisation_names([row.organisation for row in rows])
    running = [one for one in rows if one.state == JobState.WAITING]
    failed = [one for one in rows if one.state == JobState.FAILED and now - one.asked_at < FAILED_SHOWN]
    told = [{"name": names.get(one.organisation, ""), "why": queries.told_reason(one)} for one in failed]
    return {
        "running": [_running(one, names.get(one.organisation, ""), now) for one in running],
        "failed": told,
    }


def _running(row: Any, name: str, now: datetime) -> dict[str, Any]:
    """Seconds of those that the search may last; it is not over before it is."""
    spent = (now - row.began_at).total_seconds() if row.began_at else 0.0
    total = max(1, round(row.seconds) + 2)
    return {
        "row": row,
        "name": name,
        "done": min(total - 1, max(0, int(spent))),
        "total": total,
        "stage": gettext(Stage.of(row.stage).label) if row.stage else gettext("等候"),
        "again": row.tries if row.tries > 1 else 0,
        "is_late": row.began_at is None and now - row.asked_at > LATE,
    }
