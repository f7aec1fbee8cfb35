"""Reads of indicators."""

from chongyang.indicators.queries.rows import Drilled, list_rows
from chongyang.indicators.queries.values import list_trend, list_values, newest_of_city

__all__ = ["Drilled", "list_rows", "list_trend", "list_values", "newest_of_city"]
