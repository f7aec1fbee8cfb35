"""Purchases: the list with what their contracts ask for, a new one, and one with its papers and steps."""

from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.queries import cases
from chongyang.core.scopes import system_scope
from chongyang.purchase import operations, queries
from chongyang.purchase.operations import ContractForm, LotTold
from chongyang.purchase.rules import buying
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import queries as treasury
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.giving import given_file
from chongyang.web.parts.taking import sent_file, takes
from chongyang.web.purchase import showing
from chongyang.web.purchase.doing import (
    PAGE,
    act,
    base,
    day_of,
    do,
    fen_of,
    key_of,
    private,
    said,
    text_of,
    whole_of,
)

SHOWS = ("open", "mine", "ended")
WAY = (
    *(buying.BUDGETING, buying.APPROVING, buying.ANNOUNCING, buying.BIDDING),
    *(buying.CONTRACTING, buying.PERFORMING, buying.PAYING, buying.EVALUATING, buying.DONE),
)
LOTS = range(1, 4)
FAR = date(9000, 1, 1)


@require_GET
@opens_for(Can.HANDLE_PURCHASE)
def listed(request: HttpRequest) -> HttpResponse:
    """Purchases of my county, and its contracts with what is late, ending or nearly used up."""
    scope, context = scope_of(request), base(request, "lots")
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    after = key_of(request.GET.get("after", "")) if request.GET.get("after") else None
    rows = queries.list_procurements(scope, show=show, limit=PAGE + 1, after=after)
    today = timezone.localdate(context["now"])
    context |= {
        "show": show,
        "rows": [_row(row) for row in rows[:PAGE]],
        "more": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "contracts": _contracts(queries.list_contracts(scope), today) if show == "open" and not after else [],
        "may_begin": scope.role in buying.BUYERS,
    }
    return private(render(request, "purchase/lots.html", context))


def _row(row: Any) -> dict[str, Any]:
    state = showing.state_of(row.state, buying.NAME)
    return {"row": row, "state": state, "tone": showing.tone_of(row.state)}


