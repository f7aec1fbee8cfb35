"""What the codes of comparisons mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.linkage import enums


def spell_out() -> None:
    spells("linkage.Pair", kind=enums.PairKind, state=enums.PairState)
    spells("linkage.Ask", state=enums.AskState)
    spells("linkage.Verdict", answer=enums.Answer)
