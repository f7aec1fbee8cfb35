"""Goods and aids: the public list, the provider's articles, pieces and rentals, buying and renting."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.identifiers import mask_name
from chongyang.core.keys import new_key
from chongyang.supplies import enums, operations, queries
from chongyang.supplies.operations import ArticleForm
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.supplies.doing import (
    act,
    base,
    choices_of,
    day_of,
    fen_of,
    held_of,
    number_of,
    private,
    rental_words,
    said,
    text_of,
)
from chongyang.web.supplies.ordering import ORDERERS, access_person, channel_of

FIELDS = ("kind", "name", "about", "sale", "stock", "month", "deposit", "valid_from", "valid_to")
ASKED = ("quantity", "note", "from_on", "to_on")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What can be bought or rented, for everybody."""
    context = base(request, "goods")
    kind = request.GET.get("kind", "")
    kind = kind if kind in set(enums.ArticleKind) else ""
    rows = queries.list_articles(on=context["today"], kind=kind)
    context |= {"rows": articles_words(rows), "kind": kind, "kinds": choices_of(enums.ArticleKind)}
    return render(request, "supplies/goods.html", context)


def articles_words(rows: list[Any]) -> list[dict[str, Any]]:
    pieces = queries.pieces_of(rows)
    return [
        {
            "row": one,
            "kind": gettext(enums.ArticleKind.of(one.kind).label),
            "left": one.left,
            "free": sum(piece.state == enums.PieceState.AVAILABLE for piece in pieces.get(one.id, [])),
            "pieces": [
                {"row": piece, "state": gettext(enums.PieceState.of(piece.state).label)}
                for piece in pieces.get(one.id, [])
            ],
        }
        for one in rows
    ]


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def articles(request: HttpRequest) -> HttpResponse:
    """The provider's articles with their pieces; a new one."""
    context = base(request, "articles")
    if not context["keeps"]:
        raise Http404
    if request.method == "POST":
        told = {"form": _form(request), **said(request)}
        if act(request, lambda: operations.keep_article(**told), gettext("已保存。")):
            return redirect("supplies_articles")
    scope = scope_of(request)
    rentals = queries.list_rentals(scope)
    names = queries.names_of_renters(scope, rentals)
    context |= {
        "rows": articles_words(queries.list_own_articles(scope)),
        "kinds": choices_of(enums.ArticleKind),
        "held": held_of(request, FIELDS, valid_from=context["today"].isoformat()),
        "rentals": [rental_words(one) | {"name": mask_name(names.get(one.person, ""))} for one in rentals],
    }
    status = 422 if request.method == "POST" else 200
    return private(render(request, "supplies/articles.html", context, status=status))


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES)
def article(request: HttpRequest, article: UUID) -> HttpResponse:
    """One article of the provider: a new price for who orders from now on, more stock, an end."""
    row = queries.access_own_article(scope_of(request), article)
    context = base(request, "articles")
    if request.method == "POST":
        told = {"form": _form(request), "article": article, **said(request)}
        if act(request, lambda: operations.keep_article(**told), gettext("已保存。")):
            return redirect("supplies_articles")
    context |= {
        "row": row,
        "kinds": choices_of(enums.ArticleKind),
        "held": held_of(request, FIELDS, **_stands(row)),
    }
    status = 422 if request.method == "POST" else 200
    return private(render(request, "supplies/article.html", context, status=status))


def _stands(row: Any) -> dict[str, Any]:
    """An article as its form shows it."""
    prices = {"sale": row.sale_fen, "month": row.month_fen, "deposit": row.deposit_fen}
    told = {name: str(getattr(row, name) or "") for name in FIELDS if hasattr(row, name)}
    return told | {name: f"{fen / 100:.2f}" for name, fen in prices.items() if fen}


