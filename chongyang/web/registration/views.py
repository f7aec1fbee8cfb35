"""The first page of the desk: what waits, each with its number and its way in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.registration import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.registration.changes import change_rows
from chongyang.web.registration.doing import base, private
from chongyang.web.registration.hand_overs import hand_over_rows
from chongyang.web.registration.shares import whole

SHORT = 5


@require_GET
@opens_for(Can.KEEP_REGISTER)
def overview(request: HttpRequest) -> HttpResponse:
    """Numbers, and the most urgent of what waits for me."""
    scope = scope_of(request)
    changes = queries.list_changes(scope, mine=True, limit=SHORT)
    answers = queries.list_hand_overs(scope, mine=True, limit=SHORT)
    context = {
        **base(request, "overview"),
        "tiles": _tiles(scope),
        "changes": change_rows(request, changes),
        "hand_overs": hand_over_rows(request, answers),
        "applications": queries.list_applications(scope, limit=SHORT),
    }
    return private(render(request, "registration/overview.html", context))


def _tiles(scope: Scope) -> list[dict[str, Any]]:
    now, share = clock_now(), whole(scope)
    invited = queries.count_invitations(scope)
    late = queries.count_late(scope, now)
    waiting = invited.get("to_invite", 0)
    return [
        _tile(
            gettext("入网申请"),
            queries.count_waiting(scope),
            gettext("件待受理"),
            "registration_applications",
        ),
        _tile(
            gettext("变更申请"),
            queries.count_mine(scope),
            gettext("件待我审核"),
            "registration_changes",
            gettext("辖区内逾期 %(n)s 件") % {"n": late} if late else "",
        ),
        _tile(
            gettext("迁移交接"),
            queries.count_to_answer(scope),
            gettext("件待我方答复"),
            "registration_hand_overs",
        ),
        _tile(gettext("邀请名单"), waiting, gettext("人待邀请"), "registration_invitations"),
        _tile(gettext("登记率"), share or "–", gettext("占已知老人"), "registration_progress"),
    ]


def _tile(label: str, number: Any, unit: str, name: str, warning: str = "") -> dict[str, Any]:
    return {"label": label, "number": number, "unit": unit, "url": reverse(name), "warning": warning}
