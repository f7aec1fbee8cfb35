"""One project: its course, months, problems, money, land; and what may be done about it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.files.disk import FileIsGone
from chongyang.core.words import N_
from chongyang.policy.rules.documents import load_documents
from chongyang.projects import operations, queries
from chongyang.projects.enums import LandState, LandSupply, MoneySource, ProblemState, Stage
from chongyang.projects.operations import ParcelTold
from chongyang.projects.queries import Whole
from chongyang.projects.rules.told import MonthTold
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_beyond_persons, scope_of
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.projects import forms
from chongyang.web.projects.doing import SAVED, base, do, done, in_wan, private, said, tidy
from chongyang.web.projects.permits import permits_of
from chongyang.web.projects.views import proposal_shown
from chongyang.web.projects.views import shown as line_shown

SHUT = "default-src 'none'; sandbox"
MOST_TEXT = 300
Bound = tuple[str, django_forms.Form] | None
FORMS: Mapping[str, type[django_forms.Form]] = {
    "month": forms.MonthForm,
    "stage": forms.StageForm,
    "problem": forms.ProblemForm,
    "plan": forms.YearMoneyForm,
    "need": forms.YearMoneyForm,
    "grant": forms.GrantForm,
    "application": forms.ApplicationForm,
    "parcel": forms.ParcelForm,
    "batch": forms.BatchForm,
}
TITLES = {
    "month": N_("报本月进展"),
    "stage": N_("调整阶段"),
    "problem": N_("提出问题"),
    "plan": N_("年度投资计划"),
    "need": N_("资金需求"),
    "grant": N_("到位资金（按文件）"),
    "application": N_("到位资金（按奖补申请）"),
    "parcel": N_("登记地块"),
    "batch": N_("调整批次"),
}


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def shown(request: HttpRequest, project: UUID) -> HttpResponse:
    """The page of a project."""
    return _page(request, project)


def _page(request: HttpRequest, project: UUID, bound: Bound = None) -> HttpResponse:
    """The page; where something was refused, its form is open with what was typed."""
    today = localdate(clock_now())
    whole = queries.get_whole(scope_of(request), project, today)
    context = {
        **base(request, "one"),
        **line_shown(whole.line),
        **permits_of(request, whole.project),
        "whole": whole,
        "today": today,
        "points": _points(whole.project),
        "county": str(whole.project.area)[:6],
        "clause_heading": _heading(whole.project.clause),
        "timeline": _timeline(whole),
        "funds": [(fund, gettext(MoneySource.of(fund.source).label)) for fund in whole.funds],
        "sources": [(line, gettext(MoneySource.of(line.source).label)) for line in whole.sources],
        "grants": [(row, gettext(MoneySource.of(row.source).label)) for row in whole.grants],
        "months": [_month(one) for one in whole.months],
        "problems": [_problem(row, today) for row in whole.problems],
        "parcels": [_parcel(row) for row in whole.parcels],
        "proposals": [proposal_shown(row) for row in whole.proposals if row.decided_at is None],
        "forms": _forms(whole, bound) if base(request, "one")["may_keep"] else [],
    }
    return private(render(request, "projects/one.html", context, status=422 if bound else 200))


def _points(row: Any) -> list[dict[str, Any]]:
    """Where it is, if it is on the map."""
    if row.longitude is None:
        return []
    return [{"longitude": row.longitude, "latitude": row.latitude, "label": "", "kind": "facility"}]


def _heading(clause: str) -> str:
    rows = [row for document in load_documents() for row in document.clauses if row.id == clause]
    return f"{rows[0].label} {rows[0].heading}".strip() if rows else ""


def _timeline(whole: Whole) -> list[dict[str, Any]]:
    """Stages, the newest first; a move back is marked."""
    items = []
    for row in whole.changes:
        is_bad = row.to_rank < row.from_rank
        detail = " · ".join(part for part in (row.reason, row.document) if part)
        label = gettext(Stage.of(row.stage).label)
        items.append({"label": label, "on": row.on, "detail": detail, "is_back": is_bad})
    return items


def _month(one: Any) -> dict[str, Any]:
    money = [(gettext(MoneySource.of(source).label), fen) for source, fen in one.money]
    return {"one": one, "row": one.row, "money": money}


def _problem(row: Any, today: Any) -> dict[str, Any]:
    tones = {"open": "bad", "answered": "warn", "solved": "good"}
    return {
        "row": row,
        "state": gettext(ProblemState.of(row.state).label),
        "tone": tones[row.state],
        "is_late": row.state != "solved" and row.due_on < today,
    }


def _parcel(row: Any) -> dict[str, Any]:
    tones = {"needed": "warn", "planned": "note", "supplied": "good"}
    move = forms.ParcelMoveForm(auto_id=f"id_%s_{row.id}", initial={"state": row.state})
    return {
        "row": row,
        "state": gettext(LandState.of(row.state).label),
        "supply": gettext(LandSupply.of(row.supply).label),
        "tone": tones[row.state],
        "form": None if row.state == "supplied" else move,
    }


def _forms(whole: Whole, bound: Bound) -> list[dict[str, Any]]:
    """Every form of the page; the refused one is open."""
    found = []
    for name, made in FORMS.items():
        is_bound = bound is not None and bound[0] == name
        form = bound[1] if bound and is_bound else made(initial=_first(name, whole), auto_id=f"id_%s_{name}")
        found.append({"name": name, "title": gettext(TITLES[name]), "form": form, "is_open": is_bound})
    return found


def _first(name: str, whole: Whole) -> dict[str, Any]:
    """What a form begins with: the next month that is asked for, today, this year."""
    today = localdate(clock_now())
    due = whole.late[0][0] if whole.late else today
    first: dict[str, dict[str, Any]] = {
        "month": {"month": f"{due:%Y-%m}", "share": whole.line.share},
        "stage": {"on": today, "stage": whole.project.stage},
        "batch": {"batch": whole.project.batch},
    }
    return first.get(name, {"year": today.year})


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def act(request: HttpRequest, project: UUID, action: str) -> HttpResponse:
    """Whatever a form of the page asks for."""
    if action not in FORMS:
        raise Http404
    queries.access_project(scope_of(request), project)
    form = FORMS[action](request.POST, auto_id=f"id_%s_{action}")
    if form.is_valid() and done(request, form, lambda: _step(action, project, form, said(request))):
        return redirect("project", project)
    return _page(request, project, (action, form))


def _step(action: str, project: UUID, form: Any, who: dict[str, Any]) -> None:
    told = form.cleaned_data
    steps: dict[str, Callable[[], Any]] = {
        "month": lambda: operations.report_month(project=project, told=_told(form), **who),
        "stage": lambda: operations.change_stage(project=project, **told, **who),
        "problem": lambda: operations.open_problem(project=project, **told, **who),
        "plan": lambda: operations.plan_money(project=project, year=told["year"], money=form.money, **who),
        "need": lambda: operations.need_funds(project=project, year=told["year"], money=form.money, **who),
        "grant": lambda: operations.grant_by_document(project=project, **_grant(told), **who),
        "application": lambda: operations.grant_by_application(project=project, **told, **who),
        "parcel": lambda: operations.add_parcel(project=project, told=ParcelTold(**told), **who),
        "batch": lambda: operations.change_batch(project=project, **told, **who),
    }
    steps[action]()


def _grant(told: dict[str, Any]) -> dict[str, Any]:
    return {"amount_fen" if name == "amount" else name: value for name, value in told.items()}


def _told(form: Any, month: Any = None) -> MonthTold:
    told = form.cleaned_data
    words = {"says": told.get("says", ""), "reason": told["reason"]}
    return MonthTold(month=month or told["month"], share=told["share"], money=form.money, **words)


@require_http_methods(["GET", "POST"])
@opens_beyond_persons(Can.READ_PROJECTS)
def month(request: HttpRequest, report: UUID) -> HttpResponse:
    """One month with its photos and corrections; a POST corrects it."""
    row = queries.access_month(scope_of(request), report)
    whole = queries.get_whole(scope_of(request), row.project_id, localdate(clock_now()))
    one = next(one for one in whole.months if one.row.id == report)
    first: dict[str, Any] = {f"{forms.MONEY}{source}": in_wan(fen) for source, fen in one.money}
    first["share"] = one.row.share
    form = forms.CorrectForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _correct(request, report, one.row.month, form):
        return redirect("projects_month", report)
    context = {**base(request, "one"), **_month(one), "project": whole.project, "form": form}
    status = 422 if form.is_bound else 200
    return private(render(request, "projects/month.html", context, status=status))


def _correct(request: HttpRequest, report: UUID, month: Any, form: Any) -> bool:
    told, document = _told(form, month), form.cleaned_data["document"]
    step = lambda: operations.correct_month(  # noqa: E731
        report=report, told=told, document=document, **said(request)
    )
    return done(request, form, step, N_("已更正，原来的数字保留在下面。"))


@takes("FILE_BYTES")
@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def add_photo(request: HttpRequest, report: UUID) -> HttpResponse:
    """A picture of the site."""
    file, caption = sent_file(request, "photo"), tidy(request.POST.get("caption", ""))
    if file is None:
        messages.error(request, gettext("请先选择文件。"))
    else:
        told = {"caption": caption, **file, **said(request)}
        do(request, lambda: operations.add_photo(report=report, **told))
    return redirect("projects_month", report)


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def photo(request: HttpRequest, photo: UUID) -> HttpResponse:
    """The bytes of a picture, which run nothing."""
    try:
        held = queries.read_photo(scope_of(request), photo)
    except FileIsGone as error:
        raise Http404 from error
    if held is None:
        raise Http404
    answer = HttpResponse(held[0], content_type=held[1])
    answer["Content-Security-Policy"], answer["X-Content-Type-Options"] = SHUT, "nosniff"
    return private(answer)


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def problem(request: HttpRequest, problem: UUID, action: str) -> HttpResponse:
    """Answer a problem, say that it is solved, or that the answer does not solve it."""
    row = queries.access_problem(scope_of(request), problem)
    text, who = tidy(request.POST.get("text", ""), MOST_TEXT), said(request)
    steps = {
        "answer": lambda: operations.answer_problem(problem=problem, answer=text, **who),
        "solve": lambda: operations.solve_problem(problem=problem, **who),
        "return": lambda: operations.return_problem(problem=problem, reason=text[:200], **who),
    }
    if action not in steps:
        raise Http404
    do(request, steps[action], SAVED)
    return redirect("project", row.project_id)


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def parcel(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """Where the land stands."""
    row = queries.access_parcel(scope_of(request), parcel)
    form = forms.ParcelMoveForm(request.POST)
    if form.is_valid():
        do(request, lambda: operations.move_parcel(parcel=parcel, **form.cleaned_data, **said(request)))
    return redirect("project", row.project_id)


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def proposal(request: HttpRequest, proposal: UUID, action: str) -> HttpResponse:
    """Accept what the machine proposed, or refuse it."""
    row = queries.access_proposal(scope_of(request), proposal)
    reason, who = tidy(request.POST.get("reason", ""), 200), said(request)
    steps = {
        "accept": lambda: operations.accept_proposal(proposal=proposal, reason=reason, **who),
        "refuse": lambda: operations.refuse_proposal(proposal=proposal, reason=reason, **who),
    }
    if action not in steps:
        raise Http404
    do(request, steps[action])
    return redirect("project", row.project_id)
