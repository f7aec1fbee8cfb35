"""Enterprises under cultivation, investors, banks, land: one page, and what is told about each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.projects import operations, queries
from chongyang.projects.enums import AttractionState, EnterpriseKind, EnterpriseLevel, LandState, LandSupply
from chongyang.projects.operations import AttractionTold, BankTold, EnterpriseTold
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_beyond_persons, scope_of
from chongyang.web.projects import forms
from chongyang.web.projects.doing import areas_of, base, do, done, in_wan, place_of, private, said

TITLES = {"enterprise": N_("列入培育名单"), "attraction": N_("登记招商"), "bank": N_("登记银企对接")}
TONES = {"talking": "", "agreed": "note", "arrived": "good", "ended": "bad"}
LAND_TONES = {"needed": "warn", "planned": "note", "supplied": "good"}
Bound = tuple[str, Any] | None


@require_GET
@opens_beyond_persons(Can.READ_PROJECTS)
def overview(request: HttpRequest) -> HttpResponse:
    """The four lists."""
    return _page(request)


def _page(request: HttpRequest, bound: Bound = None) -> HttpResponse:
    """The lists; where something was refused, its form is open with what was typed."""
    scope = scope_of(request)
    land = queries.count_land(scope)
    context = {
        **base(request, "enterprises"),
        "listed": [_listed(one, bound) for one in queries.list_enterprises(scope)],
        "attractions": [_attraction(row) for row in queries.list_attractions(scope)],
        "banks": queries.list_bank_matches(scope),
        "land": [(gettext(state.label), LAND_TONES[state], land.get(state)) for state in LandState],
        "parcels": [_parcel(row) for row in queries.list_parcels(scope)],
    }
    context["forms"] = _forms(request, bound) if context["may_keep"] else []
    return private(render(request, "projects/enterprises.html", context, status=422 if bound else 200))


def _listed(one: Any, bound: Bound) -> dict[str, Any]:
    name = str(one.row.id)
    is_bound = bound is not None and bound[0] == name
    last = localdate(clock_now()).year - 1
    form = (
        bound[1] if bound and is_bound else forms.RevenueForm(auto_id=f"id_%s_{name}", initial={"year": last})
    )
    return {
        "row": one.row,
        "revenues": one.revenues,
        "kind": gettext(EnterpriseKind.of(one.row.kind).label),
        "level": gettext(EnterpriseLevel.of(one.row.level).label),
        "place": place_of(one.row.area),
        "form": form,
        "is_open": is_bound,
    }


def _attraction(row: Any) -> dict[str, Any]:
    state = gettext(AttractionState.of(row.state).label)
    return {"row": row, "state": state, "tone": TONES[row.state], "place": place_of(row.area)}


def _parcel(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "state": gettext(LandState.of(row.state).label),
        "tone": LAND_TONES[row.state],
        "supply": gettext(LandSupply.of(row.supply).label),
    }


def _forms(request: HttpRequest, bound: Bound) -> list[dict[str, Any]]:
    found = []
    for name, title in TITLES.items():
        is_bound = bound is not None and bound[0] == name
        form = bound[1] if bound and is_bound else _made(request, name)
        found.append({"name": name, "title": gettext(title), "form": form, "is_open": is_bound})
    return found


def _made(request: HttpRequest, name: str, told: Any = None, initial: Any = None) -> Any:
    """An empty or filled form by its name. Raises Http404."""
    scope, more = scope_of(request), {"auto_id": f"id_%s_{name}", "initial": initial}
    if name == "enterprise":
        return forms.EnterpriseForm(told, areas=areas_of(request), **more)
    if name == "attraction":
        return forms.AttractionForm(told, areas=areas_of(request), **more)
    if name == "bank":
        listed = [(str(one.row.id), one.row.name) for one in queries.list_enterprises(scope)]
        projects = [(str(row.id), f"{row.number} {row.name}") for row in queries.list_projects(scope)]
        return forms.BankForm(told, enterprises=listed, projects=projects, **more)
    raise Http404


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def add(request: HttpRequest, action: str) -> HttpResponse:
    """A new enterprise, investor or match."""
    form = _made(request, action, request.POST)
    if form.is_valid() and done(request, form, lambda: _add(action, form.cleaned_data, said(request))):
        return redirect("projects_enterprises")
    return _page(request, (action, form))


def _add(action: str, told: dict[str, Any], who: dict[str, Any]) -> None:
    steps: dict[str, Callable[[], Any]] = {
        "enterprise": lambda: operations.list_enterprise(told=EnterpriseTold(**told), **who),
        "attraction": lambda: operations.tell_attraction(told=_attracted(told), **who),
        "bank": lambda: operations.match_bank(told=_matched(told), **who),
    }
    steps[action]()


def _attracted(told: dict[str, Any], project: UUID | None = None) -> AttractionTold:
    sums: dict[str, Any] = {"agreed_fen": told["agreed"] or 0, "arrived_fen": told["arrived"] or 0}
    rest = {name: value for name, value in told.items() if name not in ("agreed", "arrived")}
    return AttractionTold(**rest, **sums, project=project)


def _matched(told: dict[str, Any]) -> BankTold:
    sums: dict[str, Any] = {f"{name}_fen": told[name] or 0 for name in ("need", "agreed", "paid")}
    keys: dict[str, Any] = {
        name: UUID(told[name]) if told[name] else None for name in ("enterprise", "project")
    }
    rest: dict[str, Any] = {name: told[name] for name in ("bank", "subsidy", "met_on", "document")}
    return BankTold(**rest, **sums, **keys)


@require_POST
@opens_beyond_persons(Can.KEEP_PROJECTS)
def tell(request: HttpRequest, enterprise: UUID, action: str) -> HttpResponse:
    """A year's revenue, or off the list."""
    queries.access_enterprise(scope_of(request), enterprise)
    if action == "leave":
        do(request, lambda: operations.leave_list(enterprise=enterprise, **said(request)))
        return redirect("projects_enterprises")
    if action != "revenue":
        raise Http404
    form = forms.RevenueForm(request.POST, auto_id=f"id_%s_{enterprise}")
    if form.is_valid() and done(request, form, lambda: _revenue(request, enterprise, form)):
        return redirect("projects_enterprises")
    return _page(request, (str(enterprise), form))


