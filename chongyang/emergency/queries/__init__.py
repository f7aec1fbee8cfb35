"""Reads of the emergency line: the board, one incident's card, a responder's offers, the chain."""

from chongyang.emergency.queries.chain import (
    ChainStep,
    response_chain,
    seconds_to_door,
)
from chongyang.emergency.queries.dispatches import (
    GOING,
    access_dispatch,
    access_own_dispatch,
    list_dispatches,
    list_ended_dispatches,
    list_own_dispatches,
    loads,
)
from chongyang.emergency.queries.figures import (
    DOOR_PERIOD,
    Pulse,
    count_open_by_street,
    count_opened_by_street,
    count_to_door,
    get_pulse,
)
from chongyang.emergency.queries.incidents import (
    NotFound,
    access_incident,
    count_false_alarms,
    count_open,
    list_attempts,
    list_incidents,
    list_incidents_of,
    list_open,
    list_recently_closed,
    list_steps,
    oldest_unanswered,
)
from chongyang.emergency.queries.recommending import (
    SEARCH_DEGREES,
    rank_one,
    recommend,
)

__all__ = [
    "DOOR_PERIOD",
    "GOING",
    "SEARCH_DEGREES",
    "ChainStep",
    "NotFound",
    "Pulse",
    "access_dispatch",
    "access_incident",
    "access_own_dispatch",
    "count_false_alarms",
    "count_open",
    "count_open_by_street",
    "count_opened_by_street",
    "count_to_door",
    "get_pulse",
    "list_attempts",
    "list_dispatches",
    "list_ended_dispatches",
    "list_incidents",
    "list_incidents_of",
    "list_open",
    "list_own_dispatches",
    "list_recently_closed",
    "list_steps",
    "loads",
    "oldest_unanswered",
    "rank_one",
    "recommend",
    "response_chain",
    "seconds_to_door",
]
