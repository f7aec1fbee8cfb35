"""Applications of families and elders: found first, then registered, linked with a file, or refused."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.fields import index_of
from chongyang.core.identifiers import mask_name
from chongyang.registration import operations, queries
from chongyang.registration.rules.lifecycles import application as table
from chongyang.registry import operations as registry
from chongyang.registry.enums import Relation, Sex
from chongyang.registry.rules import forms as rules
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.registering import label_of
from chongyang.web.registration.doing import PAGE, base, do, private, said

ELSEWHERE = "elsewhere"
"""The problem that leads to another desk: somebody else keeps the file of this number."""


def application_rows(rows: list[Any]) -> list[dict[str, Any]]:
    """For a list: the covered name, since when, until when."""
    told = []
    for row in rows:
        form = queries.form_of(row)
        told.append(
            {
                "row": row,
                "name": mask_name(form.name),
                "relation": _relation(row),
                "state": gettext(table.state(row.state).label),
                "is_open": row.state == "waiting",
            }
        )
    return told


def _relation(row: Any) -> str:
    return label_of(Relation, row.relation) if row.relation else gettext("本人")


@require_GET
@opens_for(Can.KEEP_REGISTER)
def listed(request: HttpRequest) -> HttpResponse:
    """Waiting ones by their deadline, or decided ones."""
    shown = request.GET.get("show", "open")
    rows = queries.list_applications(scope_of(request), is_open=shown != "done", limit=PAGE)
    context = {**base(request, "applications"), "show": shown, "rows": application_rows(rows)}
    return private(render(request, "registration/applications.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_REGISTER)
def one(request: HttpRequest, application: UUID) -> HttpResponse:
    """What was typed beside who may be the same person, and the three ways to end it."""
    scope = scope_of(request)
    row = queries.access_application(scope, application)
    problems: dict[str, str] = {}
    if request.method == "POST":
        answer = _decide(request, row)
        if isinstance(answer, HttpResponse):
            return answer
        problems = answer
        row = queries.access_application(scope, application)
    form = _corrected(request, row) or queries.form_of(row)
    found = queries.doubles_of(scope, form) if row.state == "waiting" else None
    context = {
        **base(request, "applications"),
        **application_rows([row])[0],
        "form": form,
        "sex": label_of(Sex, form.sex) if form.sex else "",
        "contacts": [(one.name, label_of(Relation, one.relation), one.phone) for one in form.contacts],
        "doubles": _doubles(found) if found else [],
        "problems": [gettext(why) for why in problems.values()],
        "is_elsewhere": ELSEWHERE in problems and not _is_near(form.identity_number, found or ()),
        "answer": row.answer.plain,
    }
    return private(render(request, "registration/application.html", context))


def _doubles(found: Any) -> list[dict[str, Any]]:
    return [{"elder": elder, "why": [gettext(why) for why in found.why.get(elder.id, ())]} for elder in found]


def _is_near(number: str, found: Any) -> bool:
    """The file of this number is among those that the clerk reaches herself."""
    index = index_of(number, "identity")
    return any(one.identity_index == index for one in found)


def _decide(request: HttpRequest, row: Any) -> HttpResponse | dict[str, str]:
    """Where to go, or what stands in the way."""
    action, told = request.POST.get("do", ""), {"application": row.id, **said(request)}
    if action == "accept":
        return _accept(request, row)
    person = request.POST.get("person", "")
    if action == "link" and person:
        step = lambda: operations.link_application(person=_key(person), **told)  # noqa: E731 - one step, one call
        if do(request, step, gettext("已与现有档案对上，没有重复登记。")):
            return redirect("registration_applications")
    if action == "refuse":
        reason = request.POST.get("reason", "")
        if do(
            request, lambda: operations.refuse_application(reason=reason, **told), gettext("已答复不予受理。")
        ):
            return redirect("registration_applications")
    return {}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _accept(request: HttpRequest, row: Any) -> HttpResponse | dict[str, str]:
    """Register; what the registry refuses stands on the page, with the way out."""
    try:
        operations.accept_application(application=row.id, form=_corrected(request, row), **said(request))
    except registry.DuplicateIdentity as known:
        return {ELSEWHERE: known.reasons["identity_number"]}
    except registry.UnableToRegister as refused:
        return dict(refused.reasons)
    except operations.UnableToDo as refused:
        return dict(refused.faults)
    messages.success(request, gettext("登记完成，申请人可以看到结果。"))
    return redirect("registration_applications")


def _corrected(request: HttpRequest, row: Any) -> rules.ElderForm | None:
    """What the clerk corrected on the page; None where nothing was."""
    given: dict[str, Any] = {
        name: value
        for name in ("name", "identity_number", "phone", "address")
        if (value := request.POST.get(name, "").strip())
    }
    return replace(queries.form_of(row), **given) if given else None
