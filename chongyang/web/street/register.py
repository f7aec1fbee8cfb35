"""入网登记: look first whether the file is there, then write a new one on one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core import identifiers
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.groups import operations as groups
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import Purpose, SearchPurpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import open_file
from chongyang.web.street.edits import areas_of, default_source
from chongyang.web.street.forms import (
    ContactRow,
    RegisterForm,
    are_valid,
    contact_rows,
    ordered,
    tell_contacts,
)
from chongyang.web.street.shown import rows_of
from chongyang.web.street.views import base_context, private, search

REGISTERED = N_("登记完成，档案已建立。")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def new(request: HttpRequest) -> HttpResponse:
    """First the search; with its answer the form, filled in with what was typed."""
    step = request.POST.get("step", "")
    if step == "find":
        return _found(request)
    if step == "save":
        return _save(request)
    return _page(request, form=None)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    context = {**base_context(request), "rows": [], "known": None, **more}
    return private(render(request, "street/register.html", context))


def _initial(request: HttpRequest) -> dict[str, Any]:
    areas = areas_of(request)
    told = {"source": default_source(request), "sourced_on": timezone.localdate().isoformat()}
    return {**told, "area": areas[0][0] if len(areas) == 1 else ""}


def _found(request: HttpRequest) -> HttpResponse:
    answer = search(request, SearchPurpose.REGISTERING)
    if not answer["text"]:
        return _page(request, form=None, **answer)
    form = RegisterForm(areas_of(request), initial={**_initial(request), **guess(answer["text"])})
    return _page(request, form=form, rows=contact_rows(None), **answer)


def guess(text: str) -> dict[str, str]:
    """Into which fields the words of the search go."""
    guessed = {}
    for word in text.split():
        number = identifiers.cleaned(word)
        if len(number) in (15, 18) and number[:-1].isdigit():
            guessed["identity_number"] = number
        elif number.isdigit():
            guessed["phone"] = word
        elif not word.isascii() and not any(char.isdigit() for char in word):
            guessed.setdefault("name", word)
    return guessed


def _save(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(areas_of(request), data=request.POST)
    rows = contact_rows(request.POST)
    form.refuse_files(request)
    if not (form.is_valid() and are_valid(rows)):
        return _page(request, form=form, rows=rows, refused=True)
    scope, pairs = scope_of(request), ordered(rows)
    wanted = form.elder(contact for _, contact in pairs)
    try:
        elder = registry.register_elder(scope=scope, form=wanted, by=scope.actor, now=clock_now())
    except registry.UnableToRegister as refused:
        return _refused(request, form, rows, [row for row, _ in pairs], refused)
    told: dict[str, Any] = {"kinds": wanted.profile.classes, "source": wanted.source}
    groups.propose_told(elder=elder.id, **told, scope=scope, by=scope.actor, now=clock_now())
    open_file(request, elder.id, Purpose.CORRECTION.value)
    messages.success(request, REGISTERED)
    return redirect("street_elder", elder.id)


def _refused(
    request: HttpRequest,
    form: RegisterForm,
    rows: list[ContactRow],
    filled: list[ContactRow],
    refused: registry.UnableToRegister,
) -> HttpResponse:
    form.tell(tell_contacts(filled, refused.reasons, gettext))
    known = None
    if isinstance(refused, registry.DuplicateIdentity):
        scope = scope_of(request)
        found = queries.find_elders(scope, request.POST["identity_number"], limit=1)
        known = next(iter(rows_of(scope, found.elders, found.why)), None)
    return _page(request, form=form, rows=rows, known=known, refused=True)
