"""Unusual reading and broken glass: what the rules found, the questions and answers, the reviews."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.privacy import operations, queries
from chongyang.privacy.rules import glass as glass_rules
from chongyang.privacy.rules import unusual
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.reading import forms
from chongyang.web.reading.base import page, said, tried
from chongyang.web.reading.words import ROLES, Who, events_shown, label_of, state_of, steps_shown

PAGE = 40
OPEN, ALL = queries.OPEN_FINDINGS, (*queries.OPEN_FINDINGS, "closed")
ASKED = N_("已请查看人说明。")
CLOSED = N_("已结案。")
EXPLAINED = N_("说明已提交。")
REVIEWED = N_("复核已完成。")
BROKEN = N_("档案已打开。您的每一步都有记录，老人一方和监督人员已能看到。")
ENDED = N_("调阅已结束，档案已关闭。")


@require_GET
@opens_for(Can.REVIEW_READING)
def findings(request: HttpRequest) -> HttpResponse:
    """What waits for a supervisor, by rule; closed ones on demand."""
    scope = scope_of(request)
    rule, is_all = request.GET.get("rule", ""), request.GET.get("all") == "1"
    rule = rule if rule in set(unusual.Rule) else ""
    before = _uuid(request.GET.get("before", ""))
    rows = queries.list_findings(
        scope, states=ALL if is_all else OPEN, rule=rule, before=before, limit=PAGE + 1
    )
    return page(
        request,
        "reading/findings.html",
        "reading",
        rows=_findings(rows[:PAGE]),
        counts=[
            {"row": one, "label": label_of(unusual.Rule, one.rule)} for one in queries.count_findings(scope)
        ],
        rule=rule,
        is_all=is_all,
        is_later=before is not None,
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _findings(rows: list[Any]) -> list[dict[str, Any]]:
    who = Who((row.account for row in rows), (row.employer for row in rows))
    return [_finding(row, who) for row in rows]


def _finding(row: Any, who: Who) -> dict[str, Any]:
    return {
        "row": row,
        "rule": label_of(unusual.Rule, row.rule),
        "who": who.name(row.account),
        "employer": who.organisation(row.employer),
        "role": gettext(ROLES.get(row.role, row.role)),
        "state": state_of(unusual.FINDING, row.state),
        "verdict": label_of(unusual.Verdict, row.verdict) if row.verdict else "",
    }


@require_GET
@opens_for(Can.REVIEW_READING)
def finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    """One finding with the readings behind it, what was asked and said, and the next step."""
    return _finding_page(request, finding, forms.CloseForm())


def _finding_page(request: HttpRequest, finding: UUID, close: forms.CloseForm) -> HttpResponse:
    scope = scope_of(request)
    row = queries.access_finding(scope, finding)
    return page(
        request,
        "reading/finding.html",
        "reading",
        **_findings([row])[0],
        events=events_shown(queries.list_events_of(scope, row)),
        steps=steps_shown(unusual.FINDING, queries.list_case_steps(row.id, scope)),
        is_own=row.account == scope.actor.account,
        ask=forms.AskForm(),
        close=close,
    )


@require_POST
@opens_for(Can.REVIEW_READING)
def ask(request: HttpRequest, finding: UUID) -> HttpResponse:
    """A question to the reader."""
    question = request.POST.get("question", "")[:480]
    tried(request, lambda: operations.ask_reader(finding=finding, question=question, **said(request)), ASKED)
    return redirect("reading_finding", finding)


def _verdict(request: HttpRequest) -> dict[str, Any]:
    return {"verdict": request.POST.get("verdict", ""), "reason": request.POST.get("reason", "")[:480]}


@require_POST
@opens_for(Can.REVIEW_READING)
def close(request: HttpRequest, finding: UUID) -> HttpResponse:
    """The verdict; what was typed stays when something is wrong."""
    told, form = _verdict(request), forms.CloseForm(request.POST)
    step = partial(operations.close_finding, finding=finding, **told, **said(request))
    if tried(request, step, CLOSED, form):
        return redirect("reading")
    return _finding_page(request, finding, form)


@require_GET
@opens_for(Can.OPEN_FILES)
def mine(request: HttpRequest) -> HttpResponse:
    """What I was asked about, and the glasses that I broke."""
    scope = scope_of(request)
    rows = queries.list_own_findings(scope)
    told = _findings(rows)
    for one in told:
        one["steps"] = steps_shown(unusual.FINDING, queries.list_case_steps(one["row"].id, scope))
        one["may_explain"] = one["row"].state in ("asked", "escalated")
    return page(
        request,
        "reading/mine.html",
        "reading_mine",
        rows=told,
        form=forms.ExplainForm(),
        glasses=_glasses(queries.list_own_glasses(scope)),
        may_break=may(scope, Can.BREAK_GLASS),
    )


@require_POST
@opens_for(Can.OPEN_FILES)
def explain(request: HttpRequest, finding: UUID) -> HttpResponse:
    """My answer."""
    words = request.POST.get("words", "")[:480]
    tried(
        request, lambda: operations.explain_finding(finding=finding, words=words, **said(request)), EXPLAINED
    )
    return redirect("reading_mine")


def _glasses(rows: list[Any]) -> list[dict[str, Any]]:
    who = Who((row.account for row in rows), (row.employer for row in rows))
    areas, now = territory.area_names(row.area for row in rows), clock_now()
    return [
        {
            "row": row,
            "who": who.name(row.account),
            "employer": who.organisation(row.employer),
            "role": gettext(ROLES.get(row.role, row.role)),
            "reason": label_of(glass_rules.Reason, row.reason),
            "place": areas.get(row.area, ""),
            "is_open": row.ended_at is None and row.ends_at > now,
            "state": state_of(glass_rules.GLASS, row.state),
            "verdict": label_of(glass_rules.Verdict, row.verdict) if row.verdict else "",
        }
        for row in rows
    ]


@require_GET
@opens_for(Can.REVIEW_READING)
def glasses(request: HttpRequest) -> HttpResponse:
    """Openings that wait for a review, the newest first; reviewed ones on demand."""
    is_all = request.GET.get("all") == "1"
    states = ("waiting", "late", "closed") if is_all else ("waiting", "late")
    before = _uuid(request.GET.get("before", ""))
    rows = queries.list_glasses(scope_of(request), states=states, before=before, limit=PAGE + 1)
    return page(
        request,
        "reading/glasses.html",
        "reading_glasses",
        rows=_glasses(rows[:PAGE]),
        is_all=is_all,
        is_later=before is not None,
        next=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )


@require_GET
@opens_for(Can.OPEN_FILES)
def glass(request: HttpRequest, glass: UUID) -> HttpResponse:
    """One opening with every reading in it: for its reviewer, and for who opened it."""
    return _glass_page(request, glass, forms.ReviewForm())


def _glass_page(request: HttpRequest, glass: UUID, form: forms.ReviewForm) -> HttpResponse:
    scope = scope_of(request)
    row = queries.access_glass(scope, glass)
    is_own = row.account == scope.actor.account
    return page(
        request,
        "reading/glass.html",
        "reading_mine" if is_own else "reading_glasses",
        **_glasses([row])[0],
        words=row.words.plain,
        events=events_shown(queries.readings_under(row, scope)),
        steps=steps_shown(glass_rules.GLASS, queries.list_case_steps(row.id, scope)),
        is_own=is_own,
        form=form,
        may_review=may(scope, Can.REVIEW_READING) and not is_own and row.state != "closed",
    )


@require_POST
@opens_for(Can.REVIEW_READING)
def review(request: HttpRequest, glass: UUID) -> HttpResponse:
    """The verdict of somebody else; what was typed stays when something is wrong."""
    told, form = _verdict(request), forms.ReviewForm(request.POST)
    step = partial(operations.review_glass, glass=glass, **told, **said(request))
    if tried(request, step, REVIEWED, form):
        return redirect("reading_glass", glass)
    return _glass_page(request, glass, form)


@require_http_methods(["GET", "POST"])
@opens_for(Can.BREAK_GLASS)
def break_glass(request: HttpRequest) -> HttpResponse:
    """One file out of scope, now; then the street's page of it, which asks for the purpose."""
    form = forms.GlassForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (row := _broken(request, form)):
        return redirect("street_elder", row.person)
    told: dict[str, Any] = {"form": form, "minutes": glass_rules.minutes()}
    return page(request, "reading/break.html", "reading_mine", **told)


def _broken(request: HttpRequest, form: forms.GlassForm) -> Any:
    try:
        row = operations.break_glass(**form.cleaned_data, **said(request))
    except operations.UnableToHandle as refused:
        for name, fault in refused.faults.items():
            form.add_error(name if name in form.fields else None, gettext(fault))
        return None
    messages.warning(request, BROKEN)
    return row


@require_POST
@opens_for(Can.BREAK_GLASS)
def end(request: HttpRequest, glass: UUID) -> HttpResponse:
    """It is needed no more."""
    tried(request, lambda: operations.end_glass(glass=glass, **said(request)), ENDED)
    return redirect("reading_mine")