def _contracts(rows: list[Any], today: date) -> list[dict[str, Any]]:
    used = queries.used_of([row.id for row in rows])
    names = territory.organisation_names([row.organisation for row in rows])
    return [
        {
            "row": row,
            "contractor": names.get(row.organisation, ""),
            "used_fen": used.get(row.id, 0),
            "warnings": showing.warnings_of(queries.warnings_of(row, used.get(row.id, 0), today)),
            "runs": row.valid_from <= today < row.valid_to and not row.ended_on,
        }
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_PURCHASE)
def begin(request: HttpRequest) -> HttpResponse:
    """A new purchase: what is needed, and its lots with items and ceilings."""
    made: list[Any] = []

    def step() -> None:
        year = max(whole_of(text_of(request, "year", 4), 2100), 2000)
        title, need = text_of(request, "title", 121), text_of(request, "need", 2001)
        made.append(operations.begin(title=title, need=need, year=year, lots=_lots(request), **said(request)))

    if request.method == "POST" and do(request, step, gettext("购买项目已提出，请上传采购需求书。")):
        return redirect("purchase_lot", made[0].id)
    context = {**base(request, "lots"), **_typed(request), "areas": _areas(request)}
    context |= {"items": [(key, showing.item_word(key)) for key in catalogue.items()]}
    status = 422 if request.method == "POST" else 200
    return private(render(request, "purchase/begin.html", context, status=status))


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, so that a refused form keeps it."""
    names = ("title", "ceiling", "sum")
    lots = [
        {
            "number": number,
            "items": request.POST.getlist(f"items-{number}"),
            "areas": request.POST.getlist(f"areas-{number}"),
            **{name: text_of(request, f"{name}-{number}", 121) for name in names},
        }
        for number in LOTS
    ]
    year = text_of(request, "year", 4) or str(timezone.localdate(said(request)["now"]).year)
    told = {"title": text_of(request, "title", 121), "need": text_of(request, "need", 2001)}
    return {"typed": {**told, "year": year}, "lots": lots}


def _areas(request: HttpRequest) -> list[tuple[str, str]]:
    """The county as a whole and its streets."""
    scope = scope_of(request)
    counties = [one for one in territory.list_areas("county") if scope.covers(one.first)]
    streets = [one for one in territory.list_areas_within(scope) if one.level == "street"]
    told = [(f"{one.first:012d}"[:6], one.name) for one in counties]
    return told + [(f"{one.first:012d}"[:9], one.name) for one in streets]


def _lots(request: HttpRequest) -> list[LotTold]:
    """The lots that were filled in; a line that is empty is none."""
    told = []
    for number in LOTS:
        title = text_of(request, f"title-{number}", 121)
        items = [item[:60] for item in request.POST.getlist(f"items-{number}")]
        if not title.strip() and not items:
            continue
        ceiling = fen_of(text_of(request, f"ceiling-{number}", 20))
        areas = tuple(area[:12] for area in request.POST.getlist(f"areas-{number}"))
        total = fen_of(text_of(request, f"sum-{number}", 20))
        told.append(LotTold(title, areas, dict.fromkeys(items, ceiling), total))
    return told


@require_http_methods(["GET", "POST"])
@opens_for(Can.HANDLE_PURCHASE)
@takes("FILE_BYTES")
def one(request: HttpRequest, procurement: UUID) -> HttpResponse:
    """One purchase: its way, lots, bids, contracts, papers, and what I may do."""
    scope = scope_of(request)
    row = queries.access_procurement(scope, procurement)
    if request.method == "POST" and act(request, _steps(request, procurement)):
        return redirect("purchase_lot", procurement)
    row = queries.access_procurement(scope, procurement)
    context = {**base(request, "lots"), **_row(row)}
    today = timezone.localdate(context["now"])
    bids = queries.bids_of(row)
    names = territory.organisation_names([row.organisation, *(bid.organisation for bid in bids)])
    context |= {
        "buyer": names.get(row.organisation, ""),
        "method": showing.method_word(row.method),
        "methods": [
            (key, showing.word(one.label, one.english)) for key, one in buying.load().methods.items()
        ],
        "stages": showing.stages_of(WAY, row.state, buying.NAME),
        "lots": [_lot(lot) for lot in queries.lots_of(row)],
        "bids": [{"bid": bid, "name": names.get(bid.organisation, "")} for bid in bids],
        "contracts": _contracts(queries.contracts_of(row), today),
        "documents": [
            {"one": document, "kind": showing.paper_word(document.kind)}
            for document in queries.documents_of(row)
        ],
        "paper": showing.paper_word(row.state) if row.state in buying.load().papers else "",
        "timeline": showing.timeline(cases.list_steps(system_scope("steps"), row.id), buying.NAME),
        "is_mine": scope.role in buying.WAITS_FOR.get(row.state, ()),
        "is_buyer": scope.role in buying.BUYERS,
        "judges": scope.role in buying.JUDGES,
        "uses": scope.role in buying.USERS,
        "budgets": _budgets(scope, row),
        "found": _bidders(request),
        "today": today,
    }
    return private(render(request, "purchase/lot.html", context))


def _lot(lot: Any) -> dict[str, Any]:
    return {
        "lot": lot,
        "items": [(showing.item_word(item), fen) for item, fen in lot.items.items()],
        "places": [territory.area_name(int(code.ljust(12, "0"))) for code in lot.areas],
    }


def _budgets(scope: Any, row: Any) -> list[tuple[str, str, int]]:
    """Lines of the county's budget with what is left of them, where the reader confirms one."""
    if row.state != buying.BUDGETING or scope.role not in buying.FINANCE:
        return []
    rows = [one for one in treasury.list_budgets(scope, row.year) if one.area == row.area]
    return [(str(one.id), one.programme, one.ceiling_fen - one.committed_fen - one.spent_fen) for one in rows]


def _bidders(request: HttpRequest) -> list[tuple[str, str]]:
    """Organisations by a part of their name."""
    text = request.GET.get("bidder", "").replace("\x00", "").strip()[:40]
    return [(str(one.id), one.name) for one in territory.find_organisations(text, 12)] if text else []


