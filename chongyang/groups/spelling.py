"""What the codes of classes and households mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.groups import enums
from chongyang.registry.enums import LivingForm, PersonClass

LEVELS = {"0": N_("零级"), "1": N_("一级"), "2": N_("二级"), "3": N_("三级"), "4": N_("四级")}


def spell_out() -> None:
    spells("groups.Membership", kind=PersonClass, level=LEVELS, end_reason=enums.ClassEnd)
    spells("groups.Proposal", kind=PersonClass, level=LEVELS, state=states_of("groups.proposal"))
    spells("groups.Visit", kind=PersonClass, outcome=enums.VisitOutcome)
    spells(
        "groups.Member",
        role=enums.HouseRole,
        leave_reason=enums.LeaveReason,
        suggests={**dict(PersonClass.choices()), **dict(LivingForm.choices())},
    )
    spells("groups.Care", kind=enums.CareKind)
