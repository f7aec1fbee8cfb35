"""Reads of scheduling."""

from chongyang.scheduling.queries.jobs import newest_jobs, told_reason
from chongyang.scheduling.queries.keys import (
    MOST_KEYS,
    NoKey,
    access_holding,
    keys_of,
    list_keys,
    own_keys,
    own_keys_with_orders,
)
from chongyang.scheduling.queries.plans import (
    NotFound,
    access_plan,
    count_published,
    left_of,
    list_plans,
    newest_plans,
    pins_of,
    visits_of,
)
from chongyang.scheduling.queries.rosters import (
    NoRoster,
    access_roster,
    demand_rows,
    own_shifts,
    reach_provider,
    roster_of,
    shifts_of,
    wishes_of,
)

__all__ = [
    "MOST_KEYS",
    "NoKey",
    "NoRoster",
    "NotFound",
    "access_holding",
    "access_plan",
    "access_roster",
    "count_published",
    "demand_rows",
    "keys_of",
    "left_of",
    "list_keys",
    "list_plans",
    "newest_jobs",
    "newest_plans",
    "own_keys",
    "own_keys_with_orders",
    "own_shifts",
    "pins_of",
    "reach_provider",
    "roster_of",
    "shifts_of",
    "told_reason",
    "visits_of",
    "wishes_of",
]
