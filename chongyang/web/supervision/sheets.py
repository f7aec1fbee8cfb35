"""One unit's score sheet: every point with its way back, the judges, the appeals, what was corrected."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.supervision import operations, permissions, queries
from chongyang.supervision.enums import NoteKind
from chongyang.supervision.queries.assessment import Held, actions_of, list_judgements
from chongyang.supervision.rules import extracts, scoring, tables
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import takes
from chongyang.web.supervision.doing import base, do, handed, label_of, names, number_of, said, state_of
from chongyang.web.supervision.traces import line_of

NAN = Decimal("NaN")
"""What a field holds that is no number: refused as out of range."""


@require_GET
@opens_for(Can.READ_ASSESSMENT)
def one(request: HttpRequest, run: UUID, subject: str) -> HttpResponse:
    """The sheet, and what the reader may do with it now."""
    return _page(request, run, subject)


def _page(request: HttpRequest, run: UUID, subject: str, status: int = 200) -> HttpResponse:
    """After a refusal with what was typed; files have to be chosen again, as browsers want it."""
    scope = scope_of(request)
    held, sheet = _access(request, run, subject)
    scores = {score.item: score for score in sheet.scores}
    lines = [line_of(item, scores.get(item.key)) for item in held.ranked.items]
    appeals = [row for row in queries.list_appeals(scope, held) if row.subject == subject]
    corrections = [row for row in queries.list_corrections(scope, held) if row.subject == subject]
    kept = queries.files_of(scope, appeals)
    words, tone = state_of(tables.RUN, held.run.state)
    context = {
        **base(request, "runs"),
        **_doing(request, held, sheet),
        "held": held,
        "sheet": sheet,
        "state": words,
        "tone": tone,
        "lines": lines,
        "labels": {line.item.key: line.label for line in lines},
        "appeals": [(row, shown_files(kept, row)) for row in appeals],
        "open_items": [line for line in lines if line.item.key not in {row.item for row in appeals}],
        "corrections": corrections,
        "notes": [row for row in queries.list_notes(scope, held) if row.subject == subject],
        "kinds": NoteKind.choices(),
        "typed": {name: request.POST.get(name, "") for name in ("item", "text", "evidence")},
    }
    return render(request, "supervision/sheet.html", context, status=status)


def _access(request: HttpRequest, run: UUID, subject: str) -> tuple[Held, queries.Sheet]:
    try:
        return queries.access_sheet(scope_of(request), run, subject)
    except queries.NotFound as error:
        raise Http404 from error


def _doing(request: HttpRequest, held: Held, sheet: queries.Sheet) -> dict[str, Any]:
    """Which forms to offer; the operation is asked again when one comes back."""
    scope, state = scope_of(request), held.run.state
    own = permissions.is_own(scope, sheet.subject, permissions.own_organisation(scope))
    assesses = may(scope, Can.ASSESS)
    actions = actions_of(scope, held.run.id)
    within = held.run.appeals_until is not None and clock_now() <= held.run.appeals_until
    return {
        "can_judge": "judge" in actions and assesses,
        "can_appeal": state == tables.ANNOUNCED and own and within,
        "can_decide": "decide" in actions and assesses,
        "can_correct": state == tables.LOCKED and assesses,
        "given": _given(request, held, sheet) if assesses else {},
    }


def _given(request: HttpRequest, held: Held, sheet: queries.Sheet) -> dict[str, Any]:
    """What the judges gave, and the form of the reader's own marks."""
    rows = list_judgements(scope_of(request), held, sheet.subject.key)
    called, own = names(row.judge for row in rows), scope_of(request).actor.account
    kept = queries.files_of(scope_of(request), rows)
    mine = {row.item: row for row in rows if row.judge == own}
    return {
        "rows": [(row, called.get(row.judge, ""), shown_files(kept, row)) for row in rows],
        "form": [
            {
                "item": item,
                "label": label_of(item),
                "most": scoring.most_mark(item),
                "own": _typed(request, item.key) or _own(mine.get(item.key)),
            }
            for item in held.ranked.items
            if item.is_judged
        ],
    }


def shown_files(kept: dict[UUID, Any], row: Any) -> list[Any]:
    """The files of a row in the order in which they were handed in."""
    return [kept[key] for key in row.files if key in kept]


