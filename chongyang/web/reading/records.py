"""Retention: the classes, lists of destruction, holds; and exports with their approval."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Interval, interval_of
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.privacy.rules import exports as export_rules
from chongyang.privacy.rules import retention
from chongyang.registry.rules import personal
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reading import forms
from chongyang.web.reading.base import download, page, said, tried
from chongyang.web.reading.words import Who, label_of, state_of, steps_shown

RESULTS = ("erased", "dropped", "held", "kept")
PROPOSED = N_("清单已提出，须由另一人批准。")
LIFTED = N_("已解除暂缓销毁。")
DONE = {
    "approve": N_("清单已批准，可以执行。"),
    "refuse": N_("清单未获批准。"),
    "carry-out": N_("已执行，证明可以下载。"),
}
ASKED = N_("申请已提交。")
APPROVED, REFUSED = N_("已批准，申请人可以下载。"), N_("已退回。")


@require_GET
@opens_for(Can.KEEP_RECORDS)
def records(request: HttpRequest) -> HttpResponse:
    """The classes with their terms, what stands on lists, what is held."""
    scope = scope_of(request)
    return page(
        request,
        "reading/records.html",
        "reading_records",
        classes=[
            {
                "row": one,
                "clock": label_of(retention.Clock, one.clock),
                "then": label_of(retention.Then, one.then),
                "may_propose": one.by == "desk" and one.then != "none",
            }
            for one in retention.classes().values()
        ],
        rows=[_list(row) for row in queries.list_lists(scope)],
        holds=[
            {
                "row": row,
                "reason": label_of(retention.HoldReason, row.reason),
                "place": territory.area_name(row.area),
            }
            for row in queries.list_holds(scope)
        ],
    )


def _list(row: Any) -> dict[str, Any]:
    one = retention.classes().get(row.record_class)
    return {
        "row": row,
        "label": gettext(one.label if one else "应本人请求删除"),
        "total": sum(row.counts.get("rows", {}).values()),
        "state": state_of(retention.DESTRUCTION, row.state),
    }


@require_POST
@opens_for(Can.KEEP_RECORDS)
def propose(request: HttpRequest) -> HttpResponse:
    """A list of what is over in one class."""
    record_class = request.POST.get("record_class", "")
    tried(
        request,
        lambda: operations.propose_destruction(record_class=record_class, **said(request)),
        PROPOSED,
    )
    return redirect("reading_records")


@require_GET
@opens_for(Can.KEEP_RECORDS)
def listed(request: HttpRequest, key: UUID) -> HttpResponse:
    """One list: what is on it, who signed, what became of it."""
    scope = scope_of(request)
    row = queries.access_list(scope, key)
    declared, who = personal.load_declared(), Who((row.proposed_by, row.approved_by))
    results = row.certificate.get("counts", {})
    return page(
        request,
        "reading/list.html",
        "reading_records",
        **_list(row),
        kept=list(row.counts.get("kept", {}).values()),
        models=[
            {
                "name": gettext(declared[name].label) if name in declared and declared[name].label else name,
                "count": count,
                "results": {one: results.get(name, {}).get(one, 0) for one in RESULTS},
            }
            for name, count in sorted(row.counts.get("rows", {}).items())
        ],
        proposed_by=who.name(row.proposed_by),
        approved_by=who.name(row.approved_by) if row.approved_by else "",
        steps=steps_shown(retention.DESTRUCTION, queries.list_case_steps(row.id, scope)),
        is_own=row.proposed_by == scope.actor.account,
        form=forms.ReasonForm(),
    )


@require_POST
@opens_for(Can.KEEP_RECORDS)
def sign(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Approve, refuse, carry out: by somebody else than who proposed."""
    if step not in DONE:
        raise Http404
    told, reason = said(request), request.POST.get("reason", "")[:480]
    steps = {
        "approve": lambda: operations.approve_destruction(key=key, **told),
        "refuse": lambda: operations.refuse_destruction(key=key, reason=reason, **told),
        "carry-out": lambda: operations.carry_out(key=key, **told),
    }
    tried(request, steps[step], DONE[step])
    return redirect("reading_list", key)


