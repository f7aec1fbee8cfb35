"""What may be done: assess, publish, write and answer remarks."""

from chongyang.duties.operations import Handed
from chongyang.supervision.operations.assessment import (
    Mark,
    abandon,
    announce,
    appeal,
    confirm,
    decide_appeal,
    judge,
    open_run,
    recount,
    send_back,
    settle,
)
from chongyang.supervision.operations.correcting import confirm_correction, propose_correction, write_note
from chongyang.supervision.operations.errors import (
    TooMany,
    UnableToAssess,
    UnableToDo,
    UnableToPublish,
    UnableToRemark,
)
from chongyang.supervision.operations.evidence import attach_to_appeal, attach_to_mark
from chongyang.supervision.operations.publishing import (
    approve_publication,
    decline_publication,
    propose_publication,
    withdraw_publication,
)
from chongyang.supervision.operations.remarks import (
    Form,
    Taken,
    accept_remark,
    answer_remark,
    approve_answer,
    forget_forms,
    hide_remark,
    refuse_remark,
    return_answer,
    route_remark,
    sign_form,
    write_remark,
)
from chongyang.supervision.operations.voting import vote_on_answer, vote_on_result

__all__ = [
    "Form",
    "Handed",
    "Mark",
    "Taken",
    "TooMany",
    "UnableToAssess",
    "UnableToDo",
    "UnableToPublish",
    "UnableToRemark",
    "abandon",
    "accept_remark",
    "announce",
    "answer_remark",
    "appeal",
    "approve_answer",
    "approve_publication",
    "attach_to_appeal",
    "attach_to_mark",
    "confirm",
    "confirm_correction",
    "decide_appeal",
    "decline_publication",
    "forget_forms",
    "hide_remark",
    "judge",
    "open_run",
    "propose_correction",
    "propose_publication",
    "recount",
    "refuse_remark",
    "return_answer",
    "route_remark",
    "send_back",
    "settle",
    "sign_form",
    "vote_on_answer",
    "vote_on_result",
    "withdraw_publication",
    "write_note",
    "write_remark",
]
