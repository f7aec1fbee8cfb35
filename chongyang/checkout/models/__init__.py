"""The rows of checkout."""

from chongyang.checkout.models.bills import Attempt, Bill, Merchant, Notice, Refund
from chongyang.checkout.models.errands import CashHeld, Errand
from chongyang.checkout.models.statements import Difference, VendorDay

__all__ = [
    "Attempt",
    "Bill",
    "CashHeld",
    "Difference",
    "Errand",
    "Merchant",
    "Notice",
    "Refund",
    "VendorDay",
]
