"""Writes of services."""

from chongyang.services.operations.applying import (
    EntryForm,
    attach,
    begin,
    detach,
    save,
    submit,
    take_back,
)
from chongyang.services.operations.capacity import set_capacity
from chongyang.services.operations.errors import UnableToDo
from chongyang.services.operations.evaluating import add_evaluation
from chongyang.services.operations.judging import (
    accept,
    admit,
    refuse_entry,
    report_visit,
    return_entry,
    tell_late,
)
from chongyang.services.operations.offers import (
    OfferForm,
    RangeForm,
    change_price,
    end_offer,
    make_offer,
    set_range,
    yuan,
)
from chongyang.services.operations.standing import (
    finish_due,
    finish_leaving,
    leave,
    resume,
    set_score,
    suspend,
)
from chongyang.services.operations.yearly import (
    ask_to_mend,
    attach_to_check,
    fail,
    let_pass,
    look,
    open_due,
    overdue,
    report,
)

__all__ = [
    "EntryForm",
    "OfferForm",
    "RangeForm",
    "UnableToDo",
    "accept",
    "add_evaluation",
    "admit",
    "ask_to_mend",
    "attach",
    "attach_to_check",
    "begin",
    "change_price",
    "detach",
    "end_offer",
    "fail",
    "finish_due",
    "finish_leaving",
    "leave",
    "let_pass",
    "look",
    "make_offer",
    "open_due",
    "overdue",
    "refuse_entry",
    "report",
    "report_visit",
    "resume",
    "return_entry",
    "save",
    "set_capacity",
    "set_range",
    "set_score",
    "submit",
    "suspend",
    "take_back",
    "tell_late",
    "yuan",
]
