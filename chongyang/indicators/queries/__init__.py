"""Reads of indicators."""

from chongyang.indicators.queries.rows import Drilled, list_rows
from chongyang.indicators.queries.values import (
    Beside,
    Former,
    courses_of,
    courses_of_city,
    get_value,
    get_values,
    list_beside,
    list_history,
    list_periods,
    list_trend,
    list_values,
    newest_of_city,
)

__all__ = [
    "Beside",
    "Drilled",
    "Former",
    "courses_of",
    "courses_of_city",
    "get_value",
    "get_values",
    "list_beside",
    "list_history",
    "list_periods",
    "list_rows",
    "list_trend",
    "list_values",
    "newest_of_city",
]
