"""Reads of scheduling."""

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

__all__ = [
    "NotFound",
    "access_plan",
    "count_published",
    "left_of",
    "list_plans",
    "newest_plans",
    "pins_of",
    "visits_of",
]
