"""A rota as a week: who has duty, where nobody has; shifts, substitutes, channels, activation."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.alerting import operations, queries
from chongyang.alerting.enums import ChannelKind
from chongyang.alerting.queries.rotas import duties_of
from chongyang.alerting.rules.rotas import gaps
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.alerting.views import private
from chongyang.web.parts.doors import opens_for, scope_of

DAYS = 7
STAFF = (Role.SHIFT_LEAD, Role.OPERATOR, Role.DISPATCHER)
KEPT = N_("已保存。")
ACTIVE = N_("排班已启用。")
WHEN = N_("请填写起止时间。")


@require_GET
@opens_for(Can.READ_ESCALATION)
def rota(request: HttpRequest, rota: UUID) -> HttpResponse:
    """One week from today."""
    return show(request, rota)


def show(request: HttpRequest, rota: UUID, problem: str = "") -> HttpResponse:
    """The page of one rota with what the last action said."""
    scope, moment = scope_of(request), clock_now()
    try:
        row = queries.access_rota(scope, rota)
    except queries.NotFound as error:
        raise Http404 from error
    findings = queries.check_rota(scope, row, moment)
    people = staff_of(row.area, moment)
    context = {
        "rota": row,
        "days": list(_week(scope, row, moment)),
        "gaps": findings.gaps,
        "silent": _silent(findings.silent, people),
        "people": sorted(people.items(), key=lambda pair: pair[1]),
        "channels": [kind for kind in ChannelKind.choices() if kind[0] != ChannelKind.APP],
        "may_lead": may(scope, Can.LEAD_SHIFT),
        "problem": problem,
    }
    return private(render(request, "alerting/rota.html", context))


def _silent(silent: Any, people: dict[UUID, str]) -> list[dict[str, Any]]:
    """Who cannot be reached: her first duty, and how many more."""
    spans: dict[UUID, list[Any]] = {}
    for account, span in silent:
        spans.setdefault(account, []).append(span)
    return [
        {"name": _name(account, people), "first": held[0], "more": len(held) - 1}
        for account, held in spans.items()
    ]


def staff_of(area: int, moment: datetime) -> dict[UUID, str]:
    """The people of the line whose post covers the area, by name of work."""
    with enter(system_scope("rota")):
        keys = [key for role in STAFF for key in territory.list_holders(role.value, area, moment)]
    return territory.names_of(keys)


def _name(account: UUID, people: dict[UUID, str]) -> str:
    return people.get(account) or territory.names_of([account]).get(account, "")


def _week(scope: Scope, row: Any, moment: datetime) -> Any:
    """Each day with its spans in order: duties with their names, and gaps."""
    today = timezone.localdate(moment)
    for offset in range(DAYS):
        day = today + timedelta(days=offset)
        begins = timezone.make_aware(datetime.combine(day, time.min))
        yield {"day": day, "spans": _spans(scope, row, begins, begins + timedelta(days=1))}


def _spans(scope: Scope, row: Any, begins: datetime, ends: datetime) -> list[dict[str, Any]]:
    shifts = queries.list_shifts(scope, row, begins, ends)
    keys = {key for shift in shifts for key in (shift.account, shift.stands_for) if key}
    names = territory.names_of(keys)
    held = [
        {
            "id": shift.id,
            "from": max(shift.begins_at, begins),
            "until": _clock(min(shift.ends_at, ends), ends),
            "who": names.get(shift.account, ""),
            "stands_for": names.get(shift.stands_for, "") if shift.stands_for else "",
        }
        for shift in shifts
    ]
    open_ones = [
        {"id": None, "from": first, "until": _clock(last, ends)}
        for first, last in gaps(duties_of(shifts), begins, ends)
    ]
    return sorted([*held, *open_ones], key=lambda span: span["from"])


def _clock(at: datetime, midnight: datetime) -> str:
    """The hour and minute at which a span ends; the end of the day is 24:00."""
    return "24:00" if at == midnight else f"{timezone.localtime(at):%H:%M}"


def act(request: HttpRequest, rota: UUID, do: Callable[[], Any], said: str = KEPT) -> HttpResponse:
    """Run one operation; what refuses it is told on the page."""
    try:
        do()
    except queries.NotFound as error:
        raise Http404 from error
    except operations.UnableToSchedule as error:
        return show(request, rota, problem=gettext(error.reason))
    messages.success(request, said)
    return redirect("alerting_rota", rota)


@require_POST
@opens_for(Can.LEAD_SHIFT)
def make(request: HttpRequest) -> HttpResponse:
    """A new rota for the whole reach of whoever makes it."""
    scope, said = scope_of(request), request.POST
    area = scope.intervals[0][0] if scope.intervals else 0
    name = said.get("name", "").strip()[:60]
    try:
        row = operations.make_rota(
            code=said.get("code", "").strip()[:40] or name, name=name, area=area, scope=scope, now=clock_now()
        )
    except operations.UnableToSchedule as error:
        messages.error(request, error.reason)
        return redirect("alerting")
    return redirect("alerting_rota", row.id)


@require_POST
@opens_for(Can.LEAD_SHIFT)
def add(request: HttpRequest, rota: UUID) -> HttpResponse:
    """A shift, or somebody in the place of somebody."""
    said, scope = request.POST, scope_of(request)
    begins, ends = _moment(said.get("begins", "")), _moment(said.get("ends", ""))
    account, stands_for = _uuid(said.get("account", "")), _uuid(said.get("stands_for", ""))
    if not (begins and ends and account):
        return show(request, rota, problem=gettext(WHEN))
    return act(
        request,
        rota,
        lambda: operations.add_shift(
            rota=rota,
            account=account,
            begins_at=begins,
            ends_at=ends,
            stands_for=stands_for,
            scope=scope,
            now=clock_now(),
        ),
    )


@require_POST
@opens_for(Can.LEAD_SHIFT)
def cancel(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Take a shift back."""
    scope = scope_of(request)
    try:
        row = queries.access_shift(scope, shift)
    except queries.NotFound as error:
        raise Http404 from error
    return act(
        request, row.rota_id, lambda: operations.cancel_shift(shift=shift, scope=scope, now=clock_now())
    )


@require_POST
@opens_for(Can.LEAD_SHIFT)
def channel(request: HttpRequest, rota: UUID) -> HttpResponse:
    """A number by which somebody can be reached."""
    scope, said = scope_of(request), request.POST
    try:
        row = queries.access_rota(scope, rota)
    except queries.NotFound as error:
        raise Http404 from error
    account, kind = _uuid(said.get("account", "")), said.get("kind", "")
    if account is None or account not in staff_of(row.area, clock_now()) or kind not in set(ChannelKind):
        raise Http404
    return act(
        request,
        rota,
        lambda: operations.keep_channel(
            account=account,
            kind=kind,
            address=said.get("address", ""),
            area=row.area,
            scope=scope,
            now=clock_now(),
        ),
    )


@require_POST
@opens_for(Can.LEAD_SHIFT)
def activate(request: HttpRequest, rota: UUID) -> HttpResponse:
    """Put it in force, or say who and when prevents it."""
    scope = scope_of(request)
    return act(
        request, rota, lambda: operations.activate_rota(rota=rota, scope=scope, now=clock_now()), ACTIVE
    )


def _moment(text: str) -> datetime | None:
    """A local moment as the browser writes it."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return None
    return said if timezone.is_aware(said) else timezone.make_aware(said)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
