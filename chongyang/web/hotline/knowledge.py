"""The knowledge base: found while one types, read in a side panel, written by one and approved by another."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import operations, queries
from chongyang.hotline.rules.care_calls import today
from chongyang.hotline.rules.knowledge import NOT_A_DIAGNOSIS, ArticleForm, Category
from chongyang.policy import queries as policy
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.hotline import shown
from chongyang.web.hotline.base import page, private, tell
from chongyang.web.hotline.words import COMPLAINT_ASKED
from chongyang.web.parts.doors import opens_for, scope_of

USED = N_("已计入使用次数。")
GAP_KEPT = N_("已列入“没有找到的问题”，会有人补写。")
SENT = N_("已提交，等另一位同事审核后发布。")
FIELDS = ("key", "category", "question", "answer", "say", "keywords", "call_120_when", "sources")


def _cards(rows: Any) -> list[dict[str, Any]]:
    labels = dict(Category.choices())
    return [{"row": row, "category": labels[row.category], "key": row.article.key} for row in rows]


def _find(request: HttpRequest) -> dict[str, Any]:
    scope, text = scope_of(request), request.POST.get("text", "").strip()[:100]
    category = request.POST.get("category", "")
    rows = queries.find_articles(scope, text, on=today(clock_now()), category=category)
    call = _key(request.POST.get("call", "") or request.GET.get("call", ""))
    return {
        "found": _cards(rows),
        "text": text,
        "categories": Category.choices(),
        "category": category,
        "call": call or "",
    }


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_ORDERS)
def knowledge(request: HttpRequest) -> HttpResponse:
    """Search, what waits for approval, what is due for review, what nobody found."""
    scope, now = scope_of(request), clock_now()
    context = _find(request)
    if request.headers.get("HX-Request") and request.method == "POST":
        return private(render(request, "hotline/found.html", context))
    context |= {
        "waiting": _cards(queries.list_waiting(scope)),
        "due": _cards(queries.list_due_for_review(scope, today(now))),
        "gaps": queries.list_gaps(scope),
    }
    return page(request, "hotline/knowledge.html", "hotline_knowledge", **context)


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def panel(request: HttpRequest) -> HttpResponse:
    """The search as a fragment, for the side of another desk; `?call=` names the call it is used in."""
    return private(render(request, "hotline/panel.html", _find(request)))


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def article(request: HttpRequest, key: str) -> HttpResponse:
    """What to say; for htmx the article alone."""
    scope = scope_of(request)
    row = next((one for one in _versions(scope, key) if one.state == "published"), None)
    if row is None:
        raise Http404
    context = {**_article(scope, row), "key": key, "call": _key(request.GET.get("call", "")) or ""}
    if request.headers.get("HX-Request"):
        return private(render(request, "hotline/article.html", context))
    return page(request, "hotline/article_page.html", "hotline_knowledge", **context)


def _versions(scope: Scope, key: str) -> list[Any]:
    try:
        return queries.list_versions(scope, queries.get_article(scope, key).id)
    except queries.NotFound as error:
        raise Http404 from error


def _article(scope: Scope, row: Any) -> dict[str, Any]:
    people = territory.names_of(one for one in (row.written_by, row.approved_by) if one)
    return {
        "row": row,
        "category": Category.of(row.category).label,
        "sources": [_source(one) for one in row.sources],
        "not_a_diagnosis": NOT_A_DIAGNOSIS,
        "written_by": people.get(row.written_by, ""),
        "approved_by": people.get(row.approved_by, ""),
        "uses": queries.count_uses(scope, row.article_id),
    }


def _source(source: Any) -> dict[str, Any]:
    if not source.get("clause"):
        return {"title": source.get("title", ""), "number": source.get("number", ""), **_sure(source)}
    try:
        clause = policy.get_clause(source["clause"])
    except policy.UnknownClause:
        return {"title": source["clause"], "number": "", "confirmed": False}
    return {
        "title": f"{clause.document.number} {clause.label}",
        "number": clause.heading,
        "clause": clause,
        "part": clause.id.partition("/")[2],
        "confirmed": True,
    }


def _sure(source: Any) -> dict[str, bool]:
    return {"confirmed": bool(source.get("confirmed", False))}


@require_GET
@opens_for(Can.HANDLE_ORDERS)
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """One version with its history and what may be done with it."""
    scope = scope_of(request)
    try:
        row = queries.get_version(scope, version)
    except queries.NotFound as error:
        raise Http404 from error
    context = {
        **_article(scope, row),
        "key": row.article.key,
        "state": shown.state_of("hotline.article", row.state),
        "versions": queries.list_versions(scope, row.article_id),
        "steps": shown.steps_of(scope, row.id),
        "actions": shown.actions_of(scope, row.id, {**COMPLAINT_ASKED, "drop": ()}),
    }
    return page(request, "hotline/version.html", "hotline_knowledge", **context)


@require_POST
@opens_for(Can.HANDLE_ORDERS)
def version_step(request: HttpRequest, version: UUID, action: str) -> HttpResponse:
    """Approve, return, withdraw, drop."""
    scope, now, reason = scope_of(request), clock_now(), request.POST.get("reason", "")

    def do() -> Any:
        if action == "approve":
            return operations.approve_article(version=version, scope=scope, now=now)
        return operations.step_article(version=version, action=action, reason=reason, scope=scope, now=now)

    try:
        tell(request, do)
    except queries.NotFound as error:
        raise Http404 from error
    return redirect("hotline_version", version)


@require_http_methods(["GET", "POST"])
@opens_for(Can.ANSWER_CALLS)
def write(request: HttpRequest) -> HttpResponse:
    """A new article, or the next version of one (`?key=`)."""
    scope = scope_of(request)
    if request.method == "POST":
        form = _read(request)
        done = tell(request, lambda: operations.write_article(form=form, scope=scope, now=clock_now()), SENT)
        if done:
            return redirect("hotline_version", done.id)
        return _written(request, {name: request.POST.get(name, "") for name in FIELDS}, form.is_medical)
    key = request.GET.get("key", "")
    rows = _versions(scope, key) if key else []
    held = {**dict.fromkeys(FIELDS, ""), "key": key, "category": "policy"}
    if rows:
        held |= {name: getattr(rows[0], name) for name in ("category", "question", "answer", "say")}
        held |= {"keywords": "、".join(rows[0].keywords), "call_120_when": "\n".join(rows[0].call_120_when)}
        held["sources"] = "\n".join(_line_of(one) for one in rows[0].sources)
    return _written(request, held, bool(rows and rows[0].is_medical))


def _written(request: HttpRequest, held: dict[str, Any], is_medical: bool) -> HttpResponse:
    context = {"held": held, "is_medical": is_medical, "categories": Category.choices()}
    return page(request, "hotline/write.html", "hotline_knowledge", **context)


def _line_of(source: Any) -> str:
    return source.get("clause") or f"{source.get('title', '')} {source.get('number', '')}".strip()


def _read(request: HttpRequest) -> ArticleForm:
    said = request.POST
    lines = [line.strip() for line in said.get("sources", "").splitlines() if line.strip()]
    key = said.get("key", "").strip()[:60] or f"a{clock_now():%y%m%d%H%M%S}"
    return ArticleForm(
        key=key,
        category=said.get("category", ""),
        question=said.get("question", "").strip()[:200],
        answer=said.get("answer", "").strip(),
        say=said.get("say", "").strip(),
        keywords=tuple(
            word[:40] for word in said.get("keywords", "").replace("，", "、").split("、") if word.strip()
        ),
        is_medical=bool(said.get("is_medical")),
        call_120_when=tuple(
            line.strip()[:120] for line in said.get("call_120_when", "").splitlines() if line.strip()
        ),
        sources=tuple(_read_source(line) for line in lines),
    )


def _words(pieces: list[str], longest: int) -> tuple[str, ...]:
    return tuple(piece.strip()[:longest] for piece in pieces if piece.strip())


def _read_source(line: str) -> dict[str, Any]:
    """A clause's id is a link; anything else is a title, not confirmed until its approver has seen it."""
    try:
        return {"clause": policy.get_clause(line).id}
    except policy.UnknownClause:
        return {"title": line[:200], "number": "", "confirmed": False}


