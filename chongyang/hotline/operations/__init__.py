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
from chongyang.hotline.operations.care_calls import (
    end_pause,
    find_silence,
    give_back,
    record_outcome,
    take_next,
)
from chongyang.hotline.operations.care_rules import adopt_rule, end_rule, make_day
from chongyang.hotline.operations.complaints import (
    ComplaintForm,
    answer_complaint,
    appeal_complaint,
    assign_complaint,
    receive_complaint,
    step_complaint,
)
from chongyang.hotline.operations.deadlines import fire_deadlines
from chongyang.hotline.operations.dialling import SPOKEN, UNANSWERED, call_task, end_task_call
from chongyang.hotline.operations.follow_ups import (
    complete_follow_up,
    drop_follow_up,
    open_follow_up,
    record_try,
)
from chongyang.hotline.operations.knowledge import (
    approve_article,
    load_shipped,
    report_gap,
    settle_gap,
    step_article,
    use_article,
    write_article,
)
from chongyang.hotline.operations.line import (
    Told,
    UnableToRead,
    apply_event,
    keep_event,
    process,
    waiting_events,
)
from chongyang.hotline.operations.order_files import OrderReport, import_orders
from chongyang.hotline.operations.orders import (
    ask_extension,
    assign_order,
    decide_extension,
    export_orders,
    step_order,
    write_order,
)
from chongyang.hotline.operations.papers import UnableToHandle
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
    "SPOKEN",
    "UNANSWERED",
    "ComplaintForm",
    "OrderReport",
    "Told",
    "UnableToAudit",
    "UnableToChangeSeat",
    "UnableToCloseCallBack",
    "UnableToHandOver",
    "UnableToHandle",
    "UnableToRead",
    "UnableToTakeCall",
    "UnableToTalk",
    "accept_hand_over",
    "acknowledge_audit",
    "adopt_rule",
    "answer_call",
    "answer_complaint",
    "appeal_complaint",
    "apply_event",
    "approve_article",
    "ask_extension",
    "assign_complaint",
    "assign_order",
    "begin_shift",
    "bring_in",
    "call_out",
    "call_task",
    "close_call_back",
    "complete_follow_up",
    "decide_extension",
    "describe_call",
    "draw_audits",
    "drop_follow_up",
    "end_pause",
    "end_rule",
    "end_shift",
    "end_task_call",
    "export_orders",
    "find_silence",
    "fire_deadlines",
    "give_back",
    "give_hand_over",
    "hang_up",
    "import_orders",
    "judge_call",
    "keep_event",
    "listen_in",
    "load_shipped",
    "make_day",
    "open_follow_up",
    "open_recording",
    "process",
    "receive_complaint",
    "record_outcome",
    "record_try",
    "report_gap",
    "set_seat",
    "settle_gap",
    "show_number",
    "sign_off",
    "step_article",
    "step_complaint",
    "step_order",
    "take_call",
    "take_next",
    "transfer_call",
    "use_article",
    "waiting_events",
    "write_article",
    "write_order",
]
