"""Reads of the treasury."""

from chongyang.treasury.queries.batches import (
    Settled,
    access_batch,
    access_batch_line,
    access_order,
    has_account,
    list_batches,
    list_odd_lines,
    list_orders,
    list_settled,
)
from chongyang.treasury.queries.budgets import access_line
from chongyang.treasury.queries.payees import NotFound, access_account, access_payee

__all__ = [
    "NotFound",
    "Settled",
    "access_account",
    "access_batch",
    "access_batch_line",
    "access_line",
    "access_order",
    "access_payee",
    "has_account",
    "list_batches",
    "list_odd_lines",
    "list_orders",
    "list_settled",
]
