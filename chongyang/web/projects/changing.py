"""A project brought in, and what is known of one: one form on a page of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.projects import operations, queries
from chongyang.projects.rules.told import ProjectTold
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_beyond_persons, scope_of
from chongyang.web.projects.doing import areas_of, base, done, private, said
from chongyang.web.projects.forms import ProjectForm

OF_THE_PLAN = ("name", "clause")


@require_http_methods(["GET", "POST"])
@opens_beyond_persons(Can.KEEP_PROJECTS)
def new(request: HttpRequest) -> HttpResponse:
    """A project that no plan names, into the reserve."""
    form = ProjectForm(request.POST or None, areas=areas_of(request))
    made: list[Any] = []
    if request.method == "POST" and form.is_valid():
        told = ProjectTold(**form.cleaned_data)
        if done(request, form, lambda: made.append(operations.add_project(told=told, **said(request)))):
            return redirect("project", made[0].id)
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
@opens_beyond_persons(Can.KEEP_PROJECTS)
def edit(request: HttpRequest, project: UUID) -> HttpResponse:
    """What is known of a project; name and clause of a named one are shown and stay."""
    row = queries.access_project(scope_of(request), project)
    first = {name: getattr(row, name) for name in ProjectForm.base_fields}
    posted = request.POST.copy() if request.method == "POST" else None
    if posted is not None and row.document:
        for name in OF_THE_PLAN:
            posted[name] = getattr(row, name)
    form = ProjectForm(posted, initial=first, areas=_areas(request, row.area))
    if row.document:
        for name in OF_THE_PLAN:
            form.fields[name].disabled = True
    if posted is not None and form.is_valid():
        told = ProjectTold(**form.cleaned_data, owner_key=row.owner_key)
        step = lambda: operations.describe_project(project=project, told=told, **said(request))  # noqa: E731
        if done(request, form, step):
            return redirect("project", project)
    return _page(request, form, row)


def _areas(request: HttpRequest, area: int) -> list[tuple[int, str]]:
    """Where it may lie; a place that is no county's first code stays choosable."""
    found = areas_of(request)
    held = {code for code, _ in found}
    return found if area in held else [(area, gettext("保持不变")), *found]


def _page(request: HttpRequest, form: ProjectForm, row: Any) -> HttpResponse:
    context = {**base(request, "new" if row is None else "edit"), "form": form, "row": row}
    status = 422 if form.is_bound else 200
    return private(render(request, "projects/edit.html", context, status=status))
