"""Writes of the treasury."""

from chongyang.treasury.operations.allotments import (
    confirm_allotment,
    propose_allotment,
    receive_allotment,
    refuse_allotment,
)
from chongyang.treasury.operations.bank import Written, take_return, write_bank_file
from chongyang.treasury.operations.batches import (
    approve_batch,
    drop_line,
    make_batch,
    send_back_batch,
    submit_batch,
    withdraw_batch,
)
from chongyang.treasury.operations.budgets import LineTold, confirm_line, propose_line, refuse_line
from chongyang.treasury.operations.errors import UnableToBudget, UnableToDo, UnableToPay, UnableToReadFile
from chongyang.treasury.operations.freezing import confirm_freeze, lift_freeze, propose_freeze
from chongyang.treasury.operations.holds import free_orders, hold_orders
from chongyang.treasury.operations.many import OrderTold, order_payments
from chongyang.treasury.operations.orders import cancel_order, cancel_orders, order_payment
from chongyang.treasury.operations.payees import confirm_account, propose_account, tell_statement
from chongyang.treasury.operations.printing import tell_receipt
from chongyang.treasury.operations.reconciling import plan_again, reconcile_batch
from chongyang.treasury.operations.recovering import order_recovery
from chongyang.treasury.operations.releasing import release_batch
from chongyang.treasury.operations.repaying import (
    confirm_repayment,
    propose_collection,
    propose_set_off,
    refuse_repayment,
    withdraw_repayment,
)
from chongyang.treasury.operations.resharing import reshare_order
from chongyang.treasury.operations.years import confirm_year_end, propose_year_end
from chongyang.treasury.rules.told import PartTold, PayeeTold

__all__ = [
    "LineTold",
    "OrderTold",
    "PartTold",
    "PayeeTold",
    "UnableToBudget",
    "UnableToDo",
    "UnableToPay",
    "UnableToReadFile",
    "Written",
    "approve_batch",
    "cancel_order",
    "cancel_orders",
    "confirm_account",
    "confirm_allotment",
    "confirm_freeze",
    "confirm_line",
    "confirm_repayment",
    "confirm_year_end",
    "drop_line",
    "free_orders",
    "hold_orders",
    "lift_freeze",
    "make_batch",
    "order_payment",
    "order_payments",
    "order_recovery",
    "plan_again",
    "propose_account",
    "propose_allotment",
    "propose_collection",
    "propose_freeze",
    "propose_line",
    "propose_set_off",
    "propose_year_end",
    "receive_allotment",
    "reconcile_batch",
    "refuse_allotment",
    "refuse_line",
    "refuse_repayment",
    "release_batch",
    "reshare_order",
    "send_back_batch",
    "submit_batch",
    "take_return",
    "tell_receipt",
    "tell_statement",
    "withdraw_batch",
    "withdraw_repayment",
    "write_bank_file",
]
