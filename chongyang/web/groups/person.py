"""One person's classes, household and carers: a part of the file, opened for a purpose and written down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.groups import operations as groups
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.groups.shown import people, person_context
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import last_purpose, purpose_of, purposes_of

SAVED = N_("已保存。")
NO_FILES = N_("这里只能填写文字，不能上传文件。")
PART = "household"


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def told(request: HttpRequest) -> dict[str, Any]:
    """What every operation wants to know of who acts."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def purposes(request: HttpRequest) -> dict[str, Any]:
    return {"purposes": purposes_of(scope_of(request)), "last_purpose": last_purpose(request)}


@require_GET
@opens_for(Can.READ_CLASSES)
def elder(request: HttpRequest, person: UUID) -> HttpResponse:
    """The page, if the file stands open; else the question for what it shall be opened."""
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    row = registry.read_part(elder_id=person, part=PART, purpose=purpose, **told(request))
    context = person_context(scope_of(request), row, clock_now())
    return private(render(request, "groups/person.html", context))


def ask_purpose(request: HttpRequest, person: UUID) -> HttpResponse:
    """A covered line of who it is, and the purposes."""
    scope, now = scope_of(request), clock_now()
    row = queries.access_elder(scope, person)
    one = people(scope, [row.id], timezone.localdate(now))[row.id]
    return private(render(request, "groups/purpose.html", {"one": one, **purposes(request)}))


def filled(
    request: HttpRequest,
    person: UUID,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    lead: str = "",
    anchor: str = "",
    **more: Any,
) -> HttpResponse:
    """A form on a page of its own: saved and back, or its reasons beside the fields."""
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    if request.FILES:
        form.add_error(None, NO_FILES)
    if form.is_bound and form.is_valid() and _done(request, form, act):
        messages.success(request, SAVED)
        return redirect(f"/groups/elder/{person}/#{anchor}")
    context = {"elder": row, "form": form, "title": title, "lead": lead, "anchor": anchor, **more}
    return private(render(request, "groups/form.html", context))


def _done(request: HttpRequest, form: Any, act: Callable[[dict[str, Any]], Any]) -> bool:
    try:
        act(told(request))
    except groups.UnableToGroup as refused:
        form.tell(refused.reasons)
        return False
    return True
