"""Writes of the line 12349."""

from chongyang.hotline.operations.calls import UnableToTakeCall, take_call

__all__ = [
    "UnableToTakeCall",
    "take_call",
]
