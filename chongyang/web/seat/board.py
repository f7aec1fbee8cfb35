"""The board: what is open, nobody answered first. No personal data, so all seats share one rendering."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.territory import queries as territory
from chongyang.web.parts import live
from chongyang.web.seat.words import KINDS, SOURCES, STATES

SHOWN = 60
LATE = {"open": 15, "acknowledged": 300, "understood": 120}
"""After so many seconds in the state the running time turns red (the line's own time-outs)."""


@lru_cache(maxsize=8192)
def place_of(value: int) -> str:
    """County and street around an area value; the tree does not change while a process lives."""
    names = [area.name for area in territory.area_path(value)[1:3]]
    return "·".join(names)


def show_row(incident: Any, names: dict[UUID, str]) -> dict[str, Any]:
    """One line of the board."""
    word, tone, icon = STATES[incident.state]
    return {
        "incident": incident,
        "state": word,
        "tone": tone,
        "icon": icon,
        "kind": KINDS.get(incident.kind, incident.kind),
        "source": SOURCES.get(incident.source, incident.source),
        "place": place_of(incident.area),
        "taken_by": names.get(incident.taken_by, ""),
        "late": LATE.get(incident.state, 0),
        "level": getattr(incident, "shown_level", incident.level),
        "is_raised": getattr(incident, "is_raised", False),
    }


def names_of(incidents: Iterable[Any]) -> dict[UUID, str]:
    """Who has them."""
    return territory.names_of(incident.taken_by for incident in incidents if incident.taken_by)


def board_context(scope: Scope) -> dict[str, Any]:
    """Everything that the board's template needs."""
    rows, ended = emergency.list_open(scope, SHOWN), emergency.list_recently_closed(scope, 5)
    counts = emergency.count_open(scope)
    names = names_of([*rows, *ended])
    waiting = counts.get("open", 0)
    total = sum(counts.values())
    return {
        "now": clock_now(),
        "rows": [show_row(row, names) for row in rows],
        "ended": [show_row(row, names) for row in ended],
        "waiting": waiting,
        "working": total - waiting,
        "hidden": max(0, total - len(rows)),
    }


def render_board(scope: Scope) -> str:
    return render_to_string("seat/seat_board.html", board_context(scope))


BOARD = live.Source("board", "incidents", render_board)
