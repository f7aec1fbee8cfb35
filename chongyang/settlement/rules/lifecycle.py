"""The life cycle of a month's statement: a deciding table, so that nobody holds two of its stages.

The program computes; the provider agrees or objects, and silence is agreement; the purchaser checks; finance
approves, and its payment is a further stage (`treasury`).
"""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role

STATEMENT = "settlement.statement"
PROVIDER = (Role.CONTRACTOR.value, Role.PROVIDER_FINANCE.value)
PURCHASER = (Role.PURCHASER.value, Role.COUNTY_REVIEWER.value)
FINANCE = (Role.COUNTY_FINANCE.value,)
SENT, OBJECTED, AGREED, CHECKED, APPROVED, PAID = "sent", "objected", "agreed", "checked", "approved", "paid"
OPEN = (SENT, OBJECTED)
"""Where a provider may still object."""
STATES = {
    SENT: N_("待服务商确认"),
    OBJECTED: N_("有异议待答复"),
    AGREED: N_("待购买方核对"),
    CHECKED: N_("待财政审定"),
    APPROVED: N_("已审定待付款"),
    PAID: N_("已付款"),
}

statement = Lifecycle(
    name=STATEMENT,
    label=N_("服务结算单"),
    version=1,
    deciding=True,
    opening_stage="making",
    states=tuple(State(name, label, final=name == PAID) for name, label in STATES.items()),
    initial=SENT,
    actions=(
        Action("object", N_("提出异议"), OPEN, OBJECTED, PROVIDER, stage="provider"),
        Action("answer", N_("答复异议"), (OBJECTED,), None, PURCHASER, stage="check"),
        Action("answer_last", N_("答复异议"), (OBJECTED,), SENT, PURCHASER, stage="check"),
        Action("agree", N_("确认无误"), (SENT,), AGREED, PROVIDER, stage="provider"),
        Action("lapse", N_("逾期视为同意"), (SENT,), AGREED, by_system=True),
        Action("check", N_("核对通过"), (AGREED,), CHECKED, PURCHASER, stage="check"),
        Action(
            "send_back",
            N_("退回购买方"),
            (CHECKED,),
            AGREED,
            FINANCE,
            stage="approval",
            reason_required=True,
        ),
        Action("approve", N_("审定付款"), (CHECKED,), APPROVED, FINANCE, stage="approval"),
        Action("pay", N_("已付款"), (APPROVED,), PAID, by_system=True),
    ),
)
