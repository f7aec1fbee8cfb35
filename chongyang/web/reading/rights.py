"""Requests of persons: the list by deadline, one request with its steps, the copy, a new one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.privacy.rules import rights as rules
from chongyang.registration import queries as registration
from chongyang.registration.rules import lifecycles as changing
from chongyang.registry import queries as registry
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reading import forms
from chongyang.web.reading.base import download, page, said, tried
from chongyang.web.reading.words import label_of, state_of, steps_shown

TAKEN = N_("请求已受理，期限已计算。")
DONE = {
    "take": N_("已开始办理。"),
    "extend": N_("期限已延长一次。"),
    "answer": N_("答复已记录，请交付。"),
    "hand": N_("交付已记录。"),
    "withdraw": N_("请求已撤回。"),
    "deletion": N_("销毁清单已提出，须由另一人批准。"),
}


@require_GET
@opens_for(Can.HANDLE_RIGHTS)
def requests(request: HttpRequest) -> HttpResponse:
    """What is open, the soonest due first."""
    scope, now = scope_of(request), clock_now()
    is_all = request.GET.get("all") == "1"
    states = (
        ("received", "working", "answered", "handed", "withdrawn")
        if is_all
        else ("received", "working", "answered")
    )
    rows = queries.list_requests(scope, states=states)
    return page(
        request,
        "reading/rights.html",
        "reading_rights",
        rows=[_shown(scope, row, now) for row in rows],
        counts=queries.count_requests(scope, now),
        is_all=is_all,
    )


def _shown(scope: Any, row: Any, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": _name(scope, row.person),
        "kind": label_of(rules.Kind, row.kind),
        "asker": label_of(rules.Asker, row.asker),
        "channel": label_of(rules.Channel, row.channel),
        "state": state_of(rules.REQUEST, row.state),
        "outcome": label_of(rules.Outcome, row.outcome) if row.outcome else "",
        "handing": label_of(rules.Handing, row.handing) if row.handing else "",
        "is_late": row.state in ("received", "working") and row.due_at < now,
    }


def _name(scope: Any, person: UUID) -> str:
    try:
        return mask_name(registry.access_elder(scope, person).name)
    except registry.NotFound:
        return gettext("辖区外的老人")


@require_GET
@opens_for(Can.HANDLE_RIGHTS)
def right(request: HttpRequest, right: UUID) -> HttpResponse:
    """One request: what was asked, until when, what was done, what comes next."""
    return _right_page(request, right, forms.AnswerForm())


def _right_page(request: HttpRequest, right: UUID, answer: forms.AnswerForm) -> HttpResponse:
    scope, now = scope_of(request), clock_now()
    row = queries.access_request(scope, right)
    return page(
        request,
        "reading/right.html",
        "reading_rights",
        **_shown(scope, row, now),
        text=row.text.plain if row.text else "",
        answer=row.answer.plain if row.answer else "",
        basis=gettext(rules.basis_of(row.kind)),
        steps=steps_shown(rules.REQUEST, queries.list_case_steps(row.id, scope)),
        is_copy=row.kind in ("access", "copy"),
        changes=_changes(scope, row),
        may_keep=may(scope, Can.KEEP_RECORDS),
        forms={"answer": answer, "extend": forms.ReasonForm(), "hand": forms.HandForm()},
    )


def _changes(scope: Any, row: Any) -> list[dict[str, Any]]:
    """The change requests that carry a correction out, each with its state."""
    if row.kind != rules.Kind.CORRECTION:
        return []
    states = {state.name: state.label for state in changing.change.states}
    return [
        {"row": one, "state": gettext(states[one.state]), "is_open": one.state in ("open", "returned")}
        for one in registration.changes_carrying(scope, row.id)
    ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_RIGHTS)
def new(request: HttpRequest, person: UUID) -> HttpResponse:
    """A request at the counter, beside the open file."""
    scope = scope_of(request)
    elder = registry.access_elder(scope, person)
    form = forms.RequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (row := _asked(request, person, form)):
        return redirect("reading_right", row.id)
    return page(
        request,
        "reading/right_new.html",
        "reading_rights",
        form=form,
        name=mask_name(elder.name),
        person=person,
    )


def _asked(request: HttpRequest, person: UUID, form: forms.RequestForm) -> Any:
    try:
        row = operations.ask_right(
            person=person, form=operations.RequestForm(**form.cleaned_data), **said(request)
        )
    except operations.UnableToHandle as refused:
        for name, fault in refused.faults.items():
            form.add_error(name if name in form.fields else None, gettext(fault))
        return None
    messages.success(request, TAKEN)
    return row


@require_POST
@opens_for(Can.HANDLE_RIGHTS)
def step(request: HttpRequest, right: UUID, step: str) -> HttpResponse:
    """One step of the desk; an answer that something is wrong with stays as it was typed."""
    if step not in DONE:
        raise Http404
    form = forms.AnswerForm(request.POST) if step == "answer" else None
    if not tried(request, lambda: _steps(request, right)[step](), DONE[step], form) and form is not None:
        return _right_page(request, right, form)
    return redirect("reading_right", right)


def _steps(request: HttpRequest, right: UUID) -> dict[str, Any]:
    post, told = request.POST, said(request)
    reason = post.get("reason", "")[:480]
    answer: dict[str, Any] = {"outcome": post.get("outcome", ""), "answer": post.get("answer", "")[:480]}
    return {
        "take": lambda: operations.take_request(request=right, **told),
        "extend": lambda: operations.extend_request(request=right, reason=reason, **told),
        "answer": lambda: operations.answer_request(request=right, **answer, **told),
        "hand": lambda: operations.hand_out(request=right, handing=post.get("handing", ""), **told),
        "withdraw": lambda: operations.withdraw_request(request=right, **told),
        "deletion": lambda: operations.propose_deletion(request=right, **told),
    }


@require_POST
@opens_for(Can.HANDLE_RIGHTS)
def copy(request: HttpRequest, right: UUID, form: str) -> HttpResponse:
    """Everything that is held of the person, as a paper or for machines; an event says that it was made."""
    if form not in ("json", "pdf"):
        raise Http404
    answer = download(request, lambda: operations.make_copy(request=right, form=form, **said(request)))
    return answer or redirect("reading_right", right)
