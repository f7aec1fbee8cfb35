"""Reads of visits. Every one takes a Scope first, and the door has entered it."""

from chongyang.visits.permissions import NotAllowed
from chongyang.visits.queries.day import DayVisit, day_of, today
from chongyang.visits.queries.figures import count_made, count_overdue
from chongyang.visits.queries.overdue import Came, Overdue, Tell, came_of, overdue_of
from chongyang.visits.queries.visits import (
    PAYABLE,
    NotFound,
    access_to_verify,
    access_visit,
    call_backs_of,
    count_below,
    entries_of,
    list_accepted,
    list_below,
    list_contested,
    list_decided,
    list_marked,
    list_missed,
    month_of,
    payable_in,
    photos_of,
    visible_visits,
    visits_of,
)

__all__ = [
    "PAYABLE",
    "Came",
    "DayVisit",
    "NotAllowed",
    "NotFound",
    "Overdue",
    "Tell",
    "access_to_verify",
    "access_visit",
    "call_backs_of",
    "came_of",
    "count_below",
    "count_made",
    "count_overdue",
    "day_of",
    "entries_of",
    "list_accepted",
    "list_below",
    "list_contested",
    "list_decided",
    "list_marked",
    "list_missed",
    "month_of",
    "overdue_of",
    "payable_in",
    "photos_of",
    "today",
    "visible_visits",
    "visits_of",
]
