"""Changing one section of a file. Who was faster is not overwritten: both values stand side by side."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registration.rules.lifecycles import is_decided_above
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import purpose_of
from chongyang.web.street.forms import SectionForm
from chongyang.web.street.views import ask_purpose, base_context, private
from chongyang.web.street.words import FIELDS, SEALED, SECTIONS, say

SAVED = N_("已保存。")
UNCHANGED = N_("没有改动。")


def areas_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Streets and communities within reach, communities under their street."""
    rows = territory.list_areas_within(scope_of(request))
    return [(f"{row.first}", ("　" if row.level == "community" else "") + row.name) for row in rows]


def default_source(request: HttpRequest) -> str:
    return "community" if scope_of(request).role == "community_officer" else "street"


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def edit(request: HttpRequest, person: UUID, section: str) -> HttpResponse:
    """One section of the file."""
    if section not in SECTIONS:
        raise Http404
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    present = _present(request, row, section)
    data = request.POST if request.method == "POST" else None
    form = _form(request, row, section, present, data)
    if request.method == "POST":
        form.refuse_files(request)
        if form.is_valid():
            return _save(request, row, section, form)
    return _page(request, row, section, form)


def _present(request: HttpRequest, row: Any, section: str) -> dict[str, Any]:
    profile = queries.get_profile(scope_of(request), row.id)
    names = [name for name in SECTIONS[section][1] if not is_decided_above(scope_of(request).role, name)]
    return {name: getattr(row if hasattr(row, name) else profile, name) for name in names}


def _above(request: HttpRequest, section: str) -> list[tuple[str, str]]:
    """The fields of a section that another desk decides about: a change of them is asked for."""
    role = scope_of(request).role
    return [(name, FIELDS[name]) for name in SECTIONS[section][1] if is_decided_above(role, name)]


def _form(
    request: HttpRequest, row: Any, section: str, present: Mapping[str, Any], data: QueryDict | None
) -> SectionForm:
    initial = {
        "version": row.version,
        "source": default_source(request),
        "sourced_on": timezone.localdate().isoformat(),
    }
    areas = _areas_with(request, present["area"]) if "area" in present else []
    return SectionForm(section, present, areas, data=data, initial=initial)


def _areas_with(request: HttpRequest, present: int) -> list[tuple[str, str]]:
    """The areas within reach, and the present one though it may be of an older list."""
    areas = areas_of(request)
    held = [] if str(present) in dict(areas) else [(str(present), territory.area_name(present))]
    return [*held, *areas]


def _page(request: HttpRequest, row: Any, section: str, form: SectionForm, **more: Any) -> HttpResponse:
    context = {
        **base_context(request),
        "elder": row,
        "section": section,
        "title": SECTIONS[section][0],
        "form": form,
        "above": _above(request, section),
        "conflict": [],
        **more,
    }
    return private(render(request, "street/edit.html", context))


def _save(request: HttpRequest, row: Any, section: str, form: SectionForm) -> HttpResponse:
    scope, changes = scope_of(request), form.changes()
    if not changes:
        messages.info(request, UNCHANGED)
        return redirect(f"/street/elder/{row.id}/#{section}")
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": clock_now()}
    try:
        registry.update_elder(
            elder=row.id, changes=changes, expected_version=form.cleaned_data["version"], **told
        )
    except registry.VersionConflict as conflict:
        return _conflict(request, row, section, form, conflict)
    except registry.UnableToRegister as refused:
        form.tell(refused.reasons)
        return _page(request, row, section, form)
    messages.success(request, SAVED)
    return redirect(f"/street/elder/{row.id}/#{section}")


def _conflict(
    request: HttpRequest, row: Any, section: str, form: SectionForm, conflict: registry.VersionConflict
) -> HttpResponse:
    """What stands there and what was typed, side by side; saving once more writes what was typed."""
    both = [
        (FIELDS[name], say_field(name, held), say_field(name, typed))
        for name, (held, typed) in conflict.fields.items()
    ]
    again = request.POST.copy()
    again["version"] = str(conflict.version)
    form = _form(request, row, section, form.present, again)
    return _page(request, row, section, form, conflict=both)


def say_field(name: str, value: Any) -> str:
    """A value for comparing: areas by name, sealed ones as given, nothing in words."""
    if name == "area" and value:
        return territory.area_name(int(value))
    return (str(value) if name in SEALED else say(name, value)) or gettext("未填")
