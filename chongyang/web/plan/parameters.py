"""The parameters of the plans: value over time, payers, words, readings with their cost; two decide."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import interval_of
from chongyang.core.words import N_
from chongyang.policy import operations
from chongyang.policy import queries as policy
from chongyang.policy.operations import UnableToSet
from chongyang.policy.rules.asking import parameters_of
from chongyang.policy.rules.engine.values import short_name
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.policy.rules.promises import PARAMETER_KINDS, PAYERS, Parameter, load_parameters
from chongyang.scenarios import queries as scenarios
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.figures import figure_of
from chongyang.web.plan.shown import number_of

LEVELS = {**PAYERS, "street": N_("街道（乡镇）")}
PROPOSED = N_("已提出，等另一位经办人确认后生效。")
CONFIRMED = N_("已确认，从生效日起执行。")
WITHDRAWN = N_("已撤回。")
BAD_DAY = N_("请填写起始日期。")
BAD_NUMBER = N_("请填一个数。")
BAD_AREA = N_("请选择地区。")
LONGEST = 30
TEN_THOUSAND = 1_000_000


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """All parameters in the order of the plans, of one kind if asked."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in PARAMETER_KINDS else ""
    numbers = {row.key: row.number for row in policy.list_documents()}
    rows = [
        {
            "parameter": row,
            "number": number_of(row.clause),
            "document": numbers.get(row.document, ""),
            "figure": _figure(row),
            "kind": PARAMETER_KINDS[row.kind],
        }
        for row in load_parameters()
        if kind in ("", row.kind)
    ]
    context: dict[str, Any] = {"rows": rows, "kind": kind, "kinds": list(PARAMETER_KINDS.items())}
    context["may_set"] = may(scope_of(request), Can.SET_PARAMETERS)
    context["proposals"] = _proposals(request, "") if context["may_set"] else []
    return render(request, "plan/parameter_list.html", context)


def _figure(row: Parameter) -> str:
    return gettext("未写明") if row.kind == "not_stated" else figure_of(row.value, row.unit)


def _known(key: str) -> Parameter:
    for row in load_parameters():
        if row.id == key:
            return row
    raise Http404(key)


@require_GET
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter with all that is said, decided and proposed about it."""
    row, today = _known(key), timezone.localdate(clock_now())
    name, decided = short_name(row), policy.get_decided()
    values = decided.values_on(today)
    is_in_force = values.held.get(name) is row
    may_set = may(scope_of(request), Can.SET_PARAMETERS)
    context = {
        "parameter": row,
        "name": name,
        "kind": PARAMETER_KINDS[row.kind],
        "figure": _figure(row),
        "number": number_of(row.clause),
        "document": policy.get_document(row.document),
        "payers": [(LEVELS[level], part) for level, part in row.payers.items()],
        "periods": _periods(name),
        "is_in_force": is_in_force,
        "readings": _readings(row, decided.values_on(max(row.valid_from, min(today, _last(row))))),
        "programmes": _resting(row),
        "history": [_told(kind, one, may_set) for kind, one in policy.list_history(name)],
        "may_set": may_set,
        "may_simulate": may(scope_of(request), Can.RUN_SCENARIOS),
        "proposals": _proposals(request, name) if may_set else [],
        "may_raise": row.kind in ("amount", "cap"),
        "areas": territory.list_areas_within(scope_of(request)) if may_set else [],
        "levels": list(LEVELS.items()),
        "today": today,
    }
    return render(request, "plan/parameter.html", context)


def _last(row: Parameter) -> date:
    return date.fromordinal(row.valid_to.toordinal() - 1) if row.valid_to else date.max


def _periods(name: str) -> list[dict[str, Any]]:
    """The value over time: the same name in every document, the oldest first."""
    rows = sorted(
        (row for row in load_parameters() if short_name(row) == name), key=lambda row: row.valid_from
    )
    return [
        {"parameter": row, "figure": _figure(row), "last": _last(row) if row.valid_to else None}
        for row in rows
    ]


def _readings(row: Parameter, values: Any) -> list[dict[str, Any]]:
    """Each alternative, which is in use, and what it would cost the city as last computed."""
    if not row.alternatives:
        return []
    in_use = values.choices.get(short_name(row), row.default)
    costs: dict[str, list[Any]] = {}
    for cost in scenarios.list_alternative_costs(short_name(row)):
        costs.setdefault(cost.alternative, []).append(cost)
    return [
        {
            "code": code,
            "words": gettext(words),
            "is_in_use": code == in_use,
            "is_default": code == row.default,
            "cost": _cost(costs.get(code, [])),
        }
        for code, words in row.alternatives.items()
    ]


def _cost(rows: list[Any]) -> dict[str, Any] | None:
    """The sum and the payers' parts in 万元; nothing where nobody has computed it."""
    if not rows:
        return None
    first, years = rows[0].first_year, rows[0].years
    return {
        "figure": f"{sum(row.fen for row in rows) / TEN_THOUSAND:,.2f}",
        "parts": [(LEVELS[row.level], f"{row.fen / TEN_THOUSAND:,.2f}") for row in rows if row.fen],
        "span": f"{first}–{first + years - 1}",
        "at": rows[0].computed_at,
    }


