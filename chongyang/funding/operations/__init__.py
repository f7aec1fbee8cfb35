"""Writes of funding."""

from chongyang.funding.operations.awarding import decide_stop, propose_stop, tell_fact
from chongyang.funding.operations.checking import record_site, sign_site
from chongyang.funding.operations.deadlines import fire_deadlines
from chongyang.funding.operations.deciding import approve, propose, refuse, send_back
from chongyang.funding.operations.drafting import ApplicationForm, attach, begin, detach, drop_draft, save
from chongyang.funding.operations.entitling import propose_entitled
from chongyang.funding.operations.errors import UnableToApply, UnableToDo, UnableToHandle, UnableToObject
from chongyang.funding.operations.handling import pass_on, return_for_completion, turn_away
from chongyang.funding.operations.month_approvals import ask_approval, order_approved
from chongyang.funding.operations.month_paying import approve_month
from chongyang.funding.operations.monthly import check_month, compute_month, refuse_month, withdraw_month
from chongyang.funding.operations.noticing import answer_objection, close_due_notices, raise_objection
from chongyang.funding.operations.paying import follow_paid, follow_returned
from chongyang.funding.operations.preparing import prepare, tell_prepared
from chongyang.funding.operations.sampling import draw_sample, tell_result
from chongyang.funding.operations.signalling import (
    answer_signal,
    appeal_signal,
    raise_signals,
    reply_to_appeal,
)
from chongyang.funding.operations.submitting import resubmit, submit, withdraw
from chongyang.funding.operations.taking import agree, set_aside, take_up

__all__ = [
    "ApplicationForm",
    "UnableToApply",
    "UnableToDo",
    "UnableToHandle",
    "UnableToObject",
    "agree",
    "answer_objection",
    "answer_signal",
    "appeal_signal",
    "approve",
    "approve_month",
    "ask_approval",
    "attach",
    "begin",
    "check_month",
    "close_due_notices",
    "compute_month",
    "decide_stop",
    "detach",
    "draw_sample",
    "drop_draft",
    "fire_deadlines",
    "follow_paid",
    "follow_returned",
    "order_approved",
    "pass_on",
    "prepare",
    "propose",
    "propose_entitled",
    "propose_stop",
    "raise_objection",
    "raise_signals",
    "record_site",
    "refuse",
    "refuse_month",
    "reply_to_appeal",
    "resubmit",
    "return_for_completion",
    "save",
    "send_back",
    "set_aside",
    "sign_site",
    "submit",
    "take_up",
    "tell_fact",
    "tell_prepared",
    "tell_result",
    "turn_away",
    "withdraw",
    "withdraw_month",
]
