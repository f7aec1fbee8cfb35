"""The list of pairs, one pair side by side, the word about it, a covered value."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.linkage import operations, queries
from chongyang.linkage.enums import WAITING, Answer, PairKind, PairState
from chongyang.linkage.queries import sides
from chongyang.registry.enums import Purpose
from chongyang.registry.operations import UnableToReveal
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.linkage import shown
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.numbers import whole

PAGE = 50
PURPOSES = (Purpose.CORRECTION, Purpose.REVIEW)
REASONS = (
    N_("身份证号码和姓名一致"),
    N_("住址、电话和家庭成员一致"),
    N_("已电话核实"),
    N_("已入户核实"),
    N_("号码、生日和住址都不同"),
    N_("同住的家人，不是本人"),
)
SAID = {
    PairState.SAME: N_("已记为同一个人。"),
    PairState.DIFFERENT: N_("已记为两个人，以后不再询问。"),
    PairState.UNSURE: N_("已记为存疑，仍在待判断中。"),
    PairState.PROPOSED: N_("意见已记下，须由另一人复核后合并。"),
    PairState.ASKED: N_("另一份档案在其他区县，不能直接合并；已向对方提出，双方同意后合并。"),
}


def private(response: HttpResponse) -> HttpResponse:
    """Two people's data stay in no browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def tabs_of(scope: Scope) -> dict[str, Any]:
    """What the line above every page of the desk shows."""
    counts = queries.count_waiting(scope)
    return {"waiting": sum(counts.values()), "asked_of_us": len(queries.list_asks(scope, limit=100))}