def _resting(row: Parameter) -> list[Programme]:
    """The programmes whose amount or conditions ask for it."""
    return [one for one in load_programmes() if row in parameters_of(one.code)]


def _told(kind: str, row: Any, names: bool) -> dict[str, Any]:
    """A choice or a raise in words; who did it only for those who decide."""
    held = next((one for one in load_parameters() if short_name(one) == row.parameter), None)
    people = territory.names_of(one for one in (row.proposed_by, row.confirmed_by) if one) if names else {}
    is_choice = kind == "choice"
    return {
        "row": row,
        "kind": kind,
        "what": held.what if held else row.parameter,
        "id": held.id if held else "",
        "value": (held.alternatives.get(row.alternative, row.alternative) if held else row.alternative)
        if is_choice
        else figure_of(float(row.value) if row.value % 1 else int(row.value), held.unit if held else ""),
        "place": "" if is_choice else territory.area_name(row.first),
        "payer": "" if is_choice else LEVELS[row.payer],
        "proposed_by": people.get(row.proposed_by, ""),
        "confirmed_by": people.get(row.confirmed_by, ""),
    }


def _proposals(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    mine = scope_of(request).actor.account
    return [
        _told(kind, row, names=True) | {"is_mine": row.proposed_by == mine}
        for kind, row in policy.list_open_proposals(name)
    ]


@require_POST
@opens_for(Can.SET_PARAMETERS)
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a reading for the whole city from a day on."""
    row, words = _known(key), request.POST

    def propose() -> None:
        operations.propose_choice(
            parameter=short_name(row),
            alternative=words.get("alternative", ""),
            scope=scope_of(request),
            now=clock_now(),
            **_dated(words),
        )

    return _tell(request, row.id, propose, PROPOSED)


@require_POST
@opens_for(Can.SET_PARAMETERS)
def raise_it(request: HttpRequest, key: str) -> HttpResponse:
    """Propose that some areas give more than the city."""
    row, words = _known(key), request.POST

    def propose() -> None:
        operations.propose_overlay(
            parameter=short_name(row),
            area=_area(words.get("area", "")),
            value=_decimal(words.get("value", "")),
            payer=words.get("payer", ""),
            scope=scope_of(request),
            now=clock_now(),
            **_dated(words),
        )

    return _tell(request, row.id, propose, PROPOSED)


@require_POST
@opens_for(Can.SET_PARAMETERS)
def decide(request: HttpRequest, kind: str, proposal: UUID, verb: str) -> HttpResponse:
    """Confirm or withdraw what somebody proposed."""
    acts = {"confirm": (operations.confirm, CONFIRMED), "withdraw": (operations.withdraw, WITHDRAWN)}
    if verb not in acts or kind not in ("choice", "overlay"):
        raise Http404(verb)
    act, said = acts[verb]
    held = [row for one, row in policy.list_open_proposals() if (one, row.id) == (kind, proposal)]
    name = held[0].parameter if held else ""
    key = next((row.id for row in load_parameters() if short_name(row) == name), "")
    return _tell(
        request,
        key,
        lambda: act(kind=kind, proposal=proposal, scope=scope_of(request), now=clock_now()),
        said,
    )


def _tell(request: HttpRequest, key: str, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except UnableToSet as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("parameter", key) if key else redirect("parameters")


def _dated(words: Any) -> dict[str, Any]:
    first, last = _day(words.get("valid_from", "")), _day(words.get("valid_to", ""))
    if first is None:
        raise UnableToSet(BAD_DAY)
    return {"valid_from": first, "valid_to": last, "document": words.get("document", "")}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10]) if text.strip() else None
    except ValueError:
        raise UnableToSet(BAD_DAY) from None


def _area(code: str) -> tuple[int, int]:
    try:
        return interval_of(code.strip())
    except ValueError:
        raise UnableToSet(BAD_AREA) from None


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", "")[: LONGEST + 1])
    except InvalidOperation:
        raise UnableToSet(BAD_NUMBER) from None
