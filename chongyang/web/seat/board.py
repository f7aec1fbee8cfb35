"""The board: what is open, nobody answered first. No personal data, so all seats share one rendering."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.territory import queries as territory
from chongyang.web.parts import live
from chongyang.web.parts.templatetags.parts import elapsed
from chongyang.web.seat.words import KINDS, SOURCES, STATES

SHOWN = 60
KEPT_LINES = 2000
CLOCK = "\0"  # where a line has its running time
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


def draw_line(incident: Any, names: dict[UUID, str], now: datetime) -> SafeString:
    """One line as HTML. All but its running time changes seldom, so it is drawn once for each state."""
    row = show_row(incident, names)
    word = (row["level"], row["is_raised"], incident.taken_by, row["taken_by"])
    held = (incident.id, incident.state, incident.kind, incident.source, incident.area, *word)
    html = _drawn.get((get_language(), held)) or _draw(row, held)
    return SafeString(html.replace(CLOCK, elapsed(incident.opened_at, now, row["late"])))


_drawn: dict[tuple[str | None, tuple[Any, ...]], str] = {}


def _draw(row: dict[str, Any], held: tuple[Any, ...]) -> str:
    if len(_drawn) >= KEPT_LINES:
        _drawn.clear()
    html = render_to_string("seat/seat_board_row.html", {"row": row, "elapsed": CLOCK})
    return _drawn.setdefault((get_language(), held), html)


def names_of(incidents: Iterable[Any]) -> dict[UUID, str]:
    """Who has them."""
    return territory.names_of(incident.taken_by for incident in incidents if incident.taken_by)


def board_context(scope: Scope) -> dict[str, Any]:
    """Everything that the board's template needs."""
    rows, ended = emergency.list_lines(scope, SHOWN), emergency.list_recently_closed(scope, 5)
    counts = emergency.count_open(scope)
    names = names_of([*rows, *ended])
    waiting, now = counts.get("open", 0), clock_now()
    total = sum(counts.values())
    return {
        "rows": [draw_line(row, names, now) for row in rows],
        "ended": [show_row(row, names) for row in ended],
        "waiting": waiting,
        "working": total - waiting,
        "hidden": max(0, total - len(rows)),
    }


def render_board(scope: Scope) -> str:
    return render_to_string("seat/seat_board.html", board_context(scope))


BOARD = live.Source("board", "incidents", render_board)
