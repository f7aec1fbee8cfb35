"""Writes of claims, and the reads that are written down."""

from chongyang.claims.operations.belonging import (
    Placed,
    UnableToBelong,
    begin_belonging,
    belong,
    belong_all,
    detach,
    finish_belonging,
    put_back,
)

__all__ = [
    "Placed",
    "UnableToBelong",
    "begin_belonging",
    "belong",
    "belong_all",
    "detach",
    "finish_belonging",
    "put_back",
]
