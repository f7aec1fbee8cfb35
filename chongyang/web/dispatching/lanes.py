"""The chart of a day: a lane for each carer, each visit on a grid of ten minutes from seven to nine."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.scopes import Scope
from chongyang.web.parts import ordered
from chongyang.workforce import queries as workforce

FIRST, LAST, STEP = 7, 21, 10
COLUMNS = (LAST - FIRST) * 60 // STEP
HOURS = [(hour, (hour - FIRST) * 60 // STEP + 1) for hour in range(FIRST, LAST, 2)]
MOST_CARERS = 500


def carers_of(scope: Scope, plans: Sequence[Any]) -> list[Any]:
    """Who works on the day for the providers of these plans, by provider and name."""
    found = []
    for plan in plans:
        rows = workforce.list_carers(scope, organisation=plan.organisation, on=plan.day, limit=MOST_CARERS)
        found += sorted(rows, key=lambda one: (one.name, one.id))
    return found


def lanes_of(carers: Sequence[Any], rows: Sequence[Any], held: Mapping[UUID, Any]) -> list[dict[str, Any]]:
    """Carers with a visit in the order of the list, then those without; numbers are those of the map."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.carer, []).append(row)
    busy = [one for one in carers if one.id in found]
    idle = [one for one in carers if one.id not in found]
    return [
        {
            "key": one.id,
            "name": one.name,
            "colour": number % 8,
            "visits": [
                _bar(row, held[row.order], place) for place, row in enumerate(found.get(one.id, ()), 1)
            ],
        }
        for number, one in enumerate([*busy, *idle])
    ]


def _bar(row: Any, order: Any, number: int) -> dict[str, Any]:
    first = column(row.from_at)
    return {
        "row": row,
        "number": number,
        "item": ordered.item_words(order.item),
        "name": order.name,
        "area": order.area,
        "first": first,
        "last": max(first + 1, column(row.to_at)),
        "may_move": not row.fixed and order.state == "accepted" and order.people == 1,
        "is_over": order.state in ("done", "confirmed", "verified", "settled"),
    }


def column(moment: datetime) -> int:
    """The line of the grid, from 1; what is earlier or later stands at the edge."""
    clock = timezone.localtime(moment)
    steps = round(((clock.hour - FIRST) * 60 + clock.minute) / STEP)
    return 1 + min(max(steps, 0), COLUMNS)
