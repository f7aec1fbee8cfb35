"""Two deciding life cycles: a duty goes through 交办, 反馈, 核查, 销号; a letter is drafted, signed,
answered and closed. Nobody holds two stages of one case.
"""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.duties.enums import LetterState, RunState
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

RUN, LETTER = "duties.run", "duties.letter"
ASSIGNMENT, ANSWER, CHECK, CLOSING = "assignment", "answer", "check", "closing"
DRAFTING, SIGNING, REPLY = "drafting", "signing", "reply"
STAGE_WORDS = {
    ASSIGNMENT: N_("交办"),
    ANSWER: N_("反馈"),
    CHECK: N_("核查"),
    CLOSING: N_("销号"),
    DRAFTING: N_("拟稿"),
    SIGNING: N_("签发"),
    REPLY: N_("回复"),
}


def _who_can(capability: Can) -> tuple[str, ...]:
    return tuple(role.value for role in Role if capability in CAPABILITIES.get(role, ()))


OFFICES, OWNERS = _who_can(Can.ASSIGN_DUTIES), _who_can(Can.REPORT_DUTIES)

run = Lifecycle(
    name=RUN,
    label=N_("任务"),
    version=1,
    deciding=True,
    opening_stage=ASSIGNMENT,
    states=tuple(State(one.value, one.label, final=one in ("closed", "withdrawn")) for one in RunState),
    initial="assigned",
    actions=(
        Action(
            "answer", N_("反馈完成"), ("assigned",), "answered", OWNERS, stage=ANSWER, needs=("reported",)
        ),
        Action("confirm", N_("核查通过"), ("answered",), "checked", OFFICES, stage=CHECK),
        Action(
            "return", N_("核查退回"), ("answered",), "assigned", OFFICES, stage=CHECK, reason_required=True
        ),
        Action("close", N_("销号"), ("checked",), "closed", OFFICES, stage=CLOSING),
        Action(
            "send_back",
            N_("退回续办"),
            ("checked",),
            "assigned",
            OFFICES,
            stage=CLOSING,
            reason_required=True,
        ),
        Action(
            "withdraw",
            N_("撤回交办"),
            ("assigned",),
            "withdrawn",
            OFFICES,
            stage=ASSIGNMENT,
            reason_required=True,
        ),
    ),
)

letter = Lifecycle(
    name=LETTER,
    label=N_("督办函"),
    version=1,
    deciding=True,
    opening_stage=DRAFTING,
    states=tuple(State(one.value, one.label, final=one in ("closed", "withdrawn")) for one in LetterState),
    initial="draft",
    actions=(
        Action("sign", N_("签发"), ("draft",), "issued", OFFICES, stage=SIGNING),
        Action(
            "refuse", N_("不予签发"), ("draft",), "withdrawn", OFFICES, stage=SIGNING, reason_required=True
        ),
        Action("withdraw", N_("撤销"), ("draft",), "withdrawn", OFFICES, stage=DRAFTING),
        Action("reply", N_("回复"), ("issued",), "replied", OWNERS, stage=REPLY),
        Action(
            "ask_again", N_("退回重办"), ("replied",), "issued", OFFICES, stage=CLOSING, reason_required=True
        ),
        Action("close", N_("办结"), ("replied",), "closed", OFFICES, stage=CLOSING),
    ),
)
