"""The rows of the room."""

from chongyang.purchase.models.accounts import VoucherAccount, VoucherCorrection, VoucherEntry
from chongyang.purchase.models.entitlements import Entitlement, Notice, Objection
from chongyang.purchase.models.procurement import Bid, Contract, ContractUse, Document, Lot, Procurement

__all__ = [
    "Bid",
    "Contract",
    "ContractUse",
    "Document",
    "Entitlement",
    "Lot",
    "Notice",
    "Objection",
    "Procurement",
    "VoucherAccount",
    "VoucherCorrection",
    "VoucherEntry",
]
