"""What the codes of applications mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.funding import enums
from chongyang.funding.rules.awards import STOP_WORDS
from chongyang.funding.rules.entitled import AGREED, WHY
from chongyang.funding.rules.entitled import STATES as STATES_OF_PROPOSALS
from chongyang.funding.rules.signals import STATES

RESULTS = {
    "waiting": N_("待抽查"),
    "good": N_("属实"),
    "bad": N_("不符"),
    "unreachable": N_("联系不上"),
}
WAYS = {"call": N_("电话"), "visit": N_("上门")}


def spell_out() -> None:
    state = states_of("funding.person", "funding.institution")
    spells("funding.Application", state=state, paid_state=enums.PaidState, channel=enums.Channel)
    spells("funding.AwardStop", state=STOP_WORDS)
    spells("funding.Signal", state=STATES)
    spells("funding.SampleLine", result=RESULTS, way=WAYS)
    spells("funding.Entitlement", state=STATES_OF_PROPOSALS, why=WHY, agreed_how=AGREED, answer=enums.Answer)
