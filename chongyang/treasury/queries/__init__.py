"""Reads of the treasury."""

from chongyang.treasury.queries.budgets import access_line
from chongyang.treasury.queries.payees import NotFound, access_account, access_payee

__all__ = ["NotFound", "access_account", "access_line", "access_payee"]
