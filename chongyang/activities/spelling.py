"""What the codes of enrolments mean, for a person's own copy."""

from chongyang.activities import enums
from chongyang.activities.rules.lifecycle import ENROLMENT
from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of


def spell_out() -> None:
    spells("activities.Enrolment", channel=enums.Channel, leaving=enums.Leaving, state=states_of(ENROLMENT))
    spells("activities.RollMark", mark=enums.Mark)
    spells("activities.Notice", kind=enums.Told)
