"""What all pages of the desk share: the tabs with their live counts, and how a refusal is told."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import ALREADY_DONE, UnableToStep
from chongyang.core.scopes import Scope
from chongyang.hotline.operations import UnableToHandle
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline import shown
from chongyang.web.hotline.words import DOUBLE, SAVED, TABS
from chongyang.web.parts import live
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.middleware import own_transaction
from chongyang.web.parts.streams import read_scope, stream


def private(response: HttpResponse) -> HttpResponse:
    """What people asked and complained of stays in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def tabs_of(scope: Scope, here: str, now: datetime) -> list[dict[str, Any]]:
    """The tabs open to this role, with how much waits under each."""
    return [
        {
            "url_name": name,
            "label": label,
            "icon": icon,
            "topic": topic,
            "here": name == here,
            **shown.counts_of(scope, topic, now),
        }
        for name, label, icon, topic in TABS
        if name != "hotline_care" or may(scope, Can.CARE_CALLS)
    ]


def page(request: HttpRequest, template: str, here: str, **context: Any) -> HttpResponse:
    """A page of the desk under its tab."""
    scope, now = scope_of(request), clock_now()
    context = {
        "tabs": tabs_of(scope, here, now),
        "now": now,
        "may_answer": may(scope, Can.ANSWER_CALLS),
        "may_lead": may(scope, Can.LEAD_SHIFT),
        **context,
    }
    return private(render(request, template, context))


def tell(request: HttpRequest, do: Callable[[], Any], said: str = SAVED) -> Any:
    """Run one operation; a refusal becomes a message, a second click a friendly one, and the answer None."""
    try:
        done = do()
    except UnableToStep as error:
        friendly = error.reason == ALREADY_DONE
        (messages.info if friendly else messages.error)(request, DOUBLE if friendly else error.reason)
    except UnableToHandle as error:
        for fault in error.faults.values():
            messages.error(request, gettext(fault))
    else:
        messages.success(request, said)
        return done
    return None


def _render_count(topic: str, scope: Scope) -> str:
    counted = shown.counts_of(scope, topic, clock_now())
    return render_to_string("hotline/count.html", counted)


def _render_bar(scope: Scope) -> str:
    return render_to_string("hotline/care_bar.html", shown.bar_of(scope, clock_now()))


SOURCES = [
    live.Source(f"count-{topic}", topic, partial(_render_count, topic)) for _, _, _, topic in TABS if topic
]
BAR = live.Source("care-bar", "care_calls", _render_bar)


@own_transaction
@require_GET
def moving(request: HttpRequest) -> HttpResponseBase:
    """The stream of the counts and of the day's bar."""
    scope = read_scope(request)
    if not may(scope, Can.HANDLE_ORDERS):
        raise PermissionDenied
    return stream(request, [*SOURCES, BAR] if may(scope, Can.CARE_CALLS) else SOURCES, scope)
