"""The deciding life cycles of money: a batch goes through four persons, an allotment through three,
money that comes back through two.

Who held a stage of a case that is paid in a batch holds no stage of the batch (`operations.batches`), so a
payment is a further stage of its case.
"""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role
from chongyang.treasury.enums import AllotmentState, BatchState, RepaymentState

BATCH, ALLOTMENT, REPAYMENT = "treasury.batch", "treasury.allotment", "treasury.repayment"
CITY, COUNTY = Role.CITY_FINANCE.value, Role.COUNTY_FINANCE.value
FINANCE = (COUNTY, CITY)
RELEASERS = (*FINANCE, Role.COUNTY_SIGN_OFF.value)
MAKING, CHECKING, RELEASE, RECONCILIATION = "making", "checking", "release", "reconciliation"
STAGE_WORDS = {
    MAKING: N_("编制"),
    CHECKING: N_("复核"),
    RELEASE: N_("放款"),
    RECONCILIATION: N_("对账"),
}


Kind = type[BatchState] | type[AllotmentState] | type[RepaymentState]


def _states(kind: Kind, final: frozenset[str]) -> tuple[State, ...]:
    return tuple(State(state.value, state.label, final=state.value in final) for state in kind)


def _by_two(label: str, roles: tuple[str, ...]) -> tuple[Action, ...]:
    """What one proposed another confirms or refuses; who proposed it may take it back."""
    asked = ("proposed",)
    return (
        Action("confirm", label, asked, "confirmed", roles, stage="confirmation"),
        Action("refuse", N_("不同意"), asked, "refused", roles, stage="confirmation", reason_required=True),
        Action("withdraw", N_("撤回"), asked, "withdrawn", roles, stage="proposal"),
    )


batch = Lifecycle(
    name=BATCH,
    label=N_("付款批次"),
    version=1,
    deciding=True,
    opening_stage=MAKING,
    states=_states(BatchState, frozenset({"settled", "withdrawn"})),
    initial="draft",
    actions=(
        Action("submit", N_("提交复核"), ("draft",), "submitted", FINANCE, stage=MAKING),
        Action("approve", N_("复核通过"), ("submitted",), "approved", FINANCE, stage=CHECKING),
        Action(
            "send_back",
            N_("退回编制"),
            ("submitted",),
            "draft",
            FINANCE,
            stage=CHECKING,
            reason_required=True,
        ),
        Action("release", N_("放款"), ("approved",), "released", RELEASERS, stage=RELEASE),
        Action(
            "refuse",
            N_("不予放款"),
            ("approved",),
            "draft",
            RELEASERS,
            stage=RELEASE,
            reason_required=True,
        ),
        Action(
            "withdraw",
            N_("撤回批次"),
            ("draft", "submitted", "approved"),
            "withdrawn",
            FINANCE,
            stage=MAKING,
        ),
        Action("reconcile", N_("部分对账"), ("released",), None, FINANCE, stage=RECONCILIATION),
        Action("settle", N_("对账完成"), ("released",), "settled", FINANCE, stage=RECONCILIATION),
    ),
)

allotment = Lifecycle(
    name=ALLOTMENT,
    label=N_("下达指标"),
    version=1,
    deciding=True,
    opening_stage="proposal",
    states=_states(AllotmentState, frozenset({"received", "refused", "withdrawn"})),
    initial="proposed",
    actions=(
        *_by_two(N_("确认下达"), (CITY,)),
        Action("receive", N_("县级接收"), ("confirmed",), "received", (COUNTY,), stage="receipt"),
    ),
)

repayment = Lifecycle(
    name=REPAYMENT,
    label=N_("追回款入账"),
    version=1,
    deciding=True,
    opening_stage="proposal",
    states=_states(RepaymentState, frozenset({"confirmed", "refused", "withdrawn"})),
    initial="proposed",
    actions=_by_two(N_("确认入账"), FINANCE),
)