def _typed(request: HttpRequest, item: str) -> dict[str, str]:
    """What a judge just typed of an item, where the page comes back with a refusal."""
    if f"points-{item}" not in request.POST:
        return {}
    return {name: request.POST.get(f"{name}-{item}", "") for name in ("points", "reason", "evidence")}


def _own(row: Any) -> dict[str, str]:
    """What the reader gave before, as her form shows it."""
    if row is None:
        return dict.fromkeys(("points", "reason", "evidence"), "")
    return {"points": extracts.text(row.points) or "", "reason": row.reason, "evidence": row.evidence}


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.ASSESS)
def judge(request: HttpRequest, run: UUID, subject: str) -> HttpResponse:
    """One judge's marks for one unit; items left empty stay as they are."""
    held, _ = _access(request, run, subject)
    marks = [
        operations.Mark(
            subject,
            item.key,
            number if (number := number_of(request.POST[f"points-{item.key}"])) is not None else NAN,
            request.POST.get(f"reason-{item.key}", ""),
            request.POST.get(f"evidence-{item.key}", ""),
            handed(request, f"files-{item.key}"),
        )
        for item in held.ranked.items
        if item.is_judged and request.POST.get(f"points-{item.key}", "").strip()
    ]
    step = partial(operations.judge, run=run, marks=marks, **said(request))
    if marks and not do(request, step, gettext("评分已记下。")):
        return _page(request, run, subject, status=422)
    return redirect("supervision_sheet", run, subject)


@takes("FILE_BYTES")
@require_POST
@opens_for(Can.READ_ASSESSMENT)
def appeal(request: HttpRequest, run: UUID, subject: str) -> HttpResponse:
    """The unit says what is wrong with one item."""
    _access(request, run, subject)
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in ("item", "text", "evidence")}
    told["files"] = handed(request, "files")
    step = partial(operations.appeal, run=run, subject=subject, **told, **said(request))
    if not _try(request, step, gettext("申诉已收到，由没有参加评分的人处理。")):
        return _page(request, run, subject, status=422)
    return redirect("supervision_sheet", run, subject)


def _try(request: HttpRequest, step: Any, done: str) -> bool:
    try:
        return do(request, step, done)
    except queries.NotFound as error:
        raise Http404 from error


@require_POST
@opens_for(Can.ASSESS)
def decide(request: HttpRequest, run: UUID, subject: str, key: UUID) -> HttpResponse:
    """An appeal is decided."""
    told: dict[str, Any] = {
        "upheld": request.POST.get("upheld") == "yes",
        "reply": request.POST.get("reply", ""),
        "points": number_of(request.POST.get("points", "")),
    }
    _try(
        request,
        partial(operations.decide_appeal, key=key, **told, **said(request)),
        gettext("申诉已处理。"),
    )
    return redirect("supervision_sheet", run, subject)


@require_POST
@opens_for(Can.ASSESS)
def correct(request: HttpRequest, run: UUID, subject: str) -> HttpResponse:
    """A correction of a locked score is proposed, for another to confirm."""
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in ("item", "reason", "document")}
    number = number_of(request.POST.get("points", ""))
    step = partial(
        operations.propose_correction,
        run=run,
        subject=subject,
        points=NAN if number is None else number,
        **told,
        **said(request),
    )
    _try(request, step, gettext("更正已提出，请另一位经办人确认。"))
    return redirect("supervision_sheet", run, subject)


@require_POST
@opens_for(Can.ASSESS)
def confirm(request: HttpRequest, run: UUID, subject: str, key: UUID) -> HttpResponse:
    """Another person confirms a correction."""
    _try(
        request,
        partial(operations.confirm_correction, key=key, **said(request)),
        gettext("更正已确认，名次已重排。"),
    )
    return redirect("supervision_sheet", run, subject)


@require_POST
@opens_for(Can.ASSESS)
def note(request: HttpRequest, run: UUID, subject: str) -> HttpResponse:
    """A note on the unit, with its clause."""
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in ("kind", "clause", "text")}
    step = partial(operations.write_note, run=run, subject=subject, **told, **said(request))
    _try(request, step, gettext("意见书已写入。"))
    return redirect("supervision_sheet", run, subject)
