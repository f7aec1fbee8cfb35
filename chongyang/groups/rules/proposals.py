"""The way of a proposed class: told by a person or a feed, granted or declined by another of the office."""

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

PROPOSAL = "groups.proposal"
GRANTERS = tuple(role.value for role in Role if Can.GRANT_CLASSES in CAPABILITIES.get(role, ()))
PROPOSERS = tuple(role.value for role in Role if Can.WRITE_ELDERS in CAPABILITIES.get(role, ()))

proposal = Lifecycle(
    name=PROPOSAL,
    label=N_("类别认定"),
    version=1,
    deciding=True,
    opening_stage="propose",
    states=(
        State("open", N_("待认定")),
        State("granted", N_("已认定"), final=True),
        State("declined", N_("不予认定"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    initial="open",
    actions=(
        Action("grant", N_("认定"), ("open",), "granted", GRANTERS, stage="decide"),
        Action(
            "decline",
            N_("不予认定"),
            ("open",),
            "declined",
            GRANTERS,
            stage="decide",
            reason_required=True,
        ),
        Action("withdraw", N_("撤回"), ("open",), "withdrawn", PROPOSERS, stage="propose"),
        Action("lapse", N_("来源已撤回"), ("open",), "withdrawn", by_system=True),
    ),
)
