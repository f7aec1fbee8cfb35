"""Rows of the treasury."""

from chongyang.treasury.models.batches import BankFile, Batch, BatchLine, ReturnFile, ReturnLine
from chongyang.treasury.models.budgets import (
    Allotment,
    AllottedFund,
    Budget,
    BudgetLine,
    Freeze,
    YearEnd,
)
from chongyang.treasury.models.holds import Hold
from chongyang.treasury.models.ledger import Entry, Posting
from chongyang.treasury.models.orders import OrderPart, PaymentOrder
from chongyang.treasury.models.payees import Payee, PayeeAccount
from chongyang.treasury.models.recoveries import Collection, Instalment, Receivable, Repayment

__all__ = [
    "Allotment",
    "AllottedFund",
    "BankFile",
    "Batch",
    "BatchLine",
    "Budget",
    "BudgetLine",
    "Collection",
    "Entry",
    "Freeze",
    "Hold",
    "Instalment",
    "OrderPart",
    "Payee",
    "PayeeAccount",
    "PaymentOrder",
    "Posting",
    "Receivable",
    "Repayment",
    "ReturnFile",
    "ReturnLine",
    "YearEnd",
]
