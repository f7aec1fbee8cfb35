"""Writes of privacy: what the watch found and its follow-up, broken glass, rights, destruction, exports."""

from chongyang.privacy.operations.common import UnableToHandle
from chongyang.privacy.operations.copying import make_copy
from chongyang.privacy.operations.destruction import (
    approve_destruction,
    carry_out,
    look_over,
    make_certificate,
    propose_deletion,
    propose_destruction,
    refuse_destruction,
)
from chongyang.privacy.operations.exports import (
    approve_export,
    ask_export,
    begin_taking,
    expire_exports,
    refuse_export,
    take_export,
)
from chongyang.privacy.operations.findings import ask_reader, close_finding, explain_finding
from chongyang.privacy.operations.glass import break_glass, end_glass, review_glass
from chongyang.privacy.operations.holds import lift_hold, place_hold
from chongyang.privacy.operations.referring import open_correction, refer_request, settle_referred
from chongyang.privacy.operations.rights import (
    RequestForm,
    answer_request,
    ask_right,
    extend_request,
    fire_deadlines,
    hand_out,
    take_request,
    withdraw_request,
)
from chongyang.privacy.operations.watching import forget_looks, watch_readings

__all__ = [
    "RequestForm",
    "UnableToHandle",
    "answer_request",
    "approve_destruction",
    "approve_export",
    "ask_export",
    "ask_reader",
    "ask_right",
    "begin_taking",
    "break_glass",
    "carry_out",
    "close_finding",
    "end_glass",
    "expire_exports",
    "explain_finding",
    "extend_request",
    "fire_deadlines",
    "forget_looks",
    "hand_out",
    "lift_hold",
    "look_over",
    "make_certificate",
    "make_copy",
    "open_correction",
    "place_hold",
    "propose_deletion",
    "propose_destruction",
    "refer_request",
    "refuse_destruction",
    "refuse_export",
    "review_glass",
    "settle_referred",
    "take_export",
    "take_request",
    "watch_readings",
    "withdraw_request",
]
