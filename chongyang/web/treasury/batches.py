"""A batch on its way: who did what, who may do the next, its payments, the bank's files."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations, queries
from chongyang.treasury.enums import BatchState, OrderState, Outcome
from chongyang.treasury.rules import bank, lifecycles
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.treasury.doing import (
    acting,
    base,
    do,
    paged,
    place_name,
    principals_of,
    private,
    programme_name,
    said,
    tidy,
)
from chongyang.web.treasury.views import ORDER_TONES, TONES

DONE = {
    "submit": N_("已提交复核。"),
    "approve": N_("复核通过，等待放款。"),
    "release": N_("已放款，可以下载银行文件。"),
    "reconcile": N_("已对账。"),
    "send_back": N_("已退回编制。"),
    "withdraw": N_("批次已撤回，付款重新待付。"),
}
PLAIN = {
    "submit": operations.submit_batch,
    "approve": operations.approve_batch,
    "release": operations.release_batch,
    "reconcile": operations.reconcile_batch,
    "withdraw": operations.withdraw_batch,
}
ASKED = {"settle": "reconcile", "refuse": "send_back"}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
MADE = N_("编制")


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def make(request: HttpRequest) -> HttpResponse:
    """A draft of what waits in a county."""
    area, _, programme = request.POST.get("pick", "").partition("/")
    area, programme = request.POST.get("area", area), tidy(request.POST.get("programme", programme), 60)
    if not (area.isascii() and area.isdigit() and len(area) == 12):
        raise Http404
    made: list[Any] = []
    told: dict[str, Any] = {"area": int(area), "programme": programme, "until": _until(request)}
    do(
        request,
        lambda: made.append(operations.make_batch(**told, **acting(request))),
        gettext("批次已编制，请核对后提交。"),
    )
    return redirect("treasury_batch", made[0].id) if made else redirect("treasury")


def _until(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return localdate(clock_now())


@require_GET
@opens_for(Can.READ_MONEY)
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One batch with its four stages, its payments and the bank's files."""
    scope = scope_of(request)
    standing = queries.get_standing(scope, batch)
    row = standing.batch
    names = territory.names_of(
        {holder for stage in standing.stages for holder in stage.holders}
        | {step.actor_account for step in standing.steps if step.actor_account}
    )
    page = paged(request, queries.list_lines(scope, batch))
    for line in page:
        line.label, line.tone = OrderState.of(line.order.state).label, ORDER_TONES.get(line.order.state, "")
        line.programme_name = programme_name(line.order.programme)
    context = {
        **base(request, "overview"),
        "row": row,
        "state": BatchState.of(row.state).label,
        "tone": TONES[row.state],
        "place": place_name(row.area),
        "programme": programme_name(row.programme),
        "stages": [_stage(stage, names) for stage in standing.stages],
        "steps": [_step(step, names) for step in standing.steps],
        "actions": [_action(action) for action in standing.actions],
        "why_not": standing.why_not,
        "principals": principals_of(request, row.area) if standing.actions else [],
        "page": page,
        **_files(scope, row),
    }
    return private(render(request, "treasury/batch.html", context))


def _stage(stage: Any, names: dict[UUID, str]) -> dict[str, Any]:
    return {"row": stage, "who": [names.get(holder, "") for holder in stage.holders]}


def _action(action: Any) -> dict[str, Any]:
    """Reconciling is one button: the room knows whether anything is left open."""
    name = ASKED.get(action.name, action.name)
    label = gettext("对账") if name == "reconcile" else gettext(action.label)
    kind = "primary" if name in ("submit", "approve", "release", "reconcile") else ""
    return {"name": name, "label": label, "kind": kind, "asks": action.reason_required}


def _step(step: Any, names: dict[UUID, str]) -> dict[str, Any]:
    label = gettext(MADE) if step.action == "open" else gettext(lifecycles.batch.action(step.action).label)
    who = names.get(step.actor_account, "") if step.actor_account else ""
    return {
        "label": label,
        "at": step.at,
        "who": f"{who} {gettext(ROLES.get(step.actor_role, step.actor_role))}".strip(),
        "detail": step.reason,
        "state": "bad" if step.action in ("send_back", "refuse", "withdraw") else "done",
    }


def _files(scope: Any, row: Any) -> dict[str, Any]:
    odd: Any = queries.list_odd_of(scope, row.id)
    for line in odd:
        line.label = Outcome.of(line.outcome).label
    return {
        "bank_files": queries.list_bank_files(scope, row.id),
        "return_files": queries.list_return_files(scope, row.id),
        "odd": odd,
        "formats": [(one.key, gettext(one.label)) for one in bank.formats().values()],
        "is_out": row.state in ("released", "settled"),
    }


@require_POST
@opens_for(Can.READ_MONEY)
def act(request: HttpRequest, batch: UUID, action: str) -> HttpResponse:
    """One step of the batch, by whoever may take it now."""
    if action == "send_back":
        reason = tidy(request.POST.get("reason", ""))
        do(
            request,
            lambda: operations.send_back_batch(batch=batch, reason=reason, **acting(request)),
            gettext(DONE[action]),
        )
    elif action in PLAIN:
        do(request, lambda: PLAIN[action](batch=batch, **acting(request)), gettext(DONE[action]))
    else:
        raise Http404
    return redirect("treasury_batch", batch)


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def drop(request: HttpRequest, line: UUID) -> HttpResponse:
    """A payment leaves the draft."""
    held = queries.access_batch_line(scope_of(request), line)
    do(request, lambda: operations.drop_line(line=line, **said(request)), gettext("已移出批次。"))
    return redirect("treasury_batch", held.batch_id)


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def write(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The file for the bank, as a download."""
    format = request.POST.get("format", "")
    try:
        file = operations.write_bank_file(batch=batch, format=format, **said(request))
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return redirect("treasury_batch", batch)
    answer = HttpResponse(file.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return private(answer)


@require_POST
@opens_for(Can.MAKE_PAYMENTS)
def take(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The bank's answer is taken in; another person reconciles."""
    told = request.FILES.get("file")
    queries.access_batch(scope_of(request), batch)
    if told is None or (told.size or 0) > bank.MOST_BYTES:
        messages.error(request, gettext("请选择银行回单文件，不超过 64 MB。"))
        return redirect("treasury_batch", batch)
    content, format = told.read(), request.POST.get("format", "")
    do(
        request,
        lambda: operations.take_return(batch=batch, format=format, content=content, **said(request)),
        gettext("回单已收下，请另一人对账。"),
    )
    return redirect("treasury_batch", batch)
