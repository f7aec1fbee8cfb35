"""Writes of settlement: a month computed, objections, stages, the payment."""

from chongyang.settlement.operations.computing import settle_month
from chongyang.settlement.operations.errors import UnableToSettle
from chongyang.settlement.operations.objecting import answer_objection, object_to
from chongyang.settlement.operations.stages import (
    agree_silent,
    approve,
    end_orders,
    follow_paid,
    note_paid,
    step,
)

__all__ = [
    "UnableToSettle",
    "agree_silent",
    "answer_objection",
    "approve",
    "end_orders",
    "follow_paid",
    "note_paid",
    "object_to",
    "settle_month",
    "step",
]
