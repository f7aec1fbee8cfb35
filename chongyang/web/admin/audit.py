"""The trail of events for the auditor, within his scope, and the proof that nobody altered it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.event_words import content_of, words_of
from chongyang.core.queries import chain, events
from chongyang.registry.enums import PURPOSE_WORDS
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.rules.capabilities import Can
from chongyang.web.admin.accounts import private
from chongyang.web.admin.forms import TrailForm
from chongyang.web.parts.doors import opens_for, scope_of

PAGE = 50
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}


@require_GET
@opens_for(Can.READ_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Events by kind, subject and time, the newest first, a page at a time."""
    form = TrailForm(request.GET)
    rows = _rows(request, form.cleaned_data) if form.is_valid() else []
    more = request.GET.copy()
    if len(rows) > PAGE:
        more["before"] = str(rows[PAGE - 1].seq)
    context = {
        "form": form,
        "rows": _shown(rows[:PAGE]),
        "more": more.urlencode() if len(rows) > PAGE else "",
        "is_later": bool(request.GET.get("before")),
    }
    return private(render(request, "administration/audit.html", context))


def _rows(request: HttpRequest, asked: dict[str, Any]) -> list[Any]:
    words: dict[str, Any] = {
        "kind_prefix": asked["kind"],
        "since": _midnight(asked["since"]),
        "until": _midnight(asked["until"] + timedelta(days=1)) if asked["until"] else None,
        "before": asked["before"],
        "limit": PAGE + 1,
    }
    scope, subject = scope_of(request), asked["subject"]
    if not subject:
        return events.list_events(scope, **words)
    found = [
        *events.list_events(scope, subject=subject, **words),
        *events.list_events(scope, persons=[subject], **words),
    ]
    return sorted({row.seq: row for row in found}.values(), key=lambda row: -row.seq)[: PAGE + 1]


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _shown(rows: list[Any]) -> list[dict[str, Any]]:
    names = territory.names_of(row.actor_account for row in rows if row.actor_account)
    organisations = territory.organisation_names(row.actor_organisation for row in rows)
    areas = territory.area_names(row.area for row in rows)
    return [
        {
            "row": row,
            "words": words_of(row.kind, get_language()),
            "who": names.get(row.actor_account, row.actor_label),
            "role": ROLES.get(row.actor_role, row.actor_role),
            "organisation": organisations.get(row.actor_organisation, ""),
            "place": areas.get(row.area, ""),
            "purpose": PURPOSE_WORDS.get(row.purpose, row.purpose),
            "content": content_of(row.kind, row.payload or {}, get_language()),
        }
        for row in rows
    ]


@require_POST
@opens_for(Can.READ_AUDIT)
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say what was found; at city size this takes minutes."""
    return private(render(request, "administration/verify.html", {"verdict": chain.verify_chain()}))
