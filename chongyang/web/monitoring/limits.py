"""An elder's own limits with their history, and whether she is at home."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.telecare import operations, queries
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Applied, Form
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.rules.capabilities import Can
from chongyang.web.monitoring.opening import purpose_of
from chongyang.web.monitoring.views import PART, ask_purpose, head, private
from chongyang.web.monitoring.words import ORIGINS, amount, name_of, source_of
from chongyang.web.parts.doors import opens_for, scope_of

SET, BACK, AWAY = N_("限值已保存。"), N_("已登记回家。"), N_("已登记外出，期间不判断无活动。")


class LimitForm(forms.Form):
    """One rule, her own limit or none, and why."""

    rule = forms.ChoiceField(label=_("规则"))
    limit = forms.FloatField(label=_("本人限值"), required=False, help_text=_("留空则恢复通用限值"))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        rules = vitals.load_rules().rules.values()
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            (rule.code, name_of(rule.code)) for rule in rules if rule.form is not Form.ENVIRONMENT
        ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.SET_LIMITS)
def page(request: HttpRequest, person: UUID) -> HttpResponse:
    """What holds for her now and whose limit it is; a form to set one; who set what before."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    scope, now = scope_of(request), clock_now()
    form = LimitForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.set_limit(person=person, scope=scope, by=scope.actor, now=now, **form.cleaned_data)
        except operations.UnableToSetLimit as refused:
            form.add_error("limit", gettext(str(refused)))
        else:
            messages.success(request, SET)
            return redirect("monitoring_limits", person)
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now}
    row = registry.read_part(elder_id=person, part=PART, purpose=purpose, **told)
    context = {
        **head(request, row),
        "form": form,
        "rows": [
            _row(code, one)
            for code, one in queries.list_applied(scope, person, now).items()
            if one.rule.form is not Form.ENVIRONMENT
        ],
        "history": [_past(one) for one in queries.list_limits(scope, person)],
    }
    return private(render(request, "monitoring/limits.html", context))


def _row(code: str, applied: Applied) -> dict[str, Any]:
    source, is_confirmed = source_of(code)
    return {
        "name": name_of(code),
        "limit": amount(applied.rule, applied.limit),
        "origin": gettext(ORIGINS[applied.origin]),
        "is_own": applied.origin == "override",
        "source": source,
        "is_confirmed": is_confirmed,
    }


def _past(row: Any) -> dict[str, Any]:
    rule = vitals.load_rules().rules.get(row.rule)
    roles = {role.value: words for role, words in ROLE_LABELS.items()}
    return {
        "row": row,
        "name": name_of(row.rule),
        "limit": amount(rule, row.limit) if rule else f"{row.limit:g}",
        "role": gettext(roles.get(row.set_role, row.set_role)) if row.set_role else "",
    }


@require_POST
@opens_for(Can.WATCH_VITALS)
def away(request: HttpRequest, person: UUID) -> HttpResponse:
    """She is not at home: absence rules pause."""
    scope = scope_of(request)
    elders.access_elder(scope, person)
    try:
        operations.say_away(
            person=person,
            kind=request.POST.get("kind", ""),
            until=None,
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except operations.UnableToSetLimit as refused:
        messages.error(request, gettext(str(refused)))
    else:
        messages.success(request, AWAY)
    return redirect("monitoring_elder", person)


@require_POST
@opens_for(Can.WATCH_VITALS)
def back(request: HttpRequest, person: UUID) -> HttpResponse:
    """She is at home again."""
    scope = scope_of(request)
    operations.say_back(person=person, scope=scope, by=scope.actor, now=clock_now())
    messages.success(request, BACK)
    return redirect("monitoring_elder", person)
