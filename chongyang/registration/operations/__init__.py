"""Writes of registration."""

from chongyang.registration.operations.applications import (
    ApplicationForm,
    accept_application,
    apply,
    link_application,
    refuse_application,
    withdraw_application,
)
from chongyang.registration.operations.bulk import (
    confirm_batch,
    decide_row,
    drop_batch,
    register_portion,
    upload_batch,
)
from chongyang.registration.operations.cards import end_card, print_cards
from chongyang.registration.operations.changes import ask_change, tell_change
from chongyang.registration.operations.corrections import carry_correction
from chongyang.registration.operations.deciding import (
    approve_change,
    mark_told,
    refuse_change,
    resubmit_change,
    return_change,
    withdraw_change,
)
from chongyang.registration.operations.errors import (
    UnableToAsk,
    UnableToDecide,
    UnableToDo,
    UnableToReadFile,
)
from chongyang.registration.operations.following import follow_updated
from chongyang.registration.operations.hand_overs import (
    accept_hand_over,
    ask_hand_over,
    propose_hand_over,
    refuse_hand_over,
    withdraw_hand_over,
)
from chongyang.registration.operations.invitations import (
    export_invitations,
    make_list,
    record_try,
    register_invited,
)
from chongyang.registration.operations.inviting import invite_by_message, write_letters
from chongyang.registration.rules.changes import ChangeForm

__all__ = [
    "ApplicationForm",
    "ChangeForm",
    "UnableToAsk",
    "UnableToDecide",
    "UnableToDo",
    "UnableToReadFile",
    "accept_application",
    "accept_hand_over",
    "apply",
    "approve_change",
    "ask_change",
    "ask_hand_over",
    "carry_correction",
    "confirm_batch",
    "decide_row",
    "drop_batch",
    "end_card",
    "export_invitations",
    "follow_updated",
    "invite_by_message",
    "link_application",
    "make_list",
    "mark_told",
    "print_cards",
    "propose_hand_over",
    "record_try",
    "refuse_application",
    "refuse_change",
    "refuse_hand_over",
    "register_invited",
    "register_portion",
    "resubmit_change",
    "return_change",
    "tell_change",
    "upload_batch",
    "withdraw_application",
    "withdraw_change",
    "withdraw_hand_over",
    "write_letters",
]
