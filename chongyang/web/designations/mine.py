"""My applications: what I asked for and where it stands, a new one, and my word when a title is at stake."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.designations import operations, queries
from chongyang.designations.enums import DRAFT, ENDED, OF_AREA, RETURNED, HolderKind
from chongyang.designations.operations import ApplicationForm, HolderForm
from chongyang.designations.rules import flows
from chongyang.designations.rules.titles import Title, UnknownTitle, get_title, load_titles
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.designations import shown
from chongyang.web.designations.doing import (
    act,
    base,
    do,
    key_of,
    points_of,
    private,
    said,
    status_of,
    text_of,
)
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import sent_file, takes

BY_INSTITUTION = {HolderKind.INSTITUTION, HolderKind.ENTERPRISE, HolderKind.ALLIANCE, HolderKind.PARK}
AREAS = 60
BY_KEY = {"institution": "provider", "enterprise": "enterprise", "project": "project"}


@require_GET
@opens_for(Can.APPLY_DESIGNATIONS)
def mine(request: HttpRequest) -> HttpResponse:
    """What I asked for, and for which titles I may ask."""
    scope, context = scope_of(request), base(request, "mine")
    context |= {
        "rows": shown.rows_of(queries.list_mine(scope), context["now"]),
        "offers": [shown.title_facts(one) for one in load_titles() if _is_for(scope, one)],
    }
    return private(render(request, "designations/mine.html", context))


def _is_for(scope: Any, title: Title) -> bool:
    """An institution is offered what institutions may hold; a street's desk what lies within a street."""
    holders = {HolderKind.of(kind) for kind in title.holders}
    if scope.role == Role.INSTITUTION_CLERK:
        return bool(holders & BY_INSTITUTION)
    if scope.role == Role.STREET_CLERK:
        return holders != {HolderKind.COUNTY}
    return True


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_DESIGNATIONS)
def begin(request: HttpRequest, title: str) -> HttpResponse:
    """For whom a title is asked: a place or an area of mine, or a name."""
    try:
        held = get_title(title)
    except UnknownTitle as error:
        raise Http404 from error
    made: list[Any] = []

    def step() -> None:
        made.append(operations.begin(title=held.key, holder=_holder(request), **said(request)))

    if request.method == "POST" and do(request, step, gettext("草稿已建立，可以随时保存，写完再提交。")):
        return redirect("designations_application", made[0].id)
    context = {**base(request, "mine"), **_form(request, held)}
    return private(render(request, "designations/begin.html", context, status=status_of(request)))


def _form(request: HttpRequest, title: Title) -> dict[str, Any]:
    scope = scope_of(request)
    named = [kind for kind in title.holders if kind not in {*OF_AREA, HolderKind.INSTITUTION}]
    return {
        "facts": shown.title_facts(title),
        "choices": [(f"{one.kind}:{one.key}", one.name) for one in queries.list_choices(scope, title)],
        "named": [(kind, gettext(HolderKind.of(kind).label)) for kind in named],
        "areas": [] if scope.role == Role.INSTITUTION_CLERK else _areas(scope),
        "chosen": request.POST.get("holder", ""),
        "name": request.POST.get("name", ""),
        "suggested": title.named,
    }


def _areas(scope: Any) -> list[tuple[str, str]]:
    """Counties and streets of the desk, for what has a name alone."""
    counties = [one for one in territory.list_areas("county") if scope.covers(one.first)]
    streets = [one for one in territory.list_areas_within(scope) if one.level == "street"]
    whole = [one for one in counties if scope.covers(one.last)]
    return [(str(one.first), one.name) for one in [*whole, *(streets[:AREAS] if len(whole) < 2 else [])]]


def _holder(request: HttpRequest) -> HolderForm:
    """`institution:<key>`, `street:<first>`, `project:<key>`, or a kind alone with name and area."""
    kind, _, key = request.POST.get("holder", "").partition(":")
    area = _number(key if kind in set(OF_AREA) else request.POST.get("area", ""))
    keyed = {BY_KEY[kind]: key_of(key)} if key and kind in BY_KEY else {}
    return HolderForm(kind=kind, area=area, name=text_of(request, "name", 200), **keyed)


