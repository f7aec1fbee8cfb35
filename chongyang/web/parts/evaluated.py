"""What third parties found, by criterion, as three pages show it, and the points that a form tells."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

from chongyang.services.rules import evaluation
from chongyang.web.parts.doing import text_of
from chongyang.workforce.queries import told as named


def told(rows: Iterable[Any]) -> dict[str, Any]:
    """Evaluations with their points by criterion: label, points, weight; and whether the criteria hold."""
    return {"evaluations": [_told(one) for one in rows], "confirmed": evaluation.load().confirmed}


def _told(row: Any) -> dict[str, Any]:
    criteria = evaluation.load().criteria
    parts = [(named(one), row.parts[one.key], one.weight) for one in criteria if one.key in row.parts]
    return {"row": row, "parts": parts}


def form(request: HttpRequest) -> list[dict[str, Any]]:
    """A field for each criterion, with what was typed."""
    typed = request.POST if request.POST.get("do") == "evaluate" else {}
    return [
        {
            "field": field_of(one.key),
            "label": named(one),
            "weight": one.weight,
            "typed": typed.get(field_of(one.key), ""),
        }
        for one in evaluation.load().criteria
    ]


def field_of(key: str) -> str:
    return f"part-{key}"


def parts_of(request: HttpRequest) -> dict[str, Decimal]:
    """What was typed for each criterion; what is no number is none."""
    keys = (one.key for one in evaluation.load().criteria)
    return {key: _points(text_of(request, field_of(key), 10)) for key in keys}


def _points(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return Decimal("NaN")
