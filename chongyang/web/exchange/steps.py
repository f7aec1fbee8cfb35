"""What is done with an agreement from its page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.exchange import operations
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.exchange.forms import FIELD_OF, TermsForm
from chongyang.web.exchange.views import page
from chongyang.web.parts.doors import opens_for, scope_of

PROPOSED = N_("协议已提出，等另一位审定。")
DONE = N_("已办理。")
KEY = N_("接口密钥，只显示这一次；原来的密钥已失效。请当面或密封交给对方。")
SIGNING = N_("推送签名的密钥，只显示这一次。")
ACTIONS = {"suspend": Can.PROPOSE_AGREEMENTS, "end": Can.PROPOSE_AGREEMENTS, "resume": Can.DECIDE_AGREEMENTS}


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROPOSE_AGREEMENTS)
def new(request: HttpRequest) -> HttpResponse:
    """The terms of a new agreement."""
    form = TermsForm(request.POST or None, departments=_departments())
    if form.is_bound and form.is_valid():
        scope = scope_of(request)
        try:
            row = operations.propose_agreement(
                terms=form.terms(), scope=scope, by=scope.actor, now=clock_now()
            )
        except operations.UnableToAgree as refused:
            for name, why in refused.reasons.items():
                form.add_error(FIELD_OF.get(name, name) or None, gettext(why))
        else:
            messages.success(request, PROPOSED)
            return redirect("exchange_agreement", row.id)
    return render(request, "exchange/new.html", {"form": form}, status=422 if form.errors else 200)


def _departments() -> list[tuple[str, str]]:
    """Organisations of today but the offices of streets, which ask as colleagues at their own desks."""
    rows = territory.list_organisations(on=localdate(clock_now()))
    return [(row.key, row.name) for row in rows.exclude(kind__in=("street_office", "station"))[:400]]


@require_POST
@opens_for(Can.DECIDE_AGREEMENTS)
def decide(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Into force, or back with a reason."""

    def step(scope: Any) -> None:
        operations.decide_agreement(
            agreement=agreement,
            is_accepted=request.POST.get("decision") == "accept",
            reason=request.POST.get("reason", "")[:200],
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )

    return _stepped(request, agreement, step)


@require_POST
@opens_for(Can.READ_AGREEMENTS)
def act(request: HttpRequest, agreement: UUID, action: str) -> HttpResponse:
    """Suspend, resume, end."""
    if action not in ACTIONS:
        raise Http404

    def step(scope: Any) -> None:
        reason = request.POST.get("reason", "")[:200]
        operations.step_agreement(
            agreement=agreement, action=action, reason=reason, scope=scope, by=scope.actor, now=clock_now()
        )

    return _stepped(request, agreement, step)


def _stepped(request: HttpRequest, agreement: UUID, step: Any) -> HttpResponse:
    try:
        step(scope_of(request))
    except operations.UnableToAgree as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, DONE)
    return redirect("exchange_agreement", agreement)


@require_POST
@opens_for(Can.PROPOSE_AGREEMENTS)
def key(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """A new key, shown in this answer and never again."""
    scope = scope_of(request)
    try:
        secret = operations.give_key(agreement=agreement, scope=scope, by=scope.actor, now=clock_now())
    except operations.UnableToAgree as refused:
        messages.warning(request, refused.reason)
        return redirect("exchange_agreement", agreement)
    return page(request, agreement, secret=secret, meant=KEY)


@require_POST
@opens_for(Can.PROPOSE_AGREEMENTS)
def subscribe(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Begin or change the subscription; the signing secret is shown once."""
    scope, url = scope_of(request), request.POST.get("url", "").strip()[:300]
    try:
        secret = operations.subscribe(
            agreement=agreement, url=url, scope=scope, by=scope.actor, now=clock_now()
        )
    except operations.UnableToAgree as refused:
        messages.warning(request, refused.reason)
        return redirect("exchange_agreement", agreement)
    if not url:
        messages.success(request, DONE)
        return redirect("exchange_agreement", agreement)
    return page(request, agreement, secret=secret, meant=SIGNING)


@require_POST
@opens_for(Can.PROPOSE_AGREEMENTS)
def unsubscribe(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """No more changes."""

    def step(scope: Any) -> None:
        operations.unsubscribe(agreement=agreement, scope=scope, by=scope.actor, now=clock_now())

    return _stepped(request, agreement, step)
