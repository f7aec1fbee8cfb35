"""Writes of the time bank: accounts, activities, bookings, transfers, corrections, expiry."""

from chongyang.timebank.operations.earning import decide_activity, tell_activity
from chongyang.timebank.operations.errors import UnableToBank
from chongyang.timebank.operations.opening import open_for, open_own
from chongyang.timebank.operations.using import (
    answer,
    book,
    decide_correction,
    expire_hours,
    lapse_transfers,
    offer,
    propose_correction,
    release,
    withdraw,
)

__all__ = [
    "UnableToBank",
    "answer",
    "book",
    "decide_activity",
    "decide_correction",
    "expire_hours",
    "lapse_transfers",
    "offer",
    "open_for",
    "open_own",
    "propose_correction",
    "release",
    "tell_activity",
    "withdraw",
]
