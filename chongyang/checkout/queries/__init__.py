"""Reads of bills, payments, refunds and errands; each demands its right and cuts to the scope."""

from chongyang.checkout.queries.bills import (
    NotFound,
    access_attempt,
    access_attempt_by,
    access_bill,
    access_errand,
    access_refund,
    bills_of,
    count_open,
    list_bills,
    list_differences,
    list_errands,
    list_refunds,
)

__all__ = [
    "NotFound",
    "access_attempt",
    "access_attempt_by",
    "access_bill",
    "access_errand",
    "access_refund",
    "bills_of",
    "count_open",
    "list_bills",
    "list_differences",
    "list_errands",
    "list_refunds",
]