@require_POST
@opens_for(Can.ANSWER_CALLS)
def use(request: HttpRequest, key: str) -> HttpResponse:
    """It helped: counted once in a call."""
    call = _key(request.POST.get("call", ""))
    try:
        tell(
            request,
            lambda: operations.use_article(key=key, call=call, scope=scope_of(request), now=clock_now()),
            USED,
        )
    except queries.NotFound as error:
        raise Http404 from error
    if request.headers.get("HX-Request"):
        return private(render(request, "hotline/said.html", {"text": USED}))
    return redirect("hotline_article", key)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@opens_for(Can.ANSWER_CALLS)
def gap(request: HttpRequest) -> HttpResponse:
    """No article helped."""
    words, scope = request.POST.get("text", ""), scope_of(request)
    tell(request, lambda: operations.report_gap(words=words, scope=scope, now=clock_now()), GAP_KEPT)
    if request.headers.get("HX-Request"):
        return private(render(request, "hotline/said.html", {"text": GAP_KEPT}))
    return redirect("hotline_knowledge")


@require_POST
@opens_for(Can.LEAD_SHIFT)
def gap_settle(request: HttpRequest, gap: UUID) -> HttpResponse:
    """Somebody wrote it, or none is needed."""
    operations.settle_gap(gap=gap, scope=scope_of(request), now=clock_now())
    return redirect("hotline_knowledge")
