"""Writes of funding."""

from chongyang.funding.operations.checking import record_site, sign_site
from chongyang.funding.operations.deadlines import fire_deadlines
from chongyang.funding.operations.deciding import approve, propose, refuse, send_back
from chongyang.funding.operations.drafting import ApplicationForm, attach, begin, detach, drop_draft, save
from chongyang.funding.operations.errors import UnableToApply, UnableToDo, UnableToHandle, UnableToObject
from chongyang.funding.operations.handling import pass_on, return_for_completion, turn_away
from chongyang.funding.operations.noticing import answer_objection, close_due_notices, raise_objection
from chongyang.funding.operations.paying import follow_paid, follow_returned
from chongyang.funding.operations.submitting import resubmit, submit, withdraw

__all__ = [
    "ApplicationForm",
    "UnableToApply",
    "UnableToDo",
    "UnableToHandle",
    "UnableToObject",
    "answer_objection",
    "approve",
    "attach",
    "begin",
    "close_due_notices",
    "detach",
    "drop_draft",
    "fire_deadlines",
    "follow_paid",
    "follow_returned",
    "pass_on",
    "propose",
    "raise_objection",
    "record_site",
    "refuse",
    "resubmit",
    "return_for_completion",
    "save",
    "send_back",
    "sign_site",
    "submit",
    "turn_away",
    "withdraw",
]
