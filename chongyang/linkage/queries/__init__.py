"""Reads of the linkage."""

from chongyang.linkage.queries.pairs import (
    NotFound,
    access_merge,
    access_pair,
    count_waiting,
    last_run,
    list_asks,
    list_decided,
    list_merges,
    list_pairs,
    list_verdicts,
    neighbour_of,
)
from chongyang.linkage.queries.sides import Side, sides_of

__all__ = [
    "NotFound",
    "Side",
    "access_merge",
    "access_pair",
    "count_waiting",
    "last_run",
    "list_asks",
    "list_decided",
    "list_merges",
    "list_pairs",
    "list_verdicts",
    "neighbour_of",
    "sides_of",
]