@require_GET
@opens_for(Can.ADJUDICATE)
def pairs(request: HttpRequest) -> HttpResponse:
    """Pairs that wait, the likeliest first; by kind, state and place if wished."""
    scope, asked = scope_of(request), request.GET
    kind = asked.get("kind", "") if asked.get("kind", "") in {one.value for one in PairKind} else ""
    state = asked.get("state", "") if asked.get("state", "") in WAITING else ""
    rows = queries.list_pairs(
        scope,
        kind=kind,
        state=state,
        within=_within(asked.get("area", "")),
        after=_cursor(asked),
        limit=PAGE + 1,
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = tabs_of(scope) | {
        "rows": shown.rows_of(rows[:PAGE]),
        "kinds": PairKind.choices(),
        "states": [(one, PairState.of(one).label) for one in WAITING],
        "kind": kind,
        "state": state,
        "area": asked.get("area", ""),
        "following": f"{last.weight}~{last.id}" if last else "",
        "is_first": "after" not in asked,
        "run": queries.last_run(scope),
    }
    return private(render(request, "linkage/pairs.html", context))


def _within(code: str) -> tuple[int, int] | None:
    try:
        unit = territory.get_area(code) if code else None
    except (territory.UnknownArea, ValueError):
        return None
    return (unit.first, unit.last) if unit else None


def _cursor(asked: Any) -> tuple[float, UUID] | None:
    """Where the page before ended; a torn address begins anew."""
    weight, _, key = asked.get("after", "").partition("~")
    try:
        return float(weight), UUID(key)
    except ValueError:
        return None


@require_GET
@opens_for(Can.ADJUDICATE)
def pair(request: HttpRequest, pair: UUID) -> HttpResponse:
    """Two records side by side, each field with its weight."""
    return _page(request, pair)


def _page(request: HttpRequest, pair: UUID, refused: operations.UnableToDecide | None = None) -> HttpResponse:
    """The pair; with a refusal beside its field, and what was typed kept."""
    row = queries.access_pair(scope_of(request), pair)
    context = _context(request, row) | {"refused": refused, "typed": typed(request)}
    return private(render(request, "linkage/pair.html", context, status=status_of(refused)))


def typed(request: HttpRequest) -> dict[str, str]:
    """What was typed into a form that comes back."""
    return {name: request.POST.get(name, "") for name in ("answer", "reason")}


def status_of(refused: operations.UnableToDecide | operations.UnableToMerge | None) -> int:
    """Something to mend in the form, or something that became otherwise meanwhile."""
    if refused is None:
        return 200
    return 422 if refused.field else 409


def _context(request: HttpRequest, row: Any) -> dict[str, Any]:
    scope = scope_of(request)
    fields, left, right = shown.fields_of(scope, row)
    purpose = request.GET.get("purpose", PURPOSES[0].value)
    verdicts = queries.list_verdicts(scope, row)
    judges = territory.names_of({one.account for one in verdicts if one.account})
    names = shown.names_of(left, right)
    return tabs_of(scope) | {
        "told": shown.rows_of([row])[0],
        "row": row,
        "fields": fields,
        "left": left,
        "right": right,
        "left_name": names[0],
        "right_name": names[1],
        "left_place": row.area,
        "right_place": row.other_area,
        "answers": Answer.choices(),
        "reasons": [gettext(reason) for reason in REASONS],
        "purposes": [(one.value, one.label) for one in PURPOSES],
        "purpose": purpose if purpose in {one.value for one in PURPOSES} else PURPOSES[0].value,
        "verdicts": [
            (one, Answer.of(one.answer).label, judges.get(one.account, "") if one.account else "")
            for one in verdicts
        ],
        "following": queries.neighbour_of(scope, row),
        "is_waiting": row.state in WAITING,
        "is_asked": row.state == PairState.ASKED,
        "may_reveal": may(scope, Can.REVEAL_FIELDS),
        "covered": ("name", "identity_number", "phone", "address", "household_number"),
        "crosses": not scope.covers(row.other_area),
        "is_files": row.kind == PairKind.FILES,
    }


@require_POST
@opens_for(Can.ADJUDICATE)
def decide(request: HttpRequest, pair: UUID) -> HttpResponse:
    """One word about a pair; then the next one that waits."""
    scope, told = scope_of(request), request.POST
    following = queries.neighbour_of(scope, queries.access_pair(scope, pair))
    try:
        row = operations.decide(
            pair=pair,
            answer=told.get("answer", ""),
            reason=told.get("reason", ""),
            scope=scope,
            by=scope.actor,
            now=clock_now(),
            expected_version=whole(told["version"], -1) if told.get("version") else None,
        )
    except operations.UnableToDecide as refused:
        return _page(request, pair, refused)
    messages.success(request, SAID[PairState.of(row.state)])
    return redirect("linkage_pair", following) if following else redirect("linkage")


@require_POST
@opens_for(Can.ADJUDICATE)
def withdraw(request: HttpRequest, pair: UUID) -> HttpResponse:
    """A question to another county is taken back."""
    scope = scope_of(request)
    queries.access_pair(scope, pair)
    try:
        operations.withdraw_ask(pair=pair, scope=scope, by=scope.actor, now=clock_now())
    except operations.UnableToDecide as refused:
        return _page(request, pair, refused)
    messages.success(request, N_("已撤回，这一对重新待判断。"))
    return redirect("linkage_pair", pair)


@require_POST
@opens_for(Can.ADJUDICATE)
def reopen(request: HttpRequest, pair: UUID) -> HttpResponse:
    """A decided pair waits again."""
    scope = scope_of(request)
    queries.access_pair(scope, pair)
    try:
        reason = request.POST.get("reason", "")
        operations.undo_decision(pair=pair, reason=reason, scope=scope, by=scope.actor, now=clock_now())
    except operations.UnableToDecide as refused:
        return _page(request, pair, refused)
    messages.success(request, N_("结论已取消，这一对重新待判断。"))
    return redirect("linkage_pair", pair)


@require_POST
@opens_for(Can.REVEAL_FIELDS)
def reveal(request: HttpRequest, pair: UUID, side: str, field: str, purpose: str) -> HttpResponse:
    """One covered value for half a minute, with its event."""
    scope = scope_of(request)
    row = queries.access_pair(scope, pair)
    if side not in ("left", "right") or field not in sides.SHOWN:
        raise Http404
    if purpose not in {one.value for one in PURPOSES}:
        raise PermissionDenied
    covers = queries.sides_of(scope, row)[side == "right"].told
    try:
        plain = operations.reveal_field(
            pair=pair, side=side, field=field, purpose=purpose, scope=scope, by=scope.actor, now=clock_now()
        )
    except (operations.UnableToDecide, UnableToReveal) as refused:
        raise Http404 from refused
    told = {"plain": plain, "cover": covers.get(field, "")}
    return private(render(request, "linkage/revealed.html", told))
