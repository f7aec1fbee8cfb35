"""Who cannot be reached, by area: what the scheduled test of communications found, and testing again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.alerting import operations, queries
from chongyang.alerting.enums import ChannelKind
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Interval, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.registry.queries import reaching as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.alerting.views import private
from chongyang.web.alerting.words import say_failure
from chongyang.web.parts.alerts import only_null
from chongyang.web.parts.doors import opens_for, scope_of

AGAIN = N_("测试短信已排队，结果稍后显示。")
SHOWN = 50


@require_GET
@opens_for(Can.PROVE_REACH)
def unreachable(request: HttpRequest) -> HttpResponse:
    """Channels that failed, and elders for whom nobody is named."""
    scope, area = scope_of(request), request.GET.get("area", "").strip()[:12]
    within = _within(area)
    after, after_elder = _uuid(request.GET.get("after", "")), _uuid(request.GET.get("elder", ""))
    rows = queries.list_unreachable(scope, area=within, after=after, limit=SHOWN)
    alone = registry.list_without_contact(scope, within, after_elder, SHOWN)
    places = [row.area for row in rows] + [row.area for row in alone]
    names = territory.area_names(places)
    with enter(system_scope("rounds")):
        rounds = queries.proving_rounds()
    context = {
        "rows": [_show(row, names, may(scope, Can.OPEN_FILES)) for row in rows],
        "next": rows[-1].id if len(rows) == SHOWN else None,
        "alone": [
            {"row": row, "name": mask_name(row.name), "place": names.get(row.area, "")} for row in alone
        ],
        "next_alone": alone[-1].id if len(alone) == SHOWN else None,
        "counts": {"working": 0, "broken": 0, "untested": 0, **queries.count_by_result(scope, within)},
        "rounds": rounds,
        "area": area,
        "only_null": only_null(),
    }
    return private(render(request, "alerting/unreachable.html", context))


def _show(row: Any, names: dict[int, str], opens: bool) -> dict[str, Any]:
    whose = N_("联系人") if row.contact else N_("响应人员") if row.responder else N_("值班人员")
    return {
        "row": row,
        "whose": whose,
        "place": names.get(row.area, ""),
        "kind": dict(ChannelKind.choices()).get(row.kind, row.kind),
        "why": say_failure(row.result),
        "link": _file_of(row.person) if opens else "",
    }


@require_POST
@opens_for(Can.PROVE_REACH)
def test(request: HttpRequest, channel: UUID) -> HttpResponse:
    """Try this one again now."""
    try:
        operations.prove_again(channel=channel, scope=scope_of(request), now=clock_now())
    except queries.NotFound as error:
        raise Http404 from error
    messages.success(request, gettext(AGAIN))
    return redirect("alerting_unreachable")


def _file_of(person: UUID | None) -> str:
    """The elder's file at the street desk, where a wrong number is put right."""
    return reverse("street_elder", args=[person]) if person else ""


def _within(text: str) -> Interval | None:
    try:
        return interval_of(text) if text else None
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
