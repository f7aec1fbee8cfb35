"""Reads of orders and plans. Every one takes a Scope first, and the door has entered it."""

from chongyang.orders.permissions import persons_of
from chongyang.orders.queries.days import providers_between, reached, times_of
from chongyang.orders.queries.figures import count_states, counts_of_month
from chongyang.orders.queries.orders import (
    NotFound,
    access_order,
    actions_for,
    assignments_of,
    count_open,
    get_many,
    history_of,
    late_ones,
    latest_of,
    list_alike,
    list_between,
    list_open,
    list_package,
    list_redone,
    list_steps,
    next_of,
    orders_of_carer,
    standing_of,
    was_assigned,
)
from chongyang.orders.queries.plans import access_plan, list_plans, pauses_of
from chongyang.orders.rules.late import late_of

__all__ = [
    "NotFound",
    "access_order",
    "access_plan",
    "actions_for",
    "assignments_of",
    "count_open",
    "count_states",
    "counts_of_month",
    "get_many",
    "history_of",
    "late_of",
    "late_ones",
    "latest_of",
    "list_alike",
    "list_between",
    "list_open",
    "list_package",
    "list_plans",
    "list_redone",
    "list_steps",
    "next_of",
    "orders_of_carer",
    "pauses_of",
    "persons_of",
    "providers_between",
    "reached",
    "standing_of",
    "times_of",
    "was_assigned",
]
