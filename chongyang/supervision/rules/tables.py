"""The life cycles: a run of assessment, the publication of its result, a remark of the public. All decide."""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_

OFFICE = ("leading_group_office", "supervision_officer")
ASSESSED = ("county_reviewer", "county_sign_off", "city_reviewer", "liaison", "leading_group_office")
PUBLISHERS = ("leading_group_office",)
ANSWERING = ("city_reviewer", "liaison", "leading_group_office", "supervision_officer")
RUN, PUBLICATION, REMARK = "supervision.run", "supervision.publication", "supervision.remark"
SCORING, ANNOUNCED, SETTLED, LOCKED, ABANDONED = "scoring", "announced", "settled", "locked", "abandoned"
PROPOSED, PUBLISHED, DECLINED, WITHDRAWN = "proposed", "published", "declined", "withdrawn"
RECEIVED, ROUTED, ANSWERED, SHOWN, REFUSED = "received", "routed", "answered", "shown", "refused"


def _deciding(
    name: str, label: str, opening_stage: str, *, states: tuple[State, ...], actions: tuple[Action, ...]
) -> Lifecycle:
    """A life cycle whose stages nobody holds two of; it begins in its first state."""
    return Lifecycle(
        name=name,
        label=label,
        version=1,
        initial=states[0].name,
        deciding=True,
        opening_stage=opening_stage,
        states=states,
        actions=actions,
    )


run = _deciding(
    RUN,
    N_("年度考核"),
    "make",
    states=(
        State(SCORING, N_("计分和评分")),
        State(ANNOUNCED, N_("初步得分已告知")),
        State(SETTLED, N_("待确认")),
        State(LOCKED, N_("已锁定"), final=True),
        State(ABANDONED, N_("已作废"), final=True),
    ),
    actions=(
        Action("count", N_("重新计分"), (SCORING,), None, OFFICE, "make"),
        Action("judge", N_("评分"), (SCORING,), None, OFFICE, "judge"),
        Action("announce", N_("告知初步得分"), (SCORING,), ANNOUNCED, OFFICE, "make", needs=("judged",)),
        Action("appeal", N_("申诉"), (ANNOUNCED,), None, ASSESSED, "appeal"),
        Action("decide", N_("处理申诉"), (ANNOUNCED,), None, OFFICE, "decide"),
        Action(
            "settle",
            N_("排定名次"),
            (ANNOUNCED,),
            SETTLED,
            OFFICE,
            "make",
            needs=("appeals_over", "appeals_decided"),
        ),
        Action("send_back", N_("退回"), (SETTLED,), SCORING, OFFICE, "confirm", reason_required=True),
        Action("confirm", N_("确认并锁定"), (SETTLED,), LOCKED, OFFICE, "confirm"),
        Action(
            "abandon",
            N_("作废"),
            (SCORING, ANNOUNCED, SETTLED),
            ABANDONED,
            OFFICE,
            "make",
            reason_required=True,
        ),
    ),
)
"""Nobody who made, judged or appealed decides an appeal or confirms."""

publication = _deciding(
    PUBLICATION,
    N_("考核结果公布"),
    "propose",
    states=(
        State(PROPOSED, N_("待批准")),
        State(PUBLISHED, N_("已公布")),
        State(DECLINED, N_("未批准"), final=True),
        State(WITHDRAWN, N_("已撤回"), final=True),
    ),
    actions=(
        Action("approve", N_("批准公布"), (PROPOSED,), PUBLISHED, PUBLISHERS, "approve"),
        Action("decline", N_("不批准"), (PROPOSED,), DECLINED, PUBLISHERS, "approve", reason_required=True),
        Action("withdraw", N_("撤回"), (PUBLISHED,), WITHDRAWN, PUBLISHERS, "approve", reason_required=True),
    ),
)

remark = _deciding(
    REMARK,
    N_("对条款的意见"),
    "write",
    states=(
        State(RECEIVED, N_("待审看")),
        State(ROUTED, N_("待答复")),
        State(ANSWERED, N_("答复待审定")),
        State(SHOWN, N_("已答复"), final=True),
        State(REFUSED, N_("不予公开"), final=True),
    ),
    actions=(
        Action("accept", N_("公开并转办"), (RECEIVED,), ROUTED, OFFICE, "moderate"),
        Action("refuse", N_("不予公开"), (RECEIVED,), REFUSED, OFFICE, "moderate"),
        Action("route", N_("改派"), (ROUTED,), None, OFFICE, "moderate"),
        Action("answer", N_("答复"), (ROUTED,), ANSWERED, ANSWERING, "answer"),
        Action("send_back", N_("退回重写"), (ANSWERED,), ROUTED, ANSWERING, "approve", reason_required=True),
        Action("approve", N_("审定答复"), (ANSWERED,), SHOWN, ANSWERING, "approve"),
    ),
)
"""Who let a remark be shown does not answer it, and who answered does not approve the answer."""

TABLES = (run, publication, remark)