def _form(request: HttpRequest) -> ArticleForm:
    def fen(name: str) -> int | None:
        text = request.POST.get(name, "").strip()
        return fen_of(text) if text else None

    return ArticleForm(
        kind=request.POST.get("kind", ""),
        name=text_of(request, "name", 80),
        about=text_of(request, "about", 300),
        sale_fen=fen("sale"),
        month_fen=fen("month"),
        deposit_fen=fen("deposit") or 0,
        stock=number_of(request, "stock") if request.POST.get("stock") else 0,
        valid_from=day_of(request.POST.get("valid_from", "")) or date.max,
        valid_to=day_of(request.POST.get("valid_to", "")),
    )


@require_POST
@opens_for(Can.PROVIDE_SERVICES)
def piece(request: HttpRequest, article: UUID) -> HttpResponse:
    """One more piece with its number."""
    told = {"article": article, "serial": text_of(request, "serial", 60), **said(request)}
    act(request, lambda: operations.add_piece(**told), gettext("已登记编号。"))
    return redirect("supplies_articles")


@require_http_methods(["GET", "POST"])
@opens_for(Can.PROVIDE_SERVICES, *ORDERERS)
def rental(request: HttpRequest, rental: UUID) -> HttpResponse:
    """The next step of a rental; calling it off is for either side. Its provider reads where it goes."""
    row = queries.access_rental(scope_of(request), rental)
    if request.method == "GET":
        return _renter(request, row)
    steps = {
        "hand_over": operations.hand_over,
        "take_back": operations.take_back,
        "inspect": operations.inspect,
        "lose": operations.lose,
        "cancel": operations.cancel_rental,
    }
    if step := steps.get(request.POST.get("do", "")):
        act(request, lambda: step(rental=rental, **said(request)), gettext("已登记。"))
    if base(request, "")["keeps"]:
        return redirect("supplies_articles")
    return redirect("supplies_order_for", row.person)


def _renter(request: HttpRequest, row: Any) -> HttpResponse:
    """Name, number and address while it is under way; elsewhere the list."""
    context = base(request, "articles")
    if not context["keeps"]:
        return redirect("supplies_order_for", row.person)
    held: list[Any] = []
    if not act(request, lambda: held.append(operations.read_renter(rental=row.id, **said(request))), ""):
        return redirect("supplies_articles")
    _, renter = held[0]
    return private(render(request, "supplies/rental.html", context | rental_words(row) | {"renter": renter}))


@require_http_methods(["GET", "POST"])
@opens_for(*ORDERERS)
def order(request: HttpRequest, person: UUID, article: UUID) -> HttpResponse:
    """Buy or rent one article."""
    elder = access_person(request, person)
    row = queries.access_article(article)
    context = base(request, "order")
    if request.method == "POST":
        done = _rent(request, person, row) if request.POST.get("do") == "rent" else _buy(request, person, row)
        if done:
            return redirect("supplies_order_for", person)
    context |= {
        "elder": elder,
        "held": held_of(request, ASKED, quantity=1, from_on=context["today"].isoformat()),
        "one": articles_words([row])[0],
        "word": text_of(request, "key", 80) or str(new_key()),
    }
    status = 422 if request.method == "POST" else 200
    return private(render(request, "supplies/order_article.html", context, status=status))


def _buy(request: HttpRequest, person: UUID, row: Any) -> bool:
    told = {
        "person": person,
        "article": row.id,
        "quantity": number_of(request, "quantity"),
        "channel": channel_of(request),
        "key": text_of(request, "key", 80),
        "note": text_of(request, "note", 200),
        **said(request),
    }
    return act(request, lambda: operations.buy(**told), gettext("已下单，服务商会与您约送货时间。"))


def _rent(request: HttpRequest, person: UUID, row: Any) -> bool:
    told = {
        "person": person,
        "article": row.id,
        "from_on": day_of(request.POST.get("from_on", "")) or base(request, "")["today"],
        "to_on": day_of(request.POST.get("to_on", "")),
        "key": text_of(request, "key", 80),
        **said(request),
    }
    return act(request, lambda: operations.rent(**told), gettext("已预订，服务商会与您约送到的时间。"))
