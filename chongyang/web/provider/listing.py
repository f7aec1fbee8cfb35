"""The county's list of providers, one of them with what the county may do, and the ranges of prices."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.services import operations, queries
from chongyang.services.operations import RangeForm
from chongyang.services.rules import catalogue
from chongyang.services.rules.leaving import list_open
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts import evaluated
from chongyang.web.parts.doing import private, said, text_of
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.provider import shown
from chongyang.web.provider.doing import act, asked_day, attempt, base, refused
from chongyang.workforce import queries as workforce
from chongyang.workforce.queries import told as named


@require_GET
@opens_for(Can.ADMIT_PROVIDERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Providers whose seat lies in the reader's areas, by name."""
    context = base(request, "providers")
    rows = queries.providers_within(scope_of(request))
    context["rows"] = [
        {"row": one, "kind": shown.kind_word(one.kind), **shown.state_of_provider(one)} for one in rows
    ]
    return private(render(request, "provider/providers.html", context))


def _reach(request: HttpRequest, provider: UUID) -> Any:
    """One whose seat lies in the reader's areas; others are not there."""
    row = queries.access_provider(provider)
    if not scope_of(request).covers(row.area):
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@opens_for(Can.ADMIT_PROVIDERS)
@takes("FILE_BYTES")
def one(request: HttpRequest, provider: UUID) -> HttpResponse:
    """How it stands, its people, what third parties found; suspension, exit and a new evaluation."""
    row = _reach(request, provider)
    context = base(request, "providers")
    if request.method == "POST":
        faults = _act(request, provider)
        if faults is None:
            return redirect("provider_one", provider)
        context |= refused(request, faults)
        row = _reach(request, provider)
    scope, day = scope_of(request), context["today"]
    context |= {
        "row": row,
        **shown.state_of_provider(row),
        "kind": shown.kind_word(row.kind),
        "carers": workforce.count_carers(scope, organisation=row.organisation, on=day),
        "endings": [
            shown.ending(one) for one in workforce.list_endings(scope, day, organisation=row.organisation)
        ],
        **evaluated.told(queries.list_evaluations(row.id)),
        "criteria": evaluated.form(request),
        "open": list_open(row.organisation),
    }
    status = 422 if context["faults"] else 200
    return private(render(request, "provider/provider.html", context, status=status))


def _act(request: HttpRequest, provider: UUID) -> dict[str, str] | None:
    told, reason = {"provider": provider, **said(request)}, text_of(request, "reason", 400)
    return act(
        request,
        {
            "suspend": (
                lambda: operations.suspend(reason=reason, **told),
                gettext("已暂停，不再接受新的预约。"),
            ),
            "resume": (lambda: operations.resume(**told), gettext("已恢复服务。")),
            "leave": (lambda: _leave(request, reason, told), gettext("退出日期已登记。")),
            "finish": (lambda: operations.finish_leaving(**told), gettext("已退出，报价已全部终止。")),
            "evaluate": (lambda: _evaluate(request, told), gettext("第三方评估已登记并公布。")),
        },
    )


def _leave(request: HttpRequest, reason: str, told: dict[str, Any]) -> Any:
    return operations.leave(leaves_on=asked_day(request, "leaves_on"), reason=reason, **told)


def _evaluate(request: HttpRequest, told: dict[str, Any]) -> Any:
    values = {"assessor": text_of(request, "assessor", 200), "parts": evaluated.parts_of(request)}
    day = asked_day(request, "evaluated_on")
    return operations.add_evaluation(evaluated_on=day, **values, **(sent_file(request) or {}), **told)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
@opens_for(Can.ADMIT_PROVIDERS)
def prices(request: HttpRequest) -> HttpResponse:
    """The range of each item in the reader's area, and a new one from a coming day."""
    context = base(request, "prices")
    if request.method == "POST":
        faults = attempt(request, lambda: _set(request), gettext("价格范围已登记；超出范围的报价到时终止。"))
        if faults is None:
            return redirect("provider_prices")
        context |= refused(request, faults)
    scope = scope_of(request)
    groups = [one for one in shown.area_groups([request.POST.get("area", "")]) if scope.covers(one["first"])]
    context |= {"rows": _ranges(groups, context["today"]), "area_groups": groups}
    context["items"] = [(one.key, named(one)) for one in catalogue.items().values()]
    status = 422 if context["faults"] else 200
    return private(render(request, "provider/prices.html", context, status=status))


def _ranges(groups: list[dict[str, Any]], day: Any) -> list[dict[str, Any]]:
    """By kind, for the first county of the reader."""
    if not groups:
        return []
    found = queries.ranges_of(catalogue.items(), groups[0]["first"], day)
    return [
        {"kind": label, "rows": [(named(one), found[one.key]) for one in catalogue.items_of(key)]}
        for key, label in shown.kinds()
    ]


def _set(request: HttpRequest) -> Any:
    form = RangeForm(
        item=text_of(request, "item", 40),
        area=text_of(request, "area", 12),
        price_from_fen=operations.yuan(text_of(request, "low", 20)),
        price_to_fen=operations.yuan(text_of(request, "high", 20)),
        valid_from=asked_day(request, "valid_from"),
        document=text_of(request, "document", 200),
        confirmed=request.POST.get("confirmed") == "yes",
    )
    return operations.set_range(form=form, **said(request))
