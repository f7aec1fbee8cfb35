"""What the room does."""

from chongyang.purchase.operations.correcting import decide_correction, propose_correction
from chongyang.purchase.operations.deciding import (
    apply,
    approve,
    assess,
    give_up,
    refuse,
    send_back,
    set_aside,
    withdraw,
)
from chongyang.purchase.operations.errors import (
    UnableToBuy,
    UnableToCorrect,
    UnableToDecide,
    UnableToDo,
    UnableToObject,
)
from chongyang.purchase.operations.noticing import answer_objection, close_due_notices, raise_objection
from chongyang.purchase.operations.proposing import propose_entitled, recheck
from chongyang.purchase.operations.turning import turn
from chongyang.purchase.operations.vouchers import Held, hold, release, spend

__all__ = [
    "Held",
    "UnableToBuy",
    "UnableToCorrect",
    "UnableToDecide",
    "UnableToDo",
    "UnableToObject",
    "answer_objection",
    "apply",
    "approve",
    "assess",
    "close_due_notices",
    "decide_correction",
    "give_up",
    "hold",
    "propose_correction",
    "propose_entitled",
    "raise_objection",
    "recheck",
    "refuse",
    "release",
    "send_back",
    "set_aside",
    "spend",
    "turn",
    "withdraw",
]
