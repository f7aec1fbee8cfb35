"""Contacts, life status and consents of an open file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registration import operations as registration
from chongyang.registration.rules.changes import ChangeForm
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.rules.consents import present_text
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import purpose_of
from chongyang.web.street.edits import SAVED, default_source
from chongyang.web.street.forms import (
    ConsentForm,
    ContactRow,
    StatusForm,
    are_valid,
    contact_rows,
    ordered,
    refuse_files,
    tell_contacts,
)
from chongyang.web.street.views import ask_purpose, base_context, private

CHANGED_MEANWHILE = N_("有人刚刚改过这份档案。下面是您填写的内容，请与档案核对后再保存一次。")
NO_FILES = N_("这里只能填写文字，不能上传文件。")
WITHDRAWN = N_("已撤回。")
ASKED = N_("已提交，由区县凭依据核定；核定之前档案不变。")


def _told(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def _page(request: HttpRequest, template: str, row: Any, **more: Any) -> HttpResponse:
    return private(render(request, template, {**base_context(request), "elder": row, **more}))


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def contacts(request: HttpRequest, person: UUID) -> HttpResponse:
    """Whom to call, in which order, and who holds the key."""
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    held = [one for one in queries.list_contacts(scope_of(request), person) if one.person == person]
    if request.method == "GET":
        return _contacts_page(request, row, contact_rows(None, held), held, row.version)
    rows = contact_rows(request.POST, held)
    if are_valid(rows) and not refuse_files(request):
        return _save_contacts(request, row, rows, held)
    problem = NO_FILES if refuse_files(request) else ""
    return _contacts_page(request, row, rows, held, row.version, problem)


def _contacts_page(
    request: HttpRequest, row: Any, rows: list[ContactRow], held: list[Any], version: int, problem: str = ""
) -> HttpResponse:
    numbers = [str(one.phone) for one in held] + [""] * len(rows)
    told = {
        "rows": list(zip(rows, numbers, strict=False)),
        "version": version,
        "problem": problem,
        "refused": request.method == "POST",
    }
    return _page(request, "street/contacts.html", row, **told)


def _save_contacts(request: HttpRequest, row: Any, rows: list[ContactRow], held: list[Any]) -> HttpResponse:
    pairs = ordered(rows)
    version = request.POST.get("version", "")
    try:
        registry.set_contacts(
            elder=row.id,
            contacts=[contact for _, contact in pairs],
            source=default_source(request),
            expected_version=int(version) if version.isdecimal() else 0,
            **_told(request),
        )
    except registry.VersionConflict as conflict:
        return _contacts_page(request, row, rows, held, conflict.version, CHANGED_MEANWHILE)
    except registry.UnableToUpdate as refused:
        tell_contacts([one for one, _ in pairs], refused.reasons, gettext)
        return _contacts_page(request, row, rows, held, row.version)
    messages.success(request, SAVED)
    return redirect(f"/street/elder/{row.id}/#contacts")


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def status(request: HttpRequest, person: UUID) -> HttpResponse:
    """Moved away, died, or a mistake put right: with day and evidence, asked of the desk that decides."""
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    data = request.POST if request.method == "POST" else None
    form = StatusForm(data, initial={"status": row.life_status, "on": row.status_on})
    if data is not None and form.is_valid():
        try:
            registration.ask_change(person=person, form=_life_change(form.cleaned_data), **_told(request))
        except registration.UnableToAsk as refused:
            for name, reason in refused.faults.items():
                form.add_error(name if name in form.fields else "status", gettext(reason))
        else:
            messages.success(request, ASKED)
            return redirect("street_elder", person)
    return _page(request, "street/status.html", row, form=form)


def _life_change(said: dict[str, Any]) -> ChangeForm:
    on = said["on"].isoformat() if said["on"] else None
    life = {"life_status": {"status": said["status"], "on": on}}
    return ChangeForm(changes=life, reason=said["reason"], evidence=said["evidence"])


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def consent(request: HttpRequest, person: UUID) -> HttpResponse:
    """Write down what was agreed to."""
    row = queries.access_elder(scope_of(request), person)
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data)
    if data is not None and form.is_valid():
        said = form.cleaned_data
        if not said["text_version"] and said["purpose"]:
            said["text_version"] = present_text(said["purpose"], timezone.localdate(clock_now())).version
        try:
            registry.record_consent(elder=person, **said, **_told(request))
        except registry.UnableToUpdate as refused:
            for name, reason in refused.reasons.items():
                form.add_error(name, gettext(reason))
        else:
            messages.success(request, SAVED)
            return redirect(f"/street/elder/{person}/#consents")
    return _page(request, "street/consent.html", row, form=form)


@require_POST
@opens_for(Can.WRITE_ELDERS)
def withdraw(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take a consent back; a second click finds nothing open and says so."""
    if not purpose_of(request, person):
        return ask_purpose(request, person)
    try:
        registry.withdraw_consent(elder=person, purpose=request.POST.get("purpose", ""), **_told(request))
    except registry.UnableToUpdate as refused:
        messages.warning(request, refused.reasons["purpose"])
    else:
        messages.success(request, WITHDRAWN)
    return redirect(f"/street/elder/{person}/#consents")
