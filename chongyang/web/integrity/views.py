"""The checks by severity with their counts, one check with its rows, an exception accepted and taken back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.integrity import Check, Severity
from chongyang.core.queries import integrity as queries
from chongyang.core.queries.integrity import Found, Line
from chongyang.core.words import N_
from chongyang.registry import queries as registry
from chongyang.territory import operations as territory
from chongyang.territory import queries as areas
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.integrity.words import ROOMS, TONES, desk_of, mend_of
from chongyang.web.parts.doors import opens_for, scope_of

PAGE = 50
EXCUSED = N_("已认可，到期会再提示。")
WITHDRAWN = N_("已撤回，这一条重新列为待处理。")
AGAIN = N_("已重新核查。")
CHART_WIDTH, CHART_HEIGHT = 320, 64


class ExcuseForm(forms.Form):
    """Why a finding is right as it is, and until when."""

    reason = forms.CharField(label=_("理由"), max_length=200)
    until = forms.DateField(
        label=_("有效至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_GET
@opens_for(Can.CHECK_INTEGRITY)
def overview(request: HttpRequest) -> HttpResponse:
    """Every check with its open findings within reach."""
    scope, moment = scope_of(request), clock_now()
    found = territory.list_found(scope, now=moment)
    context = {
        "run": queries.last_run(),
        "groups": [_group(severity, found) for severity in Severity],
        "clean": [_row(one) for one in found if not one.value],
        "open": sum(one.open for one in found),
        "checks": len(found),
        "chart": _chart(queries.trend(scope)),
    }
    return _private(render(request, "integrity/overview.html", context))


def _group(severity: Severity, found: list[Found]) -> dict[str, Any]:
    rows = [one for one in found if one.check.severity is severity and one.value]
    rows.sort(key=lambda one: (-one.open, one.check.name))
    return {
        "label": severity.label,
        "tone": TONES[severity],
        "open": sum(one.open for one in rows),
        "rows": [_row(one) for one in rows],
    }


def _row(one: Found) -> dict[str, Any]:
    return {
        "found": one,
        "check": one.check,
        "room": ROOMS.get(one.check.room, one.check.room),
        "desk": desk_of(one.check),
    }


def _chart(points: list[tuple[Any, int]]) -> dict[str, Any] | None:
    """The open findings of the last runs as bars in pixels; nothing where there are not two runs."""
    if len(points) < 2:
        return None
    most = max(value for _, value in points) or 1
    width, empty = CHART_WIDTH / queries.RUNS, queries.RUNS - len(points)
    bars = [
        {
            "x": round((empty + place) * width, 1),
            "y": round(CHART_HEIGHT * (1 - value / most), 1),
            "width": round(width * 0.8, 1),
            "height": max(1.0, round(CHART_HEIGHT * value / most, 1)),
            "at": at,
            "value": value,
        }
        for place, (at, value) in enumerate(points)
    ]
    return {"bars": bars, "first": points[0], "last": points[-1]}


@require_GET
@opens_for(Can.CHECK_INTEGRITY)
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One check: what it means, how many, where, and its rows a page at a time."""
    return _private(_page(request, _known(name)))


def _known(name: str) -> Check:
    try:
        return territory.known_check(name)
    except territory.UnknownCheck as error:
        raise Http404 from error


def _page(
    request: HttpRequest, check: Check, row: UUID | None = None, form: ExcuseForm | None = None
) -> HttpResponse:
    """The check; with the form that was refused at its row, what was typed kept in it."""
    scope, moment = scope_of(request), clock_now()
    lines = territory.list_lines(scope, check.name, now=moment, after=_after(request), limit=PAGE + 1)
    counties = queries.count_by_county(scope, check.name)
    names = areas.area_names(line.area for line in lines)
    context = {
        "check": check,
        "tone": TONES[check.severity],
        "room": ROOMS.get(check.room, check.room),
        "desk": desk_of(check),
        "count": sum(value for _, value in counties),
        "counties": [(areas.area_name(area), value) for area, value in counties[:20]],
        "rows": _lines(request, check, lines[:PAGE], names, {row: form} if row and form else {}),
        "next": lines[PAGE - 1].row if len(lines) > PAGE else None,
        "is_later": "after" in request.GET,
        "after": _after(request) or "",
        "may_excuse": may(scope, Can.EXCUSE_FINDINGS),
        "chart": _chart(queries.trend(scope, (check.name,))),
    }
    return render(request, "integrity/check.html", context, status=422 if form else 200)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["after"])
    except (KeyError, ValueError):
        return None


def _lines(
    request: HttpRequest,
    check: Check,
    lines: list[Line],
    places: dict[int, str],
    refused: dict[UUID, ExcuseForm],
) -> list[dict[str, Any]]:
    scope = scope_of(request)
    persons = [line.person for line in lines if line.person]
    shown = {elder.id: mask_name(elder.name) for elder in registry.list_by_key(scope, persons)}
    return [
        {
            "line": line,
            "who": shown.get(line.person, "") if line.person else "",
            "place": places.get(line.area, "") or gettext("全市"),
            "mend": mend_of(check, line, scope),
            "form": refused.get(line.row) or ExcuseForm(auto_id=f"id_%s_{line.row}"),
            "is_refused": line.row in refused,
        }
        for line in lines
    ]


@require_POST
@opens_for(Can.CHECK_INTEGRITY)
def again(request: HttpRequest, name: str) -> HttpResponse:
    """Ask this check once more; what was mended is gone."""
    territory.check_again(name=_known(name).name, scope=scope_of(request), now=clock_now())
    messages.success(request, AGAIN)
    return redirect("integrity_check", name)


@require_POST
@opens_for(Can.EXCUSE_FINDINGS)
def excuse(request: HttpRequest, name: str, row: UUID) -> HttpResponse:
    """Accept one finding as right until a day."""
    scope, check = scope_of(request), _known(name)
    form = ExcuseForm(request.POST, auto_id=f"id_%s_{row}")
    if not form.is_valid():
        return _private(_page(request, check, row, form))
    try:
        territory.excuse_finding(
            name=name, row=row, **form.cleaned_data, scope=scope, by=scope.actor, now=clock_now()
        )
    except territory.UnableToExcuse as refused:
        if not refused.field:  # gone or accepted already: there is no form to come back to
            messages.warning(request, refused.reason)
            return redirect("integrity_check", name)
        form.add_error(refused.field, gettext(refused.reason))
        return _private(_page(request, check, row, form))
    messages.success(request, EXCUSED)
    return redirect("integrity_check", name)


@require_POST
@opens_for(Can.EXCUSE_FINDINGS)
def withdraw(request: HttpRequest, name: str, excuse: UUID) -> HttpResponse:
    """Take an exception back."""
    scope = scope_of(request)
    try:
        territory.withdraw_excuse(excuse=excuse, scope=scope, by=scope.actor, now=clock_now())
    except territory.UnableToExcuse as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, WITHDRAWN)
    return redirect("integrity_check", name)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
