"""Change requests: the list, one with its differences and the decision, and asking for one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.privacy import operations as privacy
from chongyang.registration import operations, queries
from chongyang.registration.enums import AskedAs, Evidence, Route
from chongyang.registration.rules.lifecycles import change as table
from chongyang.registration.rules.lifecycles import rank_of
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.enums import Purpose
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.registering import FIELDS, OneChange, route_words, say
from chongyang.web.registration.doing import PAGE, areas_of, base, digits, do, names, people, private, said


def change_rows(request: HttpRequest, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Requests for a list: whom, what, who asked, until when."""
    held = people(request, [row.person for row in rows])
    return [
        {
            "row": row,
            "elder": held.get(row.person),
            "fields": gettext("、").join(gettext(FIELDS[name]) for name in row.fields),
            "asked_as": gettext(AskedAs.of(row.asked_as).label),
            "route": gettext(Route.of(row.route).label),
            "state": gettext(table.state(row.state).label),
            "is_open": row.decided_at is None,
        }
        for row in rows
    ]


@require_GET
@opens_for(Can.KEEP_REGISTER)
def listed(request: HttpRequest) -> HttpResponse:
    """Mine, all open ones, or decided ones."""
    scope, shown = scope_of(request), request.GET.get("show", "mine")
    rows = queries.list_changes(scope, is_open=shown != "done", mine=shown == "mine", limit=PAGE)
    context = {**base(request, "changes"), "show": shown, "rows": change_rows(request, rows)}
    return private(render(request, "registration/changes.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_REGISTER)
def one(request: HttpRequest, change: UUID) -> HttpResponse:
    """What stood there, what stands there, what shall stand there; then the decision."""
    scope = scope_of(request)
    row = queries.access_change(scope, change)
    if request.method == "POST" and _decide(request, row):
        return redirect("registration_changes" if row.asked_by != scope.actor.account else "registration")
    row = queries.access_change(scope, change)
    elder = registry.read_part(
        elder_id=row.person, part="change", purpose=Purpose.CORRECTION.value, **said(request)
    )
    diff = queries.diff_of(scope, row)
    is_mine = row.asked_by == scope.actor.account
    context = {
        **base(request, "changes"),
        **change_rows(request, [row])[0],
        "elder": elder,
        "diff": [_field(one) for one in diff.fields],
        "version": diff.version,
        "has_conflict": diff.has_conflict,
        "rivals": change_rows(request, diff.rivals),
        "reason": row.reason.plain,
        "evidence": gettext(Evidence.of(row.evidence).label) if row.evidence else "",
        "evidence_note": row.evidence_note.plain,
        "answer": row.answer.plain,
        "steps": _steps(request, row.id),
        "is_mine": is_mine,
        "may_decide": not is_mine and row.state == "open" and rank_of(scope.role) >= Route.of(row.route).rank,
        "may_end": is_mine and row.state in ("open", "returned"),
    }
    return private(render(request, "registration/change.html", context))


def _field(diff: Any) -> dict[str, Any]:
    return {
        "field": diff.field,
        "label": gettext(FIELDS[diff.field]),
        "old": say(diff.field, diff.old),
        "present": say(diff.field, diff.present),
        "new": say(diff.field, diff.new, covered=False),
        "changed": diff.changed,
        "rivals": diff.rivals,
    }


def _steps(request: HttpRequest, key: UUID) -> list[dict[str, Any]]:
    steps = cases.list_steps(scope_of(request), key)
    called = names(step.actor_account for step in steps)
    return [
        {
            "label": _label(step.action),
            "at": step.at,
            "who": called.get(step.actor_account, "") if step.actor_account else gettext("系统"),
            "detail": step.reason,
            "state": "done",
        }
        for step in steps
    ]


def _label(action: str) -> str:
    return gettext("提出申请") if action == "open" else gettext(table.action(action).label)


def _decide(request: HttpRequest, row: Any) -> bool:
    """The step that a button asked for."""
    action, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    told: dict[str, Any] = {"request": row.id, **said(request)}
    seen = digits(request.POST.get("seen", ""))
    steps = {
        "approve": lambda: operations.approve_change(
            seen=-1 if seen is None else seen,
            despite=request.POST.getlist("despite"),
            answer=reason,
            **told,
        ),
        "refuse": lambda: operations.refuse_change(reason=reason, **told),
        "return": lambda: operations.return_change(reason=reason, **told),
        "resubmit": lambda: operations.resubmit_change(evidence_note=reason, **told),
        "withdraw": lambda: operations.withdraw_change(**told),
    }
    done = {
        "approve": gettext("已同意，档案已更新。"),
        "refuse": gettext("已答复不同意。"),
        "return": gettext("已退回补充。"),
        "resubmit": gettext("已重新提交。"),
        "withdraw": gettext("已撤回。"),
    }
    return action in steps and do(request, steps[action], done[action])


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_REGISTER)
def ask(request: HttpRequest, person: UUID) -> HttpResponse:
    """One field of one person; the page says who decides and how long it takes."""
    scope = scope_of(request)
    elder = files.access_elder(scope, person)
    field, right = request.GET.get("field", ""), _key(request.GET.get("right", ""))
    context = {
        **base(request, "changes"),
        "elder": elder,
        "right": right,
        "fields": [(name, gettext(label)) for name, label in FIELDS.items()],
        "field": field if field in FIELDS else "",
    }
    if context["field"]:
        form = OneChange(field, areas_of(request), data=request.POST or None)
        if request.method == "POST" and form.is_valid() and _asked(request, elder, form, right):
            if right:
                return redirect("reading_right", right)
            return redirect(reverse("registration_changes") + "?show=open")
        context |= {"form": form, "label": gettext(FIELDS[field]), **route_words(field)}
        context["present"] = say(field, queries.present_of(scope, elder)[field])
    return private(render(request, "registration/ask.html", context))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _asked(request: HttpRequest, elder: Any, form: OneChange, right: UUID | None) -> bool:
    held = queries.present_of(scope_of(request), elder)["contacts"]
    try:
        if right:
            operations.carry_correction(right=right, form=form.change(held), **said(request))
        else:
            operations.ask_change(person=elder.id, form=form.change(held), **said(request))
    except privacy.UnableToHandle as refused:
        form.tell(refused.faults)
        return False
    except operations.UnableToAsk as refused:
        form.tell(refused.faults)
        return False
    messages.success(request, gettext("申请已提交，由另一个人审核。"))
    return True
