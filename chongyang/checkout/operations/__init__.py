"""Writes of checkout: bills, payments at vendors, refunds, statements, errands."""

from chongyang.checkout.operations.billing import cancel_bill, make_bill
from chongyang.checkout.operations.cash import confirm_cash, take_cash
from chongyang.checkout.operations.errands import (
    ask_errand,
    cancel_errand,
    hand_over,
    pay_errand,
    sign_errand,
)
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.operations.merchants import confirm_merchant, end_merchant, tell_merchant
from chongyang.checkout.operations.noticing import take_notice
from chongyang.checkout.operations.paying import ask_vendor, begin_payment, take_payment
from chongyang.checkout.operations.reading import note_errand_read
from chongyang.checkout.operations.reconciling import close_difference, take_statement
from chongyang.checkout.operations.refunding import ask_refund, decide_refund, send_refund
from chongyang.checkout.operations.simulating import simulate
from chongyang.checkout.operations.vendors import list_vendors

__all__ = [
    "UnableToCheckOut",
    "ask_errand",
    "ask_refund",
    "ask_vendor",
    "begin_payment",
    "cancel_bill",
    "cancel_errand",
    "close_difference",
    "confirm_cash",
    "confirm_merchant",
    "decide_refund",
    "end_merchant",
    "hand_over",
    "list_vendors",
    "make_bill",
    "note_errand_read",
    "pay_errand",
    "send_refund",
    "sign_errand",
    "simulate",
    "take_cash",
    "take_notice",
    "take_payment",
    "take_statement",
    "tell_merchant",
]
