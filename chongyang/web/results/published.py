"""Published results by year, each with its way to the clauses, and a question how content one is with it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Content, Kind, Listing
from chongyang.supervision.rules.tables import PUBLISHED
from chongyang.web.results.doing import base, by, refused, token_for

NEWEST = 5


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is published, by year; the newest remarks beside it."""
    years: dict[int, list[dict[str, Any]]] = {}
    for row in queries.list_published():
        years.setdefault(row.year, []).append(_row(row))
    context = {**base("results"), "years": years.items()}
    return render(request, "results/results.html", context)


def _row(row: Any) -> dict[str, Any]:
    return {"row": row, "listing": Listing.of(row.listing).label, "is_public": row.state == PUBLISHED}


@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One result: rank, points by item, each item with its clause. A withdrawn one tells when and why."""
    row = _found(number)
    context = {**base("results"), **_row(row)}
    if row.state == PUBLISHED:
        votes = queries.votes_of(row.id)
        context |= {
            "heads": [_head(item) for item in row.extract["items"]],
            "lines": [_line(told, row.extract["items"]) for told in row.extract["rows"]],
            "confirmed": row.extract["confirmed"],
            "choices": [(choice, label, votes.get(choice, 0)) for choice, label in Content.choices()],
            "token": token_for(row.id),
        }
    return render(request, "results/published.html", context)


def _found(number: str) -> Any:
    try:
        return queries.get_published(number)
    except queries.NotFound as error:
        raise Http404 from error


def _head(item: dict[str, Any]) -> dict[str, Any]:
    document, _, number = item["clause"].partition("/")
    return {
        "label": item["english"] if get_language() == "en" else item["label"],
        "kind": Kind.of(item["kind"]).label,
        "most": item["most"],
        "document": document,
        "clause": number,
    }


def _line(told: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    labels = [_head(item)["label"] for item in items]
    signs = ["−" if item["kind"] == Kind.PENALTY else "" for item in items]
    points = [told["points"].get(item["key"]) for item in items]
    shown = [
        sign + text if text not in (None, "0") else text for sign, text in zip(signs, points, strict=True)
    ]
    return {**told, "cells": list(zip(labels, shown, strict=True))}


@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """One answer a form to the question how content one is."""
    said: dict[str, Any] = {"choice": request.POST.get("choice", ""), "token": request.POST.get("token", "")}
    try:
        fault, _ = refused(partial(operations.vote_on_result, number=number, **said, **by(request)))
    except queries.NotFound as error:
        raise Http404 from error
    messages.error(request, fault) if fault else messages.success(request, gettext("谢谢，已计入。"))
    return redirect("results_published", number)
