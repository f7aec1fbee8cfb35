"""Writes of approvals."""

from chongyang.approvals.operations.beginning import ApplicationForm, begin, begin_stage, tell_facts
from chongyang.approvals.operations.deadlines import fire_deadlines
from chongyang.approvals.operations.deciding import note_lack, permit, refuse
from chongyang.approvals.operations.errors import UnableToApply, UnableToHandle
from chongyang.approvals.operations.filing import file_use, note_use_changed
from chongyang.approvals.operations.handing_in import attach, detach, reuse
from chongyang.approvals.operations.joint import call_joint, close_joint, opine
from chongyang.approvals.operations.submitting import submit, withdraw, withdraw_all
from chongyang.approvals.operations.unbinding import unbind
from chongyang.approvals.operations.window import Line, accept, ask_completion, turn_away

__all__ = [
    "ApplicationForm",
    "Line",
    "UnableToApply",
    "UnableToHandle",
    "accept",
    "ask_completion",
    "attach",
    "begin",
    "begin_stage",
    "call_joint",
    "close_joint",
    "detach",
    "file_use",
    "fire_deadlines",
    "note_lack",
    "note_use_changed",
    "opine",
    "permit",
    "refuse",
    "reuse",
    "submit",
    "tell_facts",
    "turn_away",
    "unbind",
    "withdraw",
    "withdraw_all",
]
