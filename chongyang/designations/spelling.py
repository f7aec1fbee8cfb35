"""What the codes of designations mean, for whoever prints a row."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.designations import enums
from chongyang.designations.rules.reviews import LIFECYCLE


def spell_out() -> None:
    """Called once, when the program starts."""
    state = states_of("designations.city", "designations.authority")
    spells("designations.Application", state=state, holder_kind=enums.HolderKind)
    spells("designations.TitleHeld", state=enums.TitleState, holder_kind=enums.HolderKind)
    spells("designations.Review", state=states_of(LIFECYCLE), cause=enums.Cause)
    spells("designations.Review", result=enums.Result, advice=enums.Advice)
