"""Reads of the room."""

from chongyang.purchase.permissions import NotAllowed
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
from chongyang.purchase.queries.entitlements import (
    access_correction,
    access_entitlement,
    access_notice,
    access_objection,
    count_entitlements,
    list_corrections,
    list_entitlements,
    list_notices,
    list_objections,
    names_of,
    notice_of,
    waits_for,
)
from chongyang.purchase.queries.pages import NotFound

__all__ = [
    "AccountTold",
    "ContractTold",
    "Line",
    "NotAllowed",
    "NotFound",
    "Statement",
    "access_account",
    "access_correction",
    "access_entitlement",
    "access_notice",
    "access_objection",
    "account_of",
    "contract_for",
    "count_entitlements",
    "list_accounts",
    "list_corrections",
    "list_entitlements",
    "list_notices",
    "list_objections",
    "list_of_person",
    "names_of",
    "notice_of",
    "parts_of",
    "statement",
    "waits_for",
]
