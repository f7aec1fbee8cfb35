"""An elder's key: given by a dispatcher's word, acknowledged by who gets it; a carer's own keys."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.scheduling import operations, queries
from chongyang.scheduling.operations import UnableToPlan
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.dispatching.acting import do
from chongyang.web.dispatching.asked import is_own
from chongyang.web.parts.doing import private, said
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import key_of
from chongyang.workforce import queries as workforce

BACK = "back"


def keys_for(scope: Any, row: Any) -> list[dict[str, Any]]:
    """Where the keys of an order's elder are, and what is on its way; for the page of the order."""
    if row.organisation is None:
        return []
    held = queries.keys_of(scope, row.person, row.organisation)
    names = workforce.names_of(one.carer for one in held if one.carer)
    moving = {one.former_id for one in held if one.former_id and not one.taken_at}
    return [
        {
            "row": one,
            "name": names.get(one.carer, "") if one.carer else gettext("还给老人"),
            "is_on_its_way": one.taken_at is None,
            "is_own": one.given_by == scope.actor.account,
            "may_go": one.taken_at is not None and one.id not in moving,
        }
        for one in held
    ]


@require_POST
@opens_for(Can.PLAN_VISITS)
def give(request: HttpRequest, order: UUID) -> HttpResponse:
    """The key goes to a carer, or back to the elder."""
    to = request.POST.get("to", "")

    def step() -> str:
        carer = key_of(to)
        if carer is None and to != BACK:
            raise UnableToPlan(gettext("请选择交给谁。"))
        holding = key_of(request.POST.get("holding", ""))
        operations.give_key(order=order, carer=carer, holding=holding, **said(request))
        return gettext("已登记交出，等对方确认收到；确认以前算在原处。")

    do(request, step)
    return redirect("dispatching_order", order)


@require_GET
@opens_for(Can.PLAN_VISITS, Can.MAKE_VISITS)
def keys(request: HttpRequest) -> HttpResponse:
    """To a dispatcher every key that is out, to a carer her own."""
    return _out(request) if may(scope_of(request), Can.PLAN_VISITS) else _mine(request)


def _out(request: HttpRequest) -> HttpResponse:
    """What waits for a word first: a key that nobody acknowledged counts where it was."""
    scope = scope_of(request)
    held = queries.list_keys(scope, organisation=scope.organisation if is_own(scope) else None)
    carers = workforce.names_of(one.carer for one, _ in held if one.carer)
    providers = {} if is_own(scope) else territory.organisation_names({one.organisation for one, _ in held})
    rows = [
        {
            "row": one,
            "of": order,
            "name": carers.get(one.carer, "") if one.carer else gettext("还给老人"),
            "provider": providers.get(one.organisation, ""),
            "may_take": one.taken_at is None and one.given_by != scope.actor.account,
        }
        for one, order in held
    ]
    waiting = sum(one.taken_at is None for one, _ in held)
    context = {"rows": rows, "waiting": waiting, "most": queries.MOST_KEYS, "tab": "keys"}
    return private(render(request, "dispatching/keys_out.html", context))


def _mine(request: HttpRequest) -> HttpResponse:
    held = [
        {"row": one, "of": order, "is_on_its_way": one.taken_at is None}
        for one, order in queries.own_keys_with_orders(scope_of(request))
    ]
    return private(render(request, "dispatching/keys.html", {"held": held}))


@require_POST
@opens_for(Can.PLAN_VISITS, Can.MAKE_VISITS)
def act(request: HttpRequest, holding: UUID) -> HttpResponse:
    """It came, or it was not given after all."""
    row = queries.access_holding(scope_of(request), holding)

    def step() -> str:
        if request.POST.get("do") == "cancel":
            operations.cancel_key(holding=row.id, **said(request))
            return gettext("已取消这次交接。")
        operations.take_key(holding=row.id, **said(request))
        return gettext("已确认收到钥匙。")

    do(request, step)
    order = key_of(request.POST.get("order", ""))
    return redirect("dispatching_order", order) if order else redirect("dispatching_keys")
