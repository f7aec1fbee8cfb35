"""A neighbour's report about an elder, keyed in beside her file; a seat takes it from there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.registry import queries as registry
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.seen import SeenForm, seen_of
from chongyang.web.street.views import base_context, private

SENT = N_("已报告给坐席，坐席会马上处理。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.REPORT_NEED)
def report(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody told the clerk: an incident of this elder, which a seat takes."""
    row = registry.access_elder(scope_of(request), person)
    form = SeenForm(request.POST) if request.method == "POST" else SeenForm(initial={"key": new_key()})
    if request.method == "POST" and form.is_valid() and _is_kept(request, form, person):
        messages.success(request, SENT)
        return redirect("street_elder", person)
    context = {**base_context(request), "elder": row, "form": form}
    return private(render(request, "street/report.html", context))


def _is_kept(request: HttpRequest, form: SeenForm, person: UUID) -> bool:
    """Whether it was taken; what is wrong stands beside its field."""
    try:
        emergency.report_seen(
            report=seen_of(form, person), scope=scope_of(request), now=clock_now(), door="street"
        )
    except emergency.UnableToReport as error:
        for name, fault in error.faults.items():
            form.add_error(name, gettext(fault))
        return False
    return True
