"""Who is entitled and why: what waits for me, one case with each condition, and what I may do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations, queries
from chongyang.purchase.enums import ASIDE, ASSESSMENT, DECISION, IN_FORCE, NOTICE, PROPOSED
from chongyang.purchase.rules import county, flow
from chongyang.registry.enums import AbilityLevel
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.purchase import showing
from chongyang.web.purchase.doing import PAGE, Steps, act, base, key_of, private, said, text_of

SHOWS = ("mine", "proposed", "open", "in_force", "ended")
WAY = (ASSESSMENT, DECISION, NOTICE, IN_FORCE)


@require_GET
@opens_for(Can.HANDLE_PURCHASE)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for my role, who is proposed, what is under way, who is in force, what ended."""
    scope, context = scope_of(request), base(request, "work")
    show, rule = request.GET.get("show", "mine"), request.GET.get("rule", "")
    show, rule = show if show in SHOWS else "mine", rule if rule in county.load() else ""
    rows = queries.list_entitlements(scope, show=show, rule=rule, limit=PAGE + 1, after=_after(request))
    page = rows[:PAGE]
    context |= {
        "show": show,
        "rule": rule,
        "rules": [(one.key, showing.rule_title(one.key)) for one in county.rules_on(context["now"].date())],
        "counts": queries.count_entitlements(scope, context["now"]),
        "rows": showing.rows_of(page, queries.names_of(page), context["now"]),
        "more": page[-1].id if len(rows) > PAGE else None,
        "buys": queries.waits_for_buying(scope.role),
        "waiting": _waiting(scope, context["now"]) if show == "mine" else [],
        "corrections": queries.list_corrections(scope) if show == "mine" else [],
    }
    return private(render(request, "purchase/work.html", context))


def _waiting(scope: Any, now: datetime) -> list[dict[str, Any]]:
    """Purchases that wait for my role."""
    rows = queries.list_procurements(scope, show="mine", limit=PAGE)
    return [{"row": row, "state": showing.state_of(row.state, "purchase.procurement")} for row in rows]


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """The row before the page; one that is not within reach begins anew."""
    told = request.GET.get("after", "")
    try:
        row = queries.access_entitlement(scope_of(request), key_of(told)) if told else None
    except queries.NotFound:
        return None
    return (row.proposed_at, row.id) if row else None


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_PURCHASE)
def one(request: HttpRequest, entitlement: UUID) -> HttpResponse:
    """One person and one rule: each condition with its source, the way of the decision, her accounts."""
    scope = scope_of(request)
    row = queries.access_entitlement(scope, entitlement)
    if request.method == "POST" and act(request, _steps(request, entitlement)):
        return redirect("purchase_case", entitlement)
    row = queries.access_entitlement(scope, entitlement)
    told = said(request)
    operations.note_reading(person=row.person, area=row.area, own=False, by=told["by"], now=told["now"])
    context = base(request, "work")
    named = queries.names_of([row])
    notice = queries.notice_of(row)
    context |= {
        **showing.rows_of([row], named, context["now"])[0],
        "facts": showing.facts_of(row.facts),
        "stages": showing.stages_of(WAY, row.state, flow.NAME),
        "timeline": showing.timeline(cases.list_steps(system_scope("steps"), row.id), flow.NAME),
        "notice": notice,
        "objections": queries.list_objections(scope, row.id) if notice else [],
        "levels": [(level.value, gettext(level.label)) for level in AbilityLevel],
        "accounts": _accounts(scope, row.person),
        "may": _may(scope, row),
        "held": _held(scope, row),
        "may_open": may(scope, Can.OPEN_FILES),
    }
    return private(render(request, "purchase/case.html", context))


def _accounts(scope: Any, person: UUID) -> list[dict[str, Any]]:
    told = queries.list_of_person(scope, person, limit=12)
    return [
        {
            "account": one,
            "rule": showing.rule_title(one.rule.key),
            "left": showing.quantity(one.rule.unit, one.left),
            "granted": showing.quantity(one.rule.unit, one.granted),
        }
        for one in told
    ]


def _may(scope: Any, row: Any) -> set[str]:
    """What the page offers to this role; the operation is asked again."""
    applies, decides = scope.role in flow.APPLICANTS, scope.role in flow.DECIDERS
    return {
        *({"apply"} if applies and row.state in (PROPOSED, ASIDE) else ()),
        *({"set_aside"} if applies and row.state == PROPOSED else ()),
        *({"assess"} if scope.role in flow.ASSESSORS and row.state == ASSESSMENT else ()),
        *({"decide"} if decides and row.state == DECISION else ()),
        *({"answer"} if scope.role in flow.ANSWERERS and row.state == NOTICE else ()),
        *({"withdraw"} if applies and row.state in (ASSESSMENT, DECISION, NOTICE) else ()),
        *({"give_up"} if applies and row.state == IN_FORCE else ()),
    }


def _held(scope: Any, row: Any) -> str:
    """Which other stage of this case I held: then I do no second one."""
    words = {
        flow.APPLYING: gettext("提出申请"),
        flow.ASSESSING: gettext("第三方评估"),
        flow.DECIDING: gettext("县级决定"),
        flow.OBJECTION: gettext("答复异议"),
    }
    here = {ASSESSMENT: flow.ASSESSING, DECISION: flow.DECIDING, NOTICE: flow.OBJECTION}
    held = cases.held_stages(scope, row.id).get(scope.actor.account)
    return "" if held is None or held == here.get(row.state, held) else words.get(held, held)


def _steps(request: HttpRequest, entitlement: UUID) -> Steps:
    told = {"entitlement": entitlement, **said(request)}
    reason = text_of(request, "reason", 501)
    answer = {
        "objection": key_of(text_of(request, "objection")),
        "upheld": bool(text_of(request, "upheld")),
        "reply": text_of(request, "reply", 1001),
        **said(request),
    }
    ops = operations
    return {
        "apply": (lambda: ops.apply(**told), gettext("已提交认定。")),
        "set_aside": (lambda: ops.set_aside(reason=reason, **told), gettext("已搁置。")),
        "assess": (
            lambda: ops.assess(level=text_of(request, "level", 2), note=reason, **told),
            gettext("评估结果已登记。"),
        ),
        "approve": (lambda: ops.approve(reason=reason, **told), gettext("已同意并开始公示。")),
        "refuse": (lambda: ops.refuse(reason=reason, **told), gettext("已决定不予同意。")),
        "send_back": (lambda: ops.send_back(reason=reason, **told), gettext("已退回重新评估。")),
        "withdraw": (lambda: ops.withdraw(reason=reason, **told), gettext("已撤回。")),
        "give_up": (lambda: ops.give_up(reason=reason, **told), gettext("已登记，下个月起停止。")),
        "answer": (lambda: ops.answer_objection(**answer), gettext("已答复异议。")),
    }
