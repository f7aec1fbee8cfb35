"""The applicant's pages: what my organisation builds, a stage with its papers, the clock and the notices."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.approvals import operations, queries
from chongyang.approvals.enums import DRAFT, EDITABLE, ENDED, PERMITTED, STOPPED, ApplicationState
from chongyang.approvals.rules import catalogue
from chongyang.core.texts import is_line
from chongyang.funding.queries import clause_label
from chongyang.territory.rules.capabilities import Can
from chongyang.web.approvals import showing
from chongyang.web.approvals.doing import Tried, attempt, base, fact_words, key_of, said, shown
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import sent_file, takes

APP_TONES = {"open": "note", "done": "good", "withdrawn": ""}


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_APPROVALS)
def mine(request: HttpRequest) -> HttpResponse:
    """What we asked for, and a form to begin."""
    tried = None
    if request.method == "POST":
        made: list[Any] = []
        form = operations.ApplicationForm(
            name=request.POST.get("name", ""), library=_line(request, "library"), facts=_facts(request)
        )
        tried = attempt(
            request,
            lambda: made.append(operations.begin(form=form, **said(request))),
            gettext("已建立，请按清单交材料。"),
        )
        if tried is None:
            return redirect("approvals_application", made[0].id)
    context = base(request, "mine")
    context |= {
        "rows": [_row(row, context["now"]) for row in queries.list_mine(scope_of(request))],
        "facts": _asked({name: True for name, told in _facts(request).items() if told}),
        "library": request.GET.get("library", "")[:20],
    }
    return shown(request, "approvals/mine.html", context, tried)


def _line(request: HttpRequest, name: str) -> str:
    """A line that a database takes; what is none leads to nothing."""
    text = request.POST.get(name, "")
    return text if is_line(text) else "?"


def _row(row: Any, now: Any) -> dict[str, Any]:
    run = queries.current_run(row)
    words = gettext(ApplicationState.of(row.state).label)
    about = {"row": row, "words": words, "app_tone": APP_TONES[row.state]}
    return about | (showing.run_of(run, now) if run and row.state == "open" else {})


def _facts(request: HttpRequest) -> dict[str, bool]:
    return {fact.name: request.POST.get(f"fact-{fact.name}") == "yes" for fact in catalogue.load().facts}


def _asked(told: dict[str, bool]) -> list[dict[str, Any]]:
    return [
        {
            "name": fact.name,
            "label": gettext(fact.label),
            "asks": gettext(fact.asks),
            "clause": clause_label(fact.clause),
            "is_told": bool(told.get(fact.name)),
        }
        for fact in catalogue.load().facts
    ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_APPROVALS)
def application(request: HttpRequest, application: UUID) -> HttpResponse:
    """One of ours: where it stands, what is to be handed in, what was answered."""
    row = queries.access_own(scope_of(request), application)
    tried = None
    if request.method == "POST":
        tried = _act(request, row)
        if tried is None:
            return redirect("approvals_application", application)
        row = queries.access_own(scope_of(request), application)
    return shown(request, "approvals/application.html", _context(request, row), tried)


def _context(request: HttpRequest, row: Any) -> dict[str, Any]:
    context = base(request, "mine")
    now, runs, run = context["now"], queries.list_runs(row), queries.current_run(row)
    context |= {
        **_row(row, now),
        "facts": fact_words(row.facts),
        "stages": showing.stages_of(row, runs),
        "documents": [showing.item_of(item, now) for item in queries.list_documents(row)],
        "former": [_former(one) for one in runs if run and one.id != run.id],
        "is_open": row.state == ApplicationState.OPEN,
    }
    return context | (_stage(run, row, now) if run else {})


def _former(run: Any) -> dict[str, Any]:
    return {
        **showing.state_of(run),
        "run": run,
        "stage": gettext(catalogue.load().stage(run.stage).label),
        "notices": showing.notices_of(run),
    }


def _stage(run: Any, row: Any, now: Any) -> dict[str, Any]:
    editable = run.state in EDITABLE
    reusable = queries.list_reusable(run, now) if editable else []
    papers = showing.papers_of(run, queries.list_papers(run), reusable)
    told = catalogue.load()
    return {
        "run": run,
        "editable": editable,
        "is_draft": run.state == DRAFT,
        "papers": papers,
        "lacking": sum(not one["files"] and not one["spared"] for one in papers),
        "offers": sum(bool(one["offer"] and not one["files"]) for one in papers),
        "items": showing.items_of(run, now),
        "notices": showing.notices_of(run),
        "joint": showing.joint_of(run) if run.accepted_at else None,
        "asked_facts": _asked(row.facts)
        if run.stage == told.first.name and run.state in (DRAFT, "completing")
        else [],
        "may_withdraw": run.state not in (*ENDED, DRAFT),
        "may_begin": run.state in ENDED and run.state != PERMITTED and row.state == "open",
        "is_stopped": run.state in STOPPED,
        "timeline": showing.timeline_of(run, with_names=False) if run.state != DRAFT else [],
    }


def _act(request: HttpRequest, row: Any) -> Tried | None:
    run, told = queries.current_run(row), said(request)
    key = run.id if run else UUID(int=0)
    steps = {
        "submit": (lambda: operations.submit(run=key, **told), gettext("已交窗口，进展都在这里。")),
        "withdraw": (lambda: operations.withdraw(run=key, **told), gettext("已撤回，需要时可以重新申报。")),
        "reuse_all": (lambda: _reuse_all(run, told), gettext("可沿用的材料都已放入。")),
        "withdraw_all": (
            lambda: operations.withdraw_all(application=row.id, **told),
            gettext("这个项目的报建已撤回。"),
        ),
        "facts": (
            lambda: operations.tell_facts(application=row.id, facts=_facts(request), **told),
            gettext("项目情况已更新，材料清单随之变化。"),
        ),
        "begin": (
            lambda: operations.begin_stage(application=row.id, stage=row.stage, **told),
            gettext("可以重新申报了，已许可的事项继续有效。"),
        ),
    }
    found = steps.get(request.POST.get("do", ""))
    return attempt(request, *found) if found else Tried()


def _reuse_all(run: Any, told: dict[str, Any]) -> None:
    """Everything that may be used again, where nothing was uploaded yet."""
    present = {paper.material for paper in queries.list_papers(run)}
    for one in queries.list_reusable(run, told["now"]):
        if one.paper.material not in present:
            operations.reuse(run=run.id, paper=one.paper.id, **told)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.APPLY_APPROVALS)
def attach(request: HttpRequest, run: UUID) -> HttpResponse:
    """Hand a file in for a paper of the list."""
    held = queries.access_own_run(scope_of(request), run)
    file = sent_file(request)
    tried = _attach(request, held, file) if file is not None else _no_file()
    return _back(request, held, tried)


def _no_file() -> Tried:
    return Tried("attach", {"file": gettext("请先选择文件。")})


def _attach(request: HttpRequest, run: Any, file: dict[str, Any]) -> Tried | None:
    step = partial(
        operations.attach,
        run=run.id,
        material=request.POST.get("material", "")[:40],
        **file,
        **said(request),
    )
    return attempt(request, step, gettext("文件已收到。"))


def _back(request: HttpRequest, run: Any, tried: Tried | None) -> HttpResponse:
    """To the page of the application; what was refused stands on it."""
    if tried is None:
        return redirect("approvals_application", run.application_id)
    row = queries.access_own(scope_of(request), run.application_id)
    return shown(request, "approvals/application.html", _context(request, row), tried)


@require_POST
@opens_for(Can.APPLY_APPROVALS)
def reuse(request: HttpRequest, run: UUID) -> HttpResponse:
    """Use a paper of an earlier stage again."""
    held = queries.access_own_run(scope_of(request), run)
    paper = key_of(request.POST.get("paper", ""))
    step = partial(operations.reuse, run=held.id, paper=paper, **said(request))
    return _back(request, held, attempt(request, step, gettext("已沿用。")))


@require_POST
@opens_for(Can.APPLY_APPROVALS)
def detach(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Take a paper back again."""
    run = queries.access_own_run(scope_of(request), queries.access_own_paper(scope_of(request), paper).run_id)
    step = partial(operations.detach, paper=paper, **said(request))
    return _back(request, run, attempt(request, step, gettext("已删除。")))