@require_POST
@opens_for(Can.KEEP_RECORDS)
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """The proof, as a paper."""
    answer = download(request, lambda: operations.make_certificate(key=key, **said(request)))
    return answer or redirect("reading_list", key)


@require_POST
@opens_for(Can.KEEP_RECORDS)
def lift(request: HttpRequest, hold: UUID) -> HttpResponse:
    """The reason of a hold is over."""
    tried(request, lambda: operations.lift_hold(hold=hold, **said(request)), LIFTED)
    return redirect("reading_records")


@require_GET
@opens_for(Can.READ_ELDERS)
def exports(request: HttpRequest) -> HttpResponse:
    """My exports, what waits for my approval, and the form for a new one."""
    scope = scope_of(request)
    may_ask, may_approve = may(scope, Can.EXPORT_ELDERS), may(scope, Can.APPROVE_EXPORTS)
    if not (may_ask or may_approve):
        raise PermissionDenied
    limits = export_rules.limits_of(scope.role)
    return page(
        request,
        "reading/exports.html",
        "reading_exports",
        own=_exports(queries.list_own_exports(scope)) if may_ask else [],
        waiting=_exports(queries.list_waiting_exports(scope)) if may_approve else [],
        form=forms.ExportForm(_areas(request)) if may_ask else None,
        limits=limits,
        reason=forms.ReasonForm(),
        may_ask=may_ask,
        may_approve=may_approve,
        me=scope.actor.account,
    )


def _areas(request: HttpRequest) -> list[tuple[str, str]]:
    scope = scope_of(request)
    counties = [(area.code, area.name) for area in territory.list_areas("county") if scope.covers(area.first)]
    streets = [
        (area.code, "　" + area.name)
        for area in territory.list_areas_within(scope, limit=60)
        if area.level == "street"
    ]
    return counties if len(counties) > 1 else counties + streets


def _exports(rows: list[Any]) -> list[dict[str, Any]]:
    who, now = Who(row.account for row in rows), clock_now()
    return [
        {
            "row": row,
            "who": who.name(row.account),
            "place": territory.area_name(row.area),
            "purpose": label_of(export_rules.Purpose, row.purpose),
            "state": state_of(export_rules.EXPORT, row.state),
            "may_take": row.state in ("approved", "taken") and row.valid_until and row.valid_until > now,
        }
        for row in rows
    ]


@require_POST
@opens_for(Can.EXPORT_ELDERS)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a list; a small one is released at once."""
    within = _within(request.POST.get("area", ""))
    purpose = request.POST.get("purpose", "")
    tried(request, lambda: operations.ask_export(within=within, purpose=purpose, **said(request)), ASKED)
    return redirect("reading_exports")


def _within(code: str) -> Interval | None:
    try:
        return interval_of(code) if code else None
    except ValueError:
        raise Http404 from None


@require_POST
@opens_for(Can.APPROVE_EXPORTS)
def decide(request: HttpRequest, export: UUID) -> HttpResponse:
    """Approve or send back."""
    told = said(request)
    if request.POST.get("step") == "approve":
        tried(request, lambda: operations.approve_export(export=export, **told), APPROVED)
    else:
        reason = request.POST.get("reason", "")[:480]
        tried(request, lambda: operations.refuse_export(export=export, reason=reason, **told), REFUSED)
    return redirect("reading_exports")


@require_POST
@opens_for(Can.EXPORT_ELDERS)
def take(request: HttpRequest, export: UUID) -> HttpResponse:
    """The file."""
    form = "xlsx" if request.POST.get("form") == "xlsx" else "csv"
    answer = download(request, lambda: operations.take_export(export=export, form=form, **said(request)))
    return answer or redirect("reading_exports")
