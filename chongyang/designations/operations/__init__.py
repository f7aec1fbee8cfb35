"""Writes of designations."""

from chongyang.designations.operations.applying import (
    ApplicationForm,
    HolderForm,
    attach,
    begin,
    detach,
    drop_draft,
    save,
)
from chongyang.designations.operations.awards import deny_award, prepare_award
from chongyang.designations.operations.deciding import advise_against, give, propose, refuse, send_back
from chongyang.designations.operations.errors import UnableToApply, UnableToDo, UnableToJudge, UnableToObject
from chongyang.designations.operations.handling import pass_on, return_for_completion, turn_away
from chongyang.designations.operations.joining import join_library
from chongyang.designations.operations.noticing import answer_objection, close_due_notices, raise_objection
from chongyang.designations.operations.reviewing import (
    ask_to_mend,
    hear,
    keep,
    lapse_titles,
    let_stand,
    open_due_reviews,
    open_review,
    propose_withdrawal,
    report,
    speak,
    tell_overdue,
    withdraw,
)
from chongyang.designations.operations.steps import fire_deadlines
from chongyang.designations.operations.submitting import submit, take_back
from chongyang.designations.operations.visiting import score, sign

__all__ = [
    "ApplicationForm",
    "HolderForm",
    "UnableToApply",
    "UnableToDo",
    "UnableToJudge",
    "UnableToObject",
    "advise_against",
    "answer_objection",
    "ask_to_mend",
    "attach",
    "begin",
    "close_due_notices",
    "deny_award",
    "detach",
    "drop_draft",
    "fire_deadlines",
    "give",
    "hear",
    "join_library",
    "keep",
    "lapse_titles",
    "let_stand",
    "open_due_reviews",
    "open_review",
    "pass_on",
    "prepare_award",
    "propose",
    "propose_withdrawal",
    "raise_objection",
    "refuse",
    "report",
    "return_for_completion",
    "save",
    "score",
    "send_back",
    "sign",
    "speak",
    "submit",
    "take_back",
    "tell_overdue",
    "turn_away",
    "withdraw",
]
