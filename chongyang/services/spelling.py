"""What the codes of services mean, for whoever prints a row."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.services import enums
from chongyang.services.rules.flows import ENTRY, YEARLY


def spell_out() -> None:
    """Called once, when the program starts."""
    spells("services.Entry", state=states_of(ENTRY), kind=enums.ProviderKind)
    spells("services.YearlyCheck", state=states_of(YEARLY), result=enums.CheckResult)
    spells("services.ServiceProvider", state=enums.ProviderState, kind=enums.ProviderKind)
