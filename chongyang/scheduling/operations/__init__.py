"""Writes of scheduling."""

from chongyang.scheduling.operations.clearing import clear_old
from chongyang.scheduling.operations.errors import UnableToPlan
from chongyang.scheduling.operations.jobs import ask_plan, run_next
from chongyang.scheduling.operations.keys import cancel_key, give_key, take_key
from chongyang.scheduling.operations.moving import move
from chongyang.scheduling.operations.pinning import pin, unpin
from chongyang.scheduling.operations.planning import plan_day, providers_of
from chongyang.scheduling.operations.publishing import publish
from chongyang.scheduling.operations.rostering import fill, open_week, publish_roster, set_demand
from chongyang.scheduling.operations.shifting import set_shift, set_wish, swap_shifts
from chongyang.scheduling.operations.weeks import carers_of as week_carers

__all__ = [
    "UnableToPlan",
    "ask_plan",
    "cancel_key",
    "clear_old",
    "fill",
    "give_key",
    "move",
    "open_week",
    "pin",
    "plan_day",
    "providers_of",
    "publish",
    "publish_roster",
    "run_next",
    "set_demand",
    "set_shift",
    "set_wish",
    "swap_shifts",
    "take_key",
    "unpin",
    "week_carers",
]
