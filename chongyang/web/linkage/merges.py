"""Questions of other counties, and merges: what was written since, and whose it is when they part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.linkage import operations, queries
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.linkage import shown
from chongyang.web.linkage.views import private, status_of, tabs_of, typed
from chongyang.web.parts.doors import opens_for, scope_of


@require_GET
@opens_for(Can.ADJUDICATE)
def asks(request: HttpRequest) -> HttpResponse:
    """What other counties ask us: our own file, and how the fields compare."""
    return _asks_page(request)


def _asks_page(
    request: HttpRequest, ask: UUID | None = None, refused: operations.UnableToDecide | None = None
) -> HttpResponse:
    scope = scope_of(request)
    rows = queries.list_asks(scope)
    names = territory.area_names({one.from_area for one in rows})
    context = tabs_of(scope) | {
        "rows": [
            {
                "row": one,
                "key": f"reason-{one.id}",
                "from": names.get(one.from_area, ""),
                "ours": _name(scope, one.person),
                "bars": [
                    {"field": gettext(shown.comparisons()[name].label), **shown.bar_of(name, told)}
                    for name, told in one.steps.items()
                ],
            }
            for one in rows
        ]
    }
    still = ask if ask in {one.id for one in rows} else None
    context |= {"refused": refused, "refused_row": still, "blank": {"reason": ""}, "typed": typed(request)}
    return private(render(request, "linkage/asks.html", context, status=status_of(refused)))


def _name(scope: Scope, person: UUID) -> str:
    try:
        return mask_name(registry.access_elder(scope, person).name)
    except registry.NotFound:
        return gettext("部门记录")


@require_POST
@opens_for(Can.ADJUDICATE)
def answer(request: HttpRequest, ask: UUID) -> HttpResponse:
    """Our word to the other county."""
    scope = scope_of(request)
    try:
        operations.answer_ask(
            ask=ask,
            agrees=request.POST.get("agrees") == "yes",
            reason=request.POST.get("reason", ""),
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except operations.UnableToDecide as refused:
        return _asks_page(request, ask, refused)
    messages.success(request, N_("答复已送达对方区县。"))
    return redirect("linkage_asks")


@require_GET
@opens_for(Can.ADJUDICATE)
def merged(request: HttpRequest) -> HttpResponse:
    """Merges that stand."""
    scope = scope_of(request)
    rows = queries.list_merges(scope)
    places = territory.area_names({one.area for one in rows})
    context = tabs_of(scope) | {
        "rows": [
            {"row": one, "name": _name(scope, one.survivor), "place": places.get(one.area, "")}
            for one in rows
        ]
    }
    return private(render(request, "linkage/merges.html", context))


@require_GET
@opens_for(Can.ADJUDICATE)
def merge(request: HttpRequest, merge: UUID) -> HttpResponse:
    """One merge, what came since, and the form that parts the files."""
    return _merge_page(request, merge)


def _merge_page(
    request: HttpRequest, merge: UUID, refused: operations.UnableToMerge | None = None
) -> HttpResponse:
    scope, whose = scope_of(request), _whose(request)
    row = queries.access_merge(scope, merge)
    with enter(system_scope("part", scope.actor)):
        groups = operations.written_since(row) if row.parted_at is None else []
    names = territory.names_of({one for one in (row.merged_by, row.second_by, row.parted_by) if one})
    context = tabs_of(scope) | {
        "row": row,
        "files": [_file(scope, row.survivor, N_("留用的档案")), _file(scope, row.double, N_("被并入的档案"))],
        "groups": [_group(group, whose) for group in groups],
        "names": {key: names.get(getattr(row, key), "") for key in ("merged_by", "second_by", "parted_by")},
        "refused": refused,
        "typed": typed(request),
    }
    return private(render(request, "linkage/merge.html", context, status=status_of(refused)))


def _file(scope: Scope, person: UUID, label: str) -> dict[str, Any]:
    try:
        told = registry.masked(registry.access_elder(scope, person))
    except registry.NotFound:
        return {"id": person, "label": label, "told": None}
    return {"id": person, "label": label, "told": told}


def _group(group: operations.Group, whose: dict[UUID, UUID]) -> dict[str, Any]:
    """Items of one room; chosen beforehand is what was picked, else the file that each was written to."""
    items = [
        {"item": item, "chosen": item.person if item.fixed else whose.get(item.row, item.file)}
        for item in group.items
    ]
    return {"label": group.label, "items": items}


@require_POST
@opens_for(Can.ADJUDICATE)
def part(request: HttpRequest, merge: UUID) -> HttpResponse:
    """Two files again."""
    scope = scope_of(request)
    queries.access_merge(scope, merge)
    try:
        operations.part_files(
            merge=merge,
            whose=_whose(request),
            reason=request.POST.get("reason", ""),
            scope=scope,
            by=scope.actor,
            now=clock_now(),
        )
    except operations.UnableToMerge as refused:
        return _merge_page(request, merge, refused)
    messages.success(request, N_("合并已撤销，两份档案恢复原样。"))
    return redirect("linkage_merge", merge)


def _whose(request: HttpRequest) -> dict[UUID, UUID]:
    """The chosen file of each row, from fields named `row-<key>`; what is no key is left out."""
    chosen = {}
    for name, value in request.POST.items():
        if name.startswith("row-"):
            try:
                chosen[UUID(name.removeprefix("row-"))] = UUID(str(value))
            except ValueError:
                continue
    return chosen
