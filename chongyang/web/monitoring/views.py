"""The list of open alerts, and one elder's monitoring in charts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import age_on, mask_name
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.telecare import operations, queries
from chongyang.telecare.enums import AlertLevel, AlertOutcome, AwayKind
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.monitoring import shown
from chongyang.web.monitoring.opening import open_for, purpose_of, purposes_of
from chongyang.web.parts.doors import opens_for, scope_of

PART = "vitals"
PAGE = 40
TAKEN, CLOSED = N_("已接手。"), N_("已办结。")
OUTCOMES = [(one.value, one.label) for one in AlertOutcome]


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@opens_for(Can.WATCH_VITALS)
def monitoring(request: HttpRequest) -> HttpResponse:
    """Open alerts, the gravest first, then the longest waiting."""
    scope, now = scope_of(request), clock_now()
    level = request.GET.get("level", "")
    level = level if level in [one.value for one in AlertLevel] else ""
    after = _uuid(request.GET.get("after", ""))
    rows = queries.list_alerts(scope, now, level, after, limit=PAGE + 1)
    counted = queries.count_alerts(scope, now)
    context = {
        "alerts": shown.alert_rows(rows[:PAGE], names_of(request, rows[:PAGE]), now),
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "levels": [(one.value, one.label, counted.get(one.value, 0)) for one in AlertLevel],
        "late": counted["late"],
        "level": level,
        "outcomes": OUTCOMES,
        "purpose": purposes_of(scope)[0].value,
        "now": now,
    }
    return private(render(request, "monitoring/monitoring.html", context))


def names_of(request: HttpRequest, rows: list[Any]) -> dict[UUID, str]:
    """Masked names of the persons of alerts, in one statement."""
    persons = {row.person for row in rows}
    return {row.id: mask_name(row.name) for row in elders.list_by_key(scope_of(request), persons)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@opens_for(Can.WATCH_VITALS)
def open_elder(request: HttpRequest) -> HttpResponse:
    """Open a person's monitoring for the chosen purpose; without one it is asked for."""
    person = _uuid(request.POST.get("person", ""))
    if person is None:
        raise Http404
    elders.access_elder(scope_of(request), person)
    open_for(request, person, request.POST.get("purpose", ""))
    return redirect("monitoring_elder", person)


def reaching(request: HttpRequest, alert: UUID) -> Scope:
    """The scope, if it reaches the alert: not there and not hers are one answer."""
    scope = scope_of(request)
    if queries.get_alert(scope, alert) is None:
        raise Http404
    return scope


@require_POST
@opens_for(Can.WATCH_VITALS)
def take(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Somebody looks after it."""
    scope = reaching(request, alert)
    try:
        operations.take_alert(alert=alert, scope=scope, by=scope.actor, now=clock_now())
    except operations.UnableToHandle as refused:
        messages.error(request, gettext(str(refused)))
    else:
        messages.success(request, TAKEN)
    return _back(request)


@require_POST
@opens_for(Can.WATCH_VITALS)
def close(request: HttpRequest, alert: UUID) -> HttpResponse:
    """How it ended."""
    scope, outcome = reaching(request, alert), request.POST.get("outcome", "")
    try:
        operations.close_alert(alert=alert, outcome=outcome, scope=scope, by=scope.actor, now=clock_now())
    except operations.UnableToHandle as refused:
        messages.error(request, gettext(str(refused)))
    else:
        messages.success(request, CLOSED)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the elder's page if it was asked from there, else to the list."""
    person = _uuid(request.POST.get("person", ""))
    return redirect("monitoring_elder", person) if person else redirect("monitoring")


@require_GET
@opens_for(Can.WATCH_VITALS)
def elder(request: HttpRequest, person: UUID) -> HttpResponse:
    """One elder: newest values, alerts, charts of a period. Opening it is a reading that she can see."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    scope, now = scope_of(request), clock_now()
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now}
    row = registry.read_part(elder_id=person, part=PART, purpose=purpose, **told)
    period = shown.period_of(request.GET.get("period", ""))
    return private(render(request, "monitoring/elder.html", _context(request, row, period)))


def _context(request: HttpRequest, row: Any, period: shown.Period) -> dict[str, Any]:
    scope, now = scope_of(request), clock_now()
    since = now - period.span
    buckets = queries.list_buckets_of(scope, row.id, since, now, int(period.step.total_seconds()))
    strip = queries.list_buckets_of(scope, row.id, since, now, int(period.strip.total_seconds()))
    alerts = queries.list_alerts_of(scope, row.id)
    marks = [one for one in alerts if one.last_at >= since]
    applied = queries.list_applied(scope, row.id, now)
    away = queries.get_away(scope, row.id, now)
    return {
        **head(request, row),
        "period": period,
        "periods": shown.PERIODS,
        "is_withheld": not queries.shares_vitals(scope, row.id),
        "last": shown.last_facts(queries.list_last_of(scope, row.id)),
        "alerts": shown.alert_rows(alerts[:20], {}, now),
        "charts": shown.charts_of(buckets, applied, marks, period, now),
        "strip": shown.strip_of(strip, period, now),
        "strip_rows": shown.strip_table(strip),
        "away": away,
        "away_label": shown.away_words(away) if away else "",
        "away_kinds": [(one.value, one.label) for one in AwayKind],
        "outcomes": OUTCOMES,
        "now": now,
    }


def head(request: HttpRequest, row: Any) -> dict[str, Any]:
    """Who it is, as each page of one elder says it."""
    scope = scope_of(request)
    return {
        "elder": row,
        "name": mask_name(row.name) if may(scope, Can.ANSWER_CALLS) else row.name,
        "age": age_on(row.born_on, timezone.localdate(clock_now())),
        "place": territory.area_name(row.area),
        "may_set": may(scope, Can.SET_LIMITS),
        "may_open": may(scope, Can.OPEN_FILES),
    }


def ask_purpose(request: HttpRequest, person: UUID) -> HttpResponse:
    """A covered line of who it is, and the purposes."""
    scope = scope_of(request)
    row = elders.access_elder(scope, person)
    context = {"elder": row, "name": mask_name(row.name), "purposes": purposes_of(scope)}
    return private(render(request, "monitoring/purpose.html", context))
