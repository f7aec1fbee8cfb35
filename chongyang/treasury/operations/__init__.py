"""Writes of the treasury."""

from chongyang.treasury.operations.budgets import LineTold, confirm_line, propose_line, refuse_line
from chongyang.treasury.operations.errors import UnableToBudget, UnableToDo, UnableToPay, UnableToReadFile
from chongyang.treasury.operations.orders import cancel_order, order_payment
from chongyang.treasury.operations.payees import confirm_account, propose_account
from chongyang.treasury.rules.told import PartTold, PayeeTold

__all__ = [
    "LineTold",
    "PartTold",
    "PayeeTold",
    "UnableToBudget",
    "UnableToDo",
    "UnableToPay",
    "UnableToReadFile",
    "cancel_order",
    "confirm_account",
    "confirm_line",
    "order_payment",
    "propose_account",
    "propose_line",
    "refuse_line",
]
