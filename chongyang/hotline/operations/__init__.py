"""Writes of the line 12349."""

from chongyang.hotline.operations.audits import UnableToAudit, acknowledge_audit, draw_audits, judge_call
from chongyang.hotline.operations.call_backs import UnableToCloseCallBack, close_call_back
from chongyang.hotline.operations.calls import (
    UnableToTakeCall,
    describe_call,
    open_recording,
    show_number,
    take_call,
)
from chongyang.hotline.operations.line import (
    Told,
    UnableToRead,
    apply_event,
    keep_event,
    process,
    waiting_events,
)
from chongyang.hotline.operations.seats import UnableToChangeSeat, set_seat, sign_off
from chongyang.hotline.operations.shifts import (
    UnableToHandOver,
    accept_hand_over,
    begin_shift,
    end_shift,
    give_hand_over,
)
from chongyang.hotline.operations.talking import (
    COMMANDS,
    EMERGENCY_LINES,
    UnableToTalk,
    answer_call,
    bring_in,
    call_out,
    hang_up,
    listen_in,
    transfer_call,
)

__all__ = [
    "COMMANDS",
    "EMERGENCY_LINES",
    "Told",
    "UnableToAudit",
    "UnableToChangeSeat",
    "UnableToCloseCallBack",
    "UnableToHandOver",
    "UnableToRead",
    "UnableToTakeCall",
    "UnableToTalk",
    "accept_hand_over",
    "acknowledge_audit",
    "answer_call",
    "apply_event",
    "begin_shift",
    "bring_in",
    "call_out",
    "close_call_back",
    "describe_call",
    "draw_audits",
    "end_shift",
    "give_hand_over",
    "hang_up",
    "judge_call",
    "keep_event",
    "listen_in",
    "open_recording",
    "process",
    "set_seat",
    "show_number",
    "sign_off",
    "take_call",
    "transfer_call",
    "waiting_events",
]
