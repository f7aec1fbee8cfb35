"""What people and the clock do with duties."""

from chongyang.core.operations.cases import UnableToStep
from chongyang.duties.operations.assigning import answer_run, assign_item, judge_run, proposed_for
from chongyang.duties.operations.attaching import attach_to_progress, attach_to_reply
from chongyang.duties.operations.errors import (
    UnableToAssign,
    UnableToDo,
    UnableToJudge,
    UnableToMeet,
    UnableToReport,
    UnableToWrite,
)
from chongyang.duties.operations.files import Handed
from chongyang.duties.operations.judging import decide_escalation, set_light
from chongyang.duties.operations.letters import (
    LetterTold,
    draft_letter,
    judge_letter,
    proposed_reply_by,
    reply_letter,
    sign_letter,
)
from chongyang.duties.operations.meeting import (
    MeetingTold,
    decide_matter,
    end_meeting,
    plan_meeting,
    raise_matter,
    solve_matter,
    take_up,
)
from chongyang.duties.operations.reminding import Reminded, remind_duties
from chongyang.duties.operations.reporting import ReportTold, add_to_progress, report_progress
from chongyang.duties.rules.answering import answering

__all__ = [
    "Handed",
    "LetterTold",
    "MeetingTold",
    "Reminded",
    "ReportTold",
    "UnableToAssign",
    "UnableToDo",
    "UnableToJudge",
    "UnableToMeet",
    "UnableToReport",
    "UnableToStep",
    "UnableToWrite",
    "add_to_progress",
    "answer_run",
    "answering",
    "assign_item",
    "attach_to_progress",
    "attach_to_reply",
    "decide_escalation",
    "decide_matter",
    "draft_letter",
    "end_meeting",
    "judge_letter",
    "judge_run",
    "plan_meeting",
    "proposed_for",
    "proposed_reply_by",
    "raise_matter",
    "remind_duties",
    "reply_letter",
    "report_progress",
    "set_light",
    "sign_letter",
    "solve_matter",
    "take_up",
]