def _steps(request: HttpRequest, procurement: UUID) -> dict[str, Any]:
    told = {"procurement": procurement, **said(request)}
    words, amount = text_of(request, "words", 1001), fen_of(text_of(request, "amount", 20))
    ops = operations
    return {
        "attach": (lambda: _attach(request, told), gettext("材料已上传。")),
        "confirm_budget": (
            lambda: ops.confirm_budget(budget=key_of(text_of(request, "budget")), **told),
            gettext("预算已确认。"),
        ),
        "approve_method": (
            lambda: ops.approve_method(method=text_of(request, "method", 30), reason=words, **told),
            gettext("采购方式已批准。"),
        ),
        "announce": (lambda: ops.announce(offers_until=_end(request), **told), gettext("公告已发布。")),
        "award": (lambda: ops.award(points=_points(request), **told), gettext("已确定中标单位。")),
        "accept": (lambda: ops.accept(amount_fen=amount, words=words, **told), gettext("已验收。")),
        "pay": (lambda: ops.pay(amount_fen=amount, reference=words, **told), gettext("支付已登记。")),
        "evaluate": (
            lambda: ops.evaluate(score=whole_of(text_of(request, "score", 4)), words=words, **told),
            gettext("绩效评价已登记。"),
        ),
        "cancel": (lambda: ops.cancel(reason=words, **told), gettext("采购已终止。")),
        **_contract_steps(request),
    }


def _contract_steps(request: HttpRequest) -> dict[str, Any]:
    lot, contract = key_of(text_of(request, "lot")), key_of(text_of(request, "contract"))
    held, words, ops = {"contract": contract, **said(request)}, text_of(request, "words", 201), operations
    bid: dict[str, Any] = {
        "organisation": key_of(text_of(request, "organisation")),
        "price_fen": fen_of(text_of(request, "amount", 20)),
    }

    def on() -> date:
        return day_of(text_of(request, "on", 10)) or timezone.localdate(said(request)["now"])

    return {
        "record_bid": (lambda: ops.record_bid(lot=lot, **bid, **said(request)), gettext("响应已登记。")),
        "sign": (lambda: ops.sign(lot=lot, form=_form(request), **said(request)), gettext("合同已登记。")),
        "extend": (lambda: ops.extend(form=_form(request), **held), gettext("续签合同已登记。")),
        "publish": (lambda: ops.publish_contract(on=on(), **held), gettext("已登记公布。")),
        "file": (lambda: ops.file_contract(on=on(), filing=words, **held), gettext("已登记备案。")),
        "end": (lambda: ops.end_contract(on=on(), reason=words, **held), gettext("合同已终止。")),
    }


def _attach(request: HttpRequest, told: dict[str, Any]) -> None:
    file = sent_file(request)
    if file is None:
        raise operations.UnableToBuy({"file": operations.NO_FILE})
    operations.attach(title=text_of(request, "title", 120), chunks=file["chunks"], name=file["name"], **told)


def _end(request: HttpRequest) -> datetime:
    """The last moment of the day until which offers are taken."""
    day = day_of(text_of(request, "offers_until", 10)) or date.min
    if day <= date(1900, 1, 1) or day > FAR:
        return datetime(1900, 1, 1, tzinfo=UTC)
    return datetime.combine(day, time(17, 0), tzinfo=timezone.get_current_timezone())


def _points(request: HttpRequest) -> dict[UUID, Decimal]:
    """The points of each bid as they were typed; one without is not counted."""
    told: dict[UUID, Decimal] = {}
    for name, text in request.POST.items():
        if not name.startswith("points-"):
            continue
        try:
            points = Decimal(str(text).strip()[:8])
        except InvalidOperation:
            continue
        if points.is_finite() and 0 <= points <= 100:
            told[key_of(name.removeprefix("points-"))] = round(points, 2)
    return told


def _form(request: HttpRequest) -> ContractForm:
    """A contract as it was typed; a day that is none makes a form that is refused."""
    days = {name: day_of(text_of(request, name, 10)) for name in ("signed_on", "valid_from", "valid_to")}
    signed, first, last = (day if day and day < FAR else date(2000, 1, 3) for day in days.values())
    return ContractForm(
        text_of(request, "number", 61), fen_of(text_of(request, "amount", 20)), signed, first, last
    )


@require_GET
@opens_for(Can.HANDLE_PURCHASE)
def paper(request: HttpRequest, document: UUID) -> HttpResponse:
    """One paper of a purchase."""
    return given_file(queries.access_document(scope_of(request), document).file)
