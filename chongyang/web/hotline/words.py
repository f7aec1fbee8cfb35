"""Words and tones of the desk: states, tabs, and the forms that each action asks for."""

from dataclasses import dataclass

from chongyang.core.words import N_
from chongyang.hotline.rules.complaints import Finding
from chongyang.hotline.rules.follow_ups import Reached
from chongyang.hotline.rules.orders import Satisfaction

TABS = (
    ("hotline_care", N_("关爱电话"), "heart", "care_calls"),
    ("hotline_orders", N_("工单"), "tray", "orders"),
    ("hotline_follow_ups", N_("回访"), "phone", "follow_ups"),
    ("hotline_complaints", N_("投诉"), "warning", "complaints"),
    ("hotline_knowledge", N_("知识库"), "book", ""),
)
DOUBLE = N_("刚才的操作已经记下。")
SAVED = N_("已记下。")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that an action asks for. `kind`: text, area, select, number, date, yesno."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True


REASON = Ask("reason", N_("理由"))
ANSWER = Ask("answer", N_("答复"), "area")
NUMBER = Ask("other_number", N_("对方编号"))
SATISFIED = Ask("satisfaction", N_("来电人满意度"), "select", tuple(Satisfaction.choices()), required=False)
RESULTS = tuple(choice for choice in Reached.choices() if choice[0] != Reached.ANSWERED)
FINDING = Ask("finding", N_("调查结论"), "select", tuple(Finding.choices()))
WHO = Ask("username", N_("调查人账号"))

ASKED: dict[str, tuple[Ask, ...]] = {
    "return": (REASON,),
    "refused": (REASON,),
    "rework": (REASON,),
    "drop": (REASON,),
    "withdraw": (REASON,),
    "appeal": (REASON,),
    "assign": (Ask("unit", N_("单位全称")),),
    "answer": (ANSWER,),
    "answered": (ANSWER,),
    "taken": (NUMBER,),
    "close": (SATISFIED,),
    "ask_extension": (Ask("workdays", N_("延长几个工作日"), "number"), REASON),
    "not_reached": (Ask("result", N_("结果"), "select", RESULTS),),
    "complete": (
        Ask("is_safe", N_("现在安全吗？"), "yesno"),
        SATISFIED,
        Ask("needs", N_("还需要什么？"), "area", required=False),
    ),
}
COMPLAINT_ASKED: dict[str, tuple[Ask, ...]] = {
    **ASKED,
    "assign": (WHO,),
    "assign_review": (WHO,),
    "answer": (FINDING, ANSWER),
    "answer_review": (FINDING, ANSWER),
    "close": (),
}
FIRST = {
    *("accept", "answer", "answered", "taken", "complete", "assign", "assign_review", "answer_review"),
    *("handle", "close"),
}
"""What one usually does next in a state stands first and bold."""
