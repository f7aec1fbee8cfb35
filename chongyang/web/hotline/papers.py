"""Orders, follow-ups and complaints: lists, one paper, its steps. One shape for the three."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Scope
from chongyang.hotline import operations, queries
from chongyang.hotline.queries.complaints import WORKED
from chongyang.hotline.queries.orders import DONE
from chongyang.hotline.rules import complaints as complaint_rules
from chongyang.hotline.rules import follow_ups as follow_up_rules
from chongyang.hotline.rules import orders as order_rules
from chongyang.registry import operations as elders
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline import shown
from chongyang.web.hotline.base import page, private, tell
from chongyang.web.hotline.dialling import call_context, is_unanswered
from chongyang.web.hotline.words import COMPLAINT_ASKED
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.numbers import whole

CONTACT = "contact"
ANSWERED = ("answered", "answered_again", "closed", "withdrawn")


def _found(fetch: Any, scope: Scope, key: UUID) -> Any:
    try:
        return fetch(scope, key)
    except queries.NotFound as error:
        raise Http404 from error


def order_row(row: Any, now: datetime) -> dict[str, Any]:
    """One line of the list of orders."""
    return {
        "id": row.id,
        "title": row.title,
        "line": f"{row.number} · {row.other_number or '—'}",
        "kind": order_rules.OrderKind.of(row.kind).label,
        "from": order_rules.Direction.of(row.direction).label,
        "state": shown.state_of(shown.lifecycle_of(row), row.state),
        "tone": shown.tone_of(row, now, DONE),
        "due_at": row.due_at,
        "area": row.area,
    }


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def home(request: HttpRequest) -> HttpResponse:
    """Where the work is: the day's calls for who calls, else the orders."""
    return redirect("hotline_care" if may(scope_of(request), Can.CARE_CALLS) else "hotline_orders")


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def orders(request: HttpRequest) -> HttpResponse:
    """Open orders by their deadline; ended ones on wish."""
    scope, now, ended = scope_of(request), clock_now(), request.GET.get("ended") == "1"
    rows = [order_row(row, now) for row in queries.list_orders(scope, is_open=not ended)]
    return page(
        request, "hotline/orders.html", "hotline_orders", rows=rows, ended=ended, paper_url="hotline_order"
    )


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def order(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One order: what is asked, by when, what happened, what to do."""
    scope, now = scope_of(request), clock_now()
    row = _found(queries.access_order, scope, paper)
    extensions = queries.list_extensions(scope, row.id)
    waiting = next((one for one in extensions if one.decided_at is None), None)
    facts = [
        (gettext("我方编号"), row.number),
        (gettext("对方编号"), row.other_number),
        (gettext("来电人"), mask_name(row.caller_name) if row.caller_name else ""),
        (gettext("电话"), str(row.caller_phone)),
        (gettext("承办单位"), territory.organisation_names([row.organisation]).get(row.organisation, "")),
        (gettext("答复"), row.answer),
        (gettext("满意度"), _satisfied(row.satisfaction)),
    ]
    return page(
        request,
        "hotline/paper.html",
        "hotline_orders",
        back="hotline_orders",
        step_url="hotline_order_step",
        paper=row,
        title=row.title,
        line=order_row(row, now),
        content=row.content.plain,
        facts=facts,
        steps=shown.steps_of(scope, row.id),
        actions=shown.actions_of(scope, row.id),
        extension=waiting,
    )


def _satisfied(code: str) -> str:
    return gettext(order_rules.Satisfaction.of(code).label) if code else ""


@require_POST
@opens_for(Can.HANDLE_ORDERS)
def order_step(request: HttpRequest, paper: UUID, action: str) -> HttpResponse:
    """Take one step of an order."""
    scope, now, said = scope_of(request), clock_now(), request.POST
    _found(queries.access_order, scope, paper)

    def do() -> Any:
        if action == "assign":
            unit = said.get("unit", "")
            return operations.assign_order(order=paper, unit=unit, scope=scope, now=now)
        if action == "ask_extension":
            days = whole(said.get("workdays", ""))
            reason = said.get("reason", "")
            return operations.ask_extension(order=paper, workdays=days, reason=reason, scope=scope, now=now)
        if action in ("grant", "deny"):
            return operations.decide_extension(order=paper, grant=action == "grant", scope=scope, now=now)
        words = {name: said.get(name, "") for name in ("reason", "answer", "other_number", "satisfaction")}
        return operations.step_order(order=paper, action=action, scope=scope, now=now, **words)

    tell(request, do)
    return redirect("hotline_order", paper)


def follow_up_row(row: Any, now: datetime, names: dict[UUID, str]) -> dict[str, Any]:
    """One line of the list of follow-ups."""
    return {
        "id": row.id,
        "title": names.get(row.person, gettext("未登记的来电人")),
        "line": row.note or "",
        "kind": follow_up_rules.About.of(row.about).label,
        "from": gettext("已试 %(n)s 次") % {"n": row.tries} if row.tries else "",
        "state": shown.state_of(follow_up_rules.FOLLOW_UP, row.state),
        "tone": shown.tone_of(row, now, ("done", "dropped")),
        "due_at": row.due_at,
        "area": row.area,
    }


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Open follow-ups by the moment they are due; the late ones are red for everybody."""
    scope, now, ended = scope_of(request), clock_now(), request.GET.get("ended") == "1"
    held = queries.list_follow_ups(scope, is_open=not ended)
    names = shown.names_of(scope, (row.person for row in held))
    rows = [follow_up_row(row, now, names) for row in held]
    here = "hotline_follow_ups"
    return page(
        request, "hotline/follow_ups.html", here, rows=rows, ended=ended, paper_url="hotline_follow_up"
    )


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def follow_up(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Call, and write down the three answers."""
    scope, now = scope_of(request), clock_now()
    row = _found(queries.access_follow_up, scope, paper)
    names = shown.names_of(scope, [row.person])
    told = call_context(scope, "follow_up", row.id) if row.ended_at is None else {"dial": None}
    actions = [one for one in shown.actions_of(scope, row.id) if one["name"] != "ask_visit"]
    safe = {True: gettext("安全"), False: gettext("不安全"), None: ""}[row.is_safe]
    facts = [
        (gettext("已试次数"), str(row.tries)),
        (gettext("现在安全吗？"), safe),
        (gettext("满意度"), _satisfied(row.satisfaction)),
        (gettext("还需要什么？"), row.needs),
    ]
    return page(
        request,
        "hotline/paper.html",
        "hotline_follow_ups",
        back="hotline_follow_ups",
        step_url="hotline_follow_up_step",
        paper=row,
        title=names.get(row.person, gettext("未登记的来电人")),
        line=follow_up_row(row, now, names),
        content=row.note,
        facts=facts,
        steps=shown.steps_of(scope, row.id),
        actions=shown.with_first(actions, "not_reached" if is_unanswered(told) else ""),
        number=row.tries + 1,
        **told,
        phone_of=row.person,
        incident=row.subject if row.about == "incident" else None,
    )


@require_POST
@opens_for(Can.HANDLE_ORDERS)
def follow_up_step(request: HttpRequest, paper: UUID, action: str) -> HttpResponse:
    """A try, the answers, or no more calls."""
    scope, now, said = scope_of(request), clock_now(), request.POST
    _found(queries.access_follow_up, scope, paper)

    def do() -> Any:
        if action == "not_reached":
            number = whole(said.get("number", ""))
            result = said.get("result", "")
            return operations.record_try(follow_up=paper, number=number, result=result, scope=scope, now=now)
        if action == "complete":
            safe = {"yes": True, "no": False}.get(said.get("is_safe", ""))
            words = {name: said.get(name, "") for name in ("satisfaction", "needs")}
            return operations.complete_follow_up(follow_up=paper, is_safe=safe, scope=scope, now=now, **words)
        if action == "drop":
            reason = said.get("reason", "")
            return operations.drop_follow_up(follow_up=paper, reason=reason, scope=scope, now=now)
        raise Http404

    done = tell(request, do)
    ended = done is not None and done.ended_at
    return redirect("hotline_follow_ups") if ended else redirect("hotline_follow_up", paper)


def complaint_row(row: Any, now: datetime) -> dict[str, Any]:
    """One line of the list of complaints."""
    return {
        "id": row.id,
        "title": f"{gettext(complaint_rules.Against.of(row.against).label)}",
        "line": row.number,
        "kind": complaint_rules.From.of(row.came_by).label,
        "from": complaint_rules.Handling.of(row.level).label,
        "state": shown.state_of(complaint_rules.COMPLAINT, row.state),
        "tone": shown.tone_of(row, now, ANSWERED),
        "due_at": row.due_at,
        "area": row.area,
    }


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def complaints(request: HttpRequest) -> HttpResponse:
    """Open complaints by their deadline."""
    scope, now, ended = scope_of(request), clock_now(), request.GET.get("ended") == "1"
    rows = [complaint_row(row, now) for row in queries.list_complaints(scope, is_open=not ended)]
    here = "hotline_complaints"
    return page(
        request, "hotline/complaints.html", here, rows=rows, ended=ended, paper_url="hotline_complaint"
    )


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def complaint(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One complaint: what was said, who looks into it, what was found."""
    scope, now = scope_of(request), clock_now()
    row = _found(queries.access_complaint, scope, paper)
    people = territory.names_of(one for one in (row.investigator, row.reviewer) if one)
    findings = dict(complaint_rules.Finding.choices())
    facts = [
        (gettext("被投诉的是"), row.against_name),
        (gettext("投诉人"), mask_name(row.complainant_name) if row.complainant_name else ""),
        (gettext("电话"), str(row.complainant_phone)),
        (gettext("调查人"), people.get(row.investigator, "")),
        (gettext("调查结论"), gettext(findings[row.finding]) if row.finding else ""),
        (gettext("答复"), row.answer.plain),
        (gettext("复核人"), people.get(row.reviewer, "")),
        (gettext("复核答复"), row.review_answer.plain),
    ]
    return page(
        request,
        "hotline/paper.html",
        "hotline_complaints",
        back="hotline_complaints",
        step_url="hotline_complaint_step",
        paper=row,
        title=gettext(complaint_rules.Against.of(row.against).label),
        line=complaint_row(row, now),
        content=row.content.plain,
        facts=[pair for pair in facts if pair[1]],
        steps=shown.steps_of(scope, row.id),
        actions=shown.actions_of(scope, row.id, COMPLAINT_ASKED),
        is_worked=row.state in WORKED,
        **(call_context(scope, "complaint", row.id) if row.closed_at is None else {"dial": None}),
    )


@require_POST
@opens_for(Can.HANDLE_ORDERS)
def complaint_step(request: HttpRequest, paper: UUID, action: str) -> HttpResponse:
    """Assign, answer, appeal, close."""
    scope, now, said = scope_of(request), clock_now(), request.POST
    _found(queries.access_complaint, scope, paper)

    def do() -> Any:
        if action in ("assign", "assign_review"):
            who = said.get("username", "")
            return operations.assign_complaint(complaint=paper, username=who, scope=scope, now=now)
        if action in ("answer", "answer_review"):
            words = {name: said.get(name, "") for name in ("finding", "answer")}
            return operations.answer_complaint(complaint=paper, scope=scope, now=now, **words)
        reason = said.get("reason", "")
        if action == "appeal":
            return operations.appeal_complaint(complaint=paper, reason=reason, scope=scope, now=now)
        return operations.step_complaint(complaint=paper, action=action, reason=reason, scope=scope, now=now)

    tell(request, do)
    return redirect("hotline_complaint", paper)


@require_POST
@opens_for(Can.REVEAL_FIELDS)
def phone(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person's number for half a minute, to call her; an event says who saw it."""
    scope, now = scope_of(request), clock_now()
    cover = str(registry.access_elder(scope, person).phone)
    plain = elders.reveal(
        elder_id=person, field="phone", purpose=CONTACT, scope=scope, by=scope.actor, now=now
    )
    return private(render(request, "hotline/revealed.html", {"plain": plain, "cover": cover}))