def _revenue(request: HttpRequest, enterprise: UUID, form: django_forms.Form) -> None:
    told = form.cleaned_data
    operations.tell_revenue(
        enterprise=enterprise,
        year=told["year"],
        revenue_fen=told["revenue"],
        document=told["document"],
        **said(request),
    )


@require_http_methods(["GET", "POST"])
@opens_beyond_persons(Can.KEEP_PROJECTS)
def attraction(request: HttpRequest, attraction: UUID) -> HttpResponse:
    """What became of an investor."""
    row = queries.access_attraction(scope_of(request), attraction)
    first = {name: getattr(row, name) for name in forms.AttractionForm.base_fields if hasattr(row, name)}
    first |= {"agreed": in_wan(row.agreed_fen), "arrived": in_wan(row.arrived_fen), "reason": ""}
    form = _made(request, "attraction", request.POST or None, first)
    if request.method == "POST" and form.is_valid():
        told = _attracted(form.cleaned_data, row.project_id)
        step = lambda: operations.tell_attraction(told=told, attraction=attraction, **said(request))  # noqa: E731
        if done(request, form, step):
            return redirect("projects_enterprises")
    return _edit(request, form, gettext("招商"))


@require_http_methods(["GET", "POST"])
@opens_beyond_persons(Can.KEEP_PROJECTS)
def bank(request: HttpRequest, match: UUID) -> HttpResponse:
    """What became of a match."""
    row = queries.access_bank_match(scope_of(request), match)
    first = {name: getattr(row, name) for name in ("bank", "subsidy", "met_on", "document")}
    first |= {name: in_wan(getattr(row, f"{name}_fen")) for name in ("need", "agreed", "paid")}
    first |= {"enterprise": str(row.enterprise_id or ""), "project": str(row.project_id or "")}
    form = _made(request, "bank", request.POST or None, first)
    if request.method == "POST" and form.is_valid():
        told = _matched(form.cleaned_data)
        step = lambda: operations.match_bank(told=told, match=match, **said(request))  # noqa: E731
        if done(request, form, step):
            return redirect("projects_enterprises")
    return _edit(request, form, gettext("银企对接"))


def _edit(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    context = {**base(request, "enterprises"), "form": form, "title": title}
    status = 422 if form.is_bound else 200
    return private(render(request, "projects/entry.html", context, status=status))