def _number(text: str) -> int | None:
    """A whole number of at most twelve digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_DESIGNATIONS)
def one(request: HttpRequest, application: UUID) -> HttpResponse:
    """One of mine: the form while it is mine to write, else where it stands."""
    row = queries.access_own(scope_of(request), application)
    faults: dict[str, str] = {}
    if request.method == "POST":
        answer = _write(request, row)
        if isinstance(answer, HttpResponse):
            return answer
        faults = answer
        row = queries.access_own(scope_of(request), application)
    context = _context(request, row, faults)
    return private(render(request, "designations/application.html", context, status=status_of(request)))


def _context(request: HttpRequest, row: Any, faults: dict[str, str]) -> dict[str, Any]:
    title, scope = get_title(row.title), scope_of(request)
    typed = points_of(request, "self-") if request.method == "POST" else {}
    held = list(row.titles.order_by("-valid_from", "-id"))
    found = queries.signed_evaluation(row) if row.state in ENDED else None
    kept = flows.load()
    files = queries.list_evidence(row)
    return {
        **base(request, "mine"),
        **shown.rows_of([row], said(request)["now"])[0],
        "facts": shown.title_facts(title),
        "stages": shown.stages_of(row),
        "open_to_edit": row.state in (DRAFT, RETURNED),
        "is_draft": row.state == DRAFT,
        "may_take_back": row.state not in (DRAFT, *ENDED),
        "faults": faults,
        "statement": text_of(request, "statement", 4000) if faults else row.statement.plain,
        "sheet": shown.sheet_of(
            title, told={**row.self_points, **typed}, found=found.points if found else {}
        ),
        "evaluation": found,
        "evidence": [
            {"kind": kind, "is_needed": kind in kept.evidence, "files": [f for f in files if f.kind == kind]}
            for kind in kept.evidence_kinds
        ],
        "answer": row.answer.plain,
        "notice": queries.notice_of(row),
        "held": shown.held_of(held),
        "reviews": [
            one
            for held_one in held
            for one in shown.reviews_of(queries.list_reviews_of(scope, held_one), said(request)["now"])
        ],
    }


def _write(request: HttpRequest, row: Any) -> HttpResponse | dict[str, str]:
    """Save, submit, take back or throw away; faults by field stay on the page."""
    action, told = request.POST.get("do", ""), {"application": row.id, **said(request)}
    if action == "drop" and do(request, lambda: operations.drop_draft(**told), gettext("草稿已删除。")):
        return redirect("designations_mine")
    if action == "take_back" and do(request, lambda: operations.take_back(**told), gettext("申报已撤回。")):
        return redirect("designations_application", row.id)
    if action not in ("save", "submit"):
        return {}
    version = _number(request.POST.get("version", ""))
    form = ApplicationForm(
        statement=text_of(request, "statement", 4000),
        self_points=points_of(request, "self-"),
        version=version,
    )
    try:
        operations.save(form=form, **told)
        if action == "submit":
            operations.submit(**told)
    except operations.UnableToApply as refused:
        return refused.faults
    is_sent = action == "submit"
    done = gettext("已提交，每一步的进展都在这里。") if is_sent else gettext("草稿已保存。")
    messages.success(request, done)
    return redirect("designations_application", row.id)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.APPLY_DESIGNATIONS)
def attach(request: HttpRequest, application: UUID) -> HttpResponse:
    """Add a file to an item of the list."""
    row = queries.access_own(scope_of(request), application)
    file = sent_file(request)
    if file is None:
        messages.error(request, gettext("请先选择文件。"))
        return redirect("designations_application", row.id)
    told = {"kind": request.POST.get("kind", "")[:60], **file, **said(request)}
    do(request, lambda: operations.attach(application=row.id, **told), gettext("文件已收到。"))
    return redirect("designations_application", row.id)


@require_POST
@opens_for(Can.APPLY_DESIGNATIONS)
def detach(request: HttpRequest, evidence: UUID) -> HttpResponse:
    """Take a file away again."""
    row = queries.access_evidence(scope_of(request), evidence).application
    do(request, lambda: operations.detach(evidence=evidence, **said(request)), gettext("文件已删除。"))
    return redirect("designations_application", row.id)


@require_http_methods(["GET", "POST"])
@opens_for(Can.APPLY_DESIGNATIONS)
def review(request: HttpRequest, review: UUID) -> HttpResponse:
    """A review of a title of mine: what is to be mended, or why it is to be taken away, and my word on it."""
    row = queries.access_own_review(scope_of(request), review)
    told = {"review": row.id, **said(request)}
    speaking = (
        lambda: operations.speak(text=text_of(request, "text"), **told),
        gettext("陈述已收到，会在决定之前听取。"),
    )
    if request.method == "POST" and act(request, {"speak": speaking}):
        return redirect("designations_own_review", row.id)
    context = {**base(request, "mine"), **shown.reviews_of([row], told["now"])[0]}
    return private(render(request, "designations/own_review.html", context, status=status_of(request)))
