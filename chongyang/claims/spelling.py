"""What the codes of departments' words mean, for a person's own copy."""

from chongyang.claims import enums
from chongyang.claims.rules.fields import FIELDS
from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.registry.enums import Source, StatusEvidence


def field_word(name: str) -> str:
    """The word of a canonical field."""
    known = FIELDS.get(name)
    return known.label if known else ""


def spell_out() -> None:
    spells("claims.Claim", source=Source, fields=field_word)
    spells("claims.Disagreement", fields=field_word)
    spells("claims.Contest", reason=enums.ContestReason, state=states_of("claims.contest"))
    spells("claims.StopProposal", evidence=StatusEvidence, state=states_of("claims.stop"))
