"""Mandates: given to an account named exactly, renewed, revoked with a reason; those that are ending."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import purpose_of
from chongyang.web.street.edits import SAVED
from chongyang.web.street.forms import GiveMandateForm, RenewMandateForm, uuid_of
from chongyang.web.street.shown import mandate_rows, rows_of
from chongyang.web.street.views import ask_purpose, base_context, private

PAGE = 30
RENEWED = N_("已续期，原来的委托由新的接替。")
REVOKED = N_("委托已撤销，受托人已看不到这份档案。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def mandate(request: HttpRequest, person: UUID) -> HttpResponse:
    """Let a family account act for this elder."""
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    form = GiveMandateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _give(request, person, form):
        messages.success(request, SAVED)
        return redirect(f"/street/elder/{person}/#mandates")
    context = {**base_context(request), "elder": row, "form": form}
    return private(render(request, "street/mandate.html", context))


def _give(request: HttpRequest, person: UUID, form: GiveMandateForm) -> bool:
    scope, username = scope_of(request), form.cleaned_data["username"]
    said = form.mandate()
    try:
        registry.give_mandate(
            elder=person, username=username, form=said, scope=scope, by=scope.actor, now=clock_now()
        )
    except registry.UnableToUpdate as refused:
        for name, reason in refused.reasons.items():
            form.add_error(name if name in form.fields else None, gettext(reason))
        return False
    return True


@require_POST
@opens_for(Can.WRITE_ELDERS)
def revoke(request: HttpRequest, person: UUID, mandate: UUID) -> HttpResponse:
    """End it now; a second click finds it ended and says so."""
    scope = scope_of(request)
    if mandate not in {row.id for row in queries.list_mandates(scope, person)}:
        raise queries.NotFound(str(mandate))
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    reason = request.POST.get("reason", "")
    try:
        registry.revoke_mandate(mandate=mandate, reason=reason, scope=scope, by=scope.actor, now=clock_now())
    except registry.UnableToUpdate as refused:
        messages.warning(request, next(iter(refused.reasons.values())))
    else:
        messages.success(request, REVOKED)
    return redirect(f"/street/elder/{person}/#mandates")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def renew(request: HttpRequest, person: UUID, mandate: UUID) -> HttpResponse:
    """A new paper takes over from the old one."""
    scope = scope_of(request)
    held = {row.id: row for row in queries.list_mandates(scope, person)}
    if mandate not in held:
        raise queries.NotFound(str(mandate))
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    form = RenewMandateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _renewed(request, mandate, form):
        messages.success(request, RENEWED)
        return redirect(f"/street/elder/{person}/#mandates")
    row = queries.access_elder(scope, person)
    one = mandate_rows([held[mandate]], clock_now())[0]
    context = {**base_context(request), "elder": row, "form": form, "one": one}
    return private(render(request, "street/renew.html", context))


def _renewed(request: HttpRequest, mandate: UUID, form: RenewMandateForm) -> bool:
    scope = scope_of(request)
    try:
        registry.renew_mandate(
            mandate=mandate, form=form.renewal(), scope=scope, by=scope.actor, now=clock_now()
        )
    except registry.UnableToUpdate as refused:
        for name, reason in refused.reasons.items():
            form.add_error(name if name in form.fields else None, gettext(reason))
        return False
    return True


@require_GET
@opens_for(Can.WRITE_ELDERS)
def ending(request: HttpRequest) -> HttpResponse:
    """Mandates of the street that end soon or ended lately, and of which a renewal was asked."""
    scope, now = scope_of(request), clock_now()
    after = _place(request.GET.get("after", ""))
    rows = queries.list_ending_mandates(scope, now, limit=PAGE + 1, after=after)
    elders = queries.list_by_key(scope, {row.person for row in rows})
    known = {one["row"].id: one for one in rows_of(scope, elders, {})}
    told = mandate_rows(rows[:PAGE], now)
    shown = [{**one, "person": known[one["row"].person]} for one in told if one["row"].person in known]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = f"{last.valid_to.isoformat()}~{last.id}" if last and last.valid_to else ""
    context = {**base_context(request), "rows": shown, "following": following}
    return private(render(request, "street/ending.html", context))


def _place(text: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; a torn address begins anew."""
    moment, _, key = text.partition("~")
    try:
        at, person = datetime.fromisoformat(moment), uuid_of(key)
    except ValueError:
        return None
    return (at, person) if person and at.tzinfo else None
