"""Reads of the line 12349."""

from chongyang.hotline.queries.calls import count_calls, list_calls

__all__ = [
    "count_calls",
    "list_calls",
]
