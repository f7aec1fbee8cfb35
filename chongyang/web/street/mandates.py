"""Mandates of an open file: one given to an account named exactly, one revoked with its reason."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.street.edits import SAVED
from chongyang.web.street.forms import GiveMandateForm
from chongyang.web.street.opening import purpose_of
from chongyang.web.street.views import ask_purpose, base_context, private

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
