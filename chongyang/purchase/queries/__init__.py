"""Reads of the room."""

from chongyang.purchase.queries.accounts import (
    AccountTold,
    Line,
    Statement,
    access_account,
    account_of,
    list_accounts,
    list_of_person,
    parts_of,
    statement,
)
from chongyang.purchase.queries.contracts import ContractTold, contract_for
from chongyang.purchase.queries.pages import NotFound

__all__ = [
    "AccountTold",
    "ContractTold",
    "Line",
    "NotFound",
    "Statement",
    "access_account",
    "account_of",
    "contract_for",
    "list_accounts",
    "list_of_person",
    "parts_of",
    "statement",
]
