"""Supervisory letters: all of them, one with its paper and its reply, a draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.duties import operations, papers, queries
from chongyang.duties.enums import LetterState
from chongyang.duties.permissions import is_own
from chongyang.duties.rules import settings
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.duties import shown
from chongyang.web.duties.doing import (
    base,
    day_typed,
    do,
    handed,
    keys_typed,
    outside_fields,
    paged,
    period_typed,
    reach_of,
    reads,
    said,
    today_of,
    tried,
    typed,
    within_reach,
)
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BODY = """下列任务由你单位承办。按台账规则，目前情况为：%s。
请查找原因，明确措施和完成时间，抓紧落实。"""
ACTIONS = ("refuse", "withdraw", "close", "ask_again")


@reads
def letters(request: HttpRequest) -> HttpResponse:
    """The newest first, of one state where it is chosen."""
    state = request.GET.get("state", "")
    state = state if state in set(LetterState) else ""
    page = paged(request, queries.list_letters(reach_of(request), state))
    context = {
        **base(request, "letters"),
        "page": page,
        "rows": [letter_row(row) for row in page],
        "state": state,
        "states": LetterState.choices(),
    }
    return render(request, "duties/letters.html", context)


def letter_row(row: Any) -> dict[str, Any]:
    state = LetterState.of(row.state)
    return {
        "row": row,
        "unit": shown.unit_name(row.organisation_key),
        "issuer": shown.unit_name(row.issuer_key),
        "state": state.label,
        "tone": shown.LETTER_TONES.get(state, "warn"),
        "is_late": row.state == LetterState.ISSUED and row.reply_by < today_of(),
    }


@reads
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    return _page(request, letter)


def _page(request: HttpRequest, key: UUID, faults: dict[str, str] | None = None) -> HttpResponse:
    reach, scope = reach_of(request), scope_of(request)
    row, runs = queries.get_letter(reach, key)
    held = queries.files_of(reach, row.reply_files)
    issuer = settings.load().issuers.get(scope.role)
    context = {
        **base(request, "letters"),
        **letter_row(row),
        "runs": [(run, shown.name_of(item)) for run in runs if (item := shown.item_of(run.item))],
        "files": [held[one] for one in row.reply_files if one in held],
        "steps": shown.steps_of(reach, row),
        "actions": shown.actions_of(scope, row),
        "signs": bool(issuer and issuer.organisation == row.issuer_key),
        "is_drafter": row.drafted_by == scope.actor.account,
        "drafter": territory.names_of([row.drafted_by]).get(row.drafted_by, ""),
        "may_reply": row.state == "issued" and may(scope, Can.REPORT_DUTIES) and is_own(scope, row),
        "faults": faults or {},
        "alert_words": outside_fields(faults, "reply", "files"),
        "reply": request.POST.get("reply", ""),
    }
    return render(request, "duties/letter.html", context, status=422 if faults else 200)


@reads
def paper(request: HttpRequest, letter: UUID, form: str) -> HttpResponse:
    """The letter as PDF or Word; a draft has none."""
    row, runs = queries.get_letter(reach_of(request), letter)
    if row.signed_at is None:
        raise Http404(str(letter))
    return print_out(papers.paper_of_letter(row, runs), form, row.signed_at, f"{row.year}-{row.number}")


def print_out(made: papers.Paper, form: str, at: Any, name: str) -> HttpResponse:
    """A paper in one of its forms."""
    if form not in KINDS:
        raise Http404(form)
    if form == "pdf":
        data = papers.set_pdf(made, at=at)
    else:
        from chongyang.duties.papers_word import set_word

        data = set_word(made, at=at)
    answer = HttpResponse(data, content_type=KINDS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer


@reads
def draft(request: HttpRequest) -> HttpResponse:
    """The form of a letter about the duties that the address names."""
    if not may(scope_of(request), Can.ASSIGN_DUTIES):
        raise Http404
    return _draft_page(request, keys_typed(request.GET.getlist("run")[:20]))


def _draft_page(
    request: HttpRequest, keys: tuple[UUID, ...], faults: dict[str, str] | None = None
) -> HttpResponse:
    """With the other duties of the same organisation that run, to be ticked."""
    reach = reach_of(request)
    chosen = [queries.access_run(reach, key) for key in keys]
    if not chosen:
        raise Http404
    issuer = settings.load().issuers.get(scope_of(request).role)
    values = {
        "subject": _subject(chosen),
        "body": _body(request, chosen),
        "reply_by": operations.proposed_reply_by(today_of()).isoformat(),
    }
    if faults:
        values = {name: request.POST.get(name, "") for name in values}
    context = {
        **base(request, "letters"),
        "chosen": [str(run.id) for run in chosen],
        "runs": _others(request, chosen[0]),
        "unit": shown.unit_name(chosen[0].organisation_key),
        "issuer": shown.unit_name(issuer.organisation) if issuer else "",
        "values": values,
        "faults": faults or {},
        "alert_words": outside_fields(faults, "body", "reply_by"),
    }
    return render(request, "duties/letter_draft.html", context, status=422 if faults else 200)


def _others(request: HttpRequest, first: Any) -> list[dict[str, Any]]:
    runs = queries.runs_of_unit(first.organisation)
    lits = queries.list_runs_lit(reach_of(request), period_typed(""), today=today_of(), runs=runs)
    return [shown.lit_row(lit) for lit in lits]


def _subject(chosen: list[Any]) -> str:
    """A letter is written in Chinese, whoever reads the page."""
    item = shown.item_of(chosen[0].item)
    return f"关于{item.what if item else ''}的督办函"[:100]


def _body(request: HttpRequest, chosen: list[Any]) -> str:
    runs = queries.runs_of(*(run.id for run in chosen))
    lits = queries.list_runs_lit(reach_of(request), period_typed(""), today=today_of(), runs=runs)
    why = "；".join(dict.fromkeys(rule.words for lit in lits for rule in lit.judged.why))
    return BODY % (why or "需要督办")


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def write(request: HttpRequest) -> HttpResponse:
    """Keep the draft for a second person to sign."""
    made: list[Any] = []
    keys = keys_typed(request.POST.getlist("run")[:20])
    told = operations.LetterTold(
        runs=keys,
        subject=typed(request, "subject", 100),
        body=typed(request, "body", 2000),
        reply_by=day_typed(request, "reply_by"),
    )
    faults = tried(lambda: made.append(operations.draft_letter(told=told, **said(request))))
    if faults:
        return within_reach(request, lambda: _draft_page(request, keys, faults))
    messages.success(request, gettext("已拟稿，请本机关另一人签发。"))
    return redirect("duties_letter", made[0].id)


@require_POST
@opens_for(Can.ASSIGN_DUTIES)
def act(request: HttpRequest, letter: UUID, action: str) -> HttpResponse:
    """Sign, refuse, withdraw, close or ask again."""
    words = typed(request, "reason", 300)[:300]
    if action == "sign":
        do(request, lambda: operations.sign_letter(letter=letter, **said(request)), gettext("已签发并编号。"))
    elif action in ACTIONS:
        step: dict[str, Any] = {"letter": letter, "action": action, "reason": words}
        do(request, lambda: operations.judge_letter(**step, **said(request)), gettext("已办理。"))
    else:
        raise Http404(action[:20])
    return redirect("duties_letter", letter)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.REPORT_DUTIES)
def reply(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The organisation answers."""
    words = typed(request, "reply", 2000)
    faults = tried(
        lambda: operations.reply_letter(letter=letter, reply=words, files=handed(request), **said(request))
    )
    if faults:
        return within_reach(request, lambda: _page(request, letter, faults))
    messages.success(request, gettext("已回复。"))
    return redirect("duties_letter", letter)
