"""The agreements with their quotas; one of them with its terms, its use, its questions, its subscription."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.exchange import queries
from chongyang.exchange.enums import AnswerKind, Basis, Change, Field, Span, State
from chongyang.exchange.rules.unusual import unusual_of
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.lists import aside, clauses, joined
from chongyang.web.parts.templatetags.moments import day

PAGE = 50
TONES = {State.DRAFT: "warn", State.IN_FORCE: "good", State.SUSPENDED: "bad", State.ENDED: "note"}
STEPS = {
    "propose": N_("提出"),
    "accept": N_("审定生效"),
    "refuse": N_("退回"),
    "suspend": N_("暂停"),
    "resume": N_("恢复"),
    "end": N_("终止"),
    "give_key": N_("发放密钥"),
    "subscribe": N_("订阅变动"),
    "unsubscribe": N_("取消订阅"),
}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
USED = {Span.HOUR: N_("本小时限额"), Span.DAY: N_("今日限额")}


@require_GET
@opens_for(Can.READ_AGREEMENTS)
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements within reach, those that wait for a decision first."""
    scope, moment = scope_of(request), clock_now()
    held = queries.list_agreements(scope, moment)
    names = territory.organisation_names(one.agreement.organisation for one in held)
    rows = [
        _shown(one, names, _unusual(one.agreement, queries.use_of(scope, one.agreement.id, moment), moment))
        for one in held
    ]
    context = {"rows": rows, "may_propose": may(scope, Can.PROPOSE_AGREEMENTS)}
    return render(request, "exchange/agreements.html", context)


def _shown(one: queries.Held, names: dict[UUID, str], unusual: list[str]) -> dict[str, Any]:
    state = State.of(one.agreement.state)
    return {
        "row": one.agreement,
        "department": names.get(one.agreement.organisation, ""),
        "state": state.label,
        "tone": TONES[state],
        "quotas": [
            {"label": gettext(USED[quota.span]), "used": quota.used, "most": quota.most}
            | {"is_used_up": quota.used >= quota.most}
            for quota in one.quotas
        ]
        if state is State.IN_FORCE
        else [],
        "unusual": unusual,
    }


def _unusual(row: Any, use: queries.Use, moment: datetime) -> list[str]:
    """What to look at of an agreement in force; one that is too young to have been silent is not."""
    is_young = row.decided_at is None or row.decided_at > moment - queries.LOOKED_BACK
    if row.state != State.IN_FORCE or (is_young and use.questions == 0):
        return []
    return unusual_of(use.questions, use.found, use.refused, use.at_night)


@require_GET
@opens_for(Can.READ_AGREEMENTS)
def agreement(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """One agreement."""
    return page(request, agreement)


def page(request: HttpRequest, agreement: UUID, *, secret: str = "", meant: str = "") -> HttpResponse:
    """The page of an agreement; a secret that was just made stands in it once, and in no cache."""
    scope, moment = scope_of(request), clock_now()
    try:
        held = queries.access_agreement(scope, agreement, moment)
    except queries.NotFound as error:
        raise Http404 from error
    row, use = held.agreement, queries.use_of(scope, agreement, moment)
    names = territory.organisation_names([row.organisation])
    subscription = queries.get_subscription(scope, agreement)
    context = {
        **_shown(held, names, _unusual(row, use, moment)),
        "facts": _facts(row),
        "use": use,
        "steps": _steps(request, row),
        "subscription": subscription,
        "failing": queries.failing_of(scope, subscription) if subscription else None,
        "secret": secret,
        "meant": meant,
        **_questions(request, agreement),
        **_allowed(request, row),
    }
    answer = render(request, "exchange/agreement.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _facts(row: Any) -> list[tuple[str, Any]]:
    places = [territory.area_name(first) for first, _last in row.intervals]
    fields = [gettext(Field.of(name).label) for name in row.fields]
    changes = [gettext(Change.of(name).label) for name in row.changes]
    nothing = gettext("无")
    return [
        (gettext("代码"), row.code),
        (gettext("可查的区域"), joined(places)),
        (gettext("用途"), clauses(f"{purpose}{aside(law)}" for purpose, law in row.purposes)),
        (gettext("依据"), f"{gettext(Basis.of(row.basis).label)} · {row.law}"),
        (gettext("答复方式"), gettext(AnswerKind.of(row.answer_kind).label)),
        (gettext("可得的字段"), joined(fields) or nothing),
        (gettext("告知的变动"), joined(changes) or nothing),
        (gettext("每小时限额"), row.hour_limit),
        (gettext("每天限额"), row.day_limit),
        (gettext("每次人数"), row.batch_limit),
        (gettext("有效期"), f"{day(row.valid_from)} – {day(row.valid_to)}"),
        (gettext("联系人"), row.contact),
        (gettext("签署"), f"{row.signed_by} · {day(row.signed_on)}"),
        (gettext("密钥"), row.token_prefix or gettext("尚未发放")),
    ]


def _steps(request: HttpRequest, row: Any) -> list[dict[str, Any]]:
    rows = queries.list_steps(scope_of(request), row.id)
    names = territory.names_of(step.account for step in rows if step.account)
    return [
        {
            "label": gettext(STEPS[step.action]),
            "at": step.at,
            "who": f"{_name(names, step.account)} {gettext(ROLES.get(step.role, step.role))}".strip(),
            "detail": step.reason,
            "state": "bad" if step.action in ("refuse", "suspend", "end") else "done",
        }
        for step in rows
    ]


def _name(names: dict[UUID, str], account: UUID | None) -> str:
    return names.get(account, "") if account else ""


def _questions(request: HttpRequest, agreement: UUID) -> dict[str, Any]:
    try:
        before = UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    rows = queries.list_questions(scope_of(request), agreement, before=before, limit=PAGE + 1)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return {"questions": rows[:PAGE], "more": more, "is_later": before is not None}


def _allowed(request: HttpRequest, row: Any) -> dict[str, bool]:
    """What this reader may do with it now."""
    scope = scope_of(request)
    proposes, decides = may(scope, Can.PROPOSE_AGREEMENTS), may(scope, Can.DECIDE_AGREEMENTS)
    return {
        "may_decide": decides and row.state == State.DRAFT and row.proposed_by != scope.actor.account,
        "may_stop": proposes and row.state == State.IN_FORCE,
        "may_resume": decides and row.state == State.SUSPENDED,
        "may_end": proposes and row.state != State.ENDED,
        "may_give_key": proposes and row.state == State.IN_FORCE,
        "may_subscribe": proposes and row.state == State.IN_FORCE and bool(row.changes),
    }
