"""What the codes of applications mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.funding import enums


def spell_out() -> None:
    state = states_of("funding.person", "funding.institution")
    spells("funding.Application", state=state, paid_state=enums.PaidState, channel=enums.Channel)
