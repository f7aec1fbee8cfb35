"""What the codes of an incident mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.emergency.rules import kinds, protocols
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.levels import Level
from chongyang.emergency.rules.outcomes import FalseReason, Outcome
from chongyang.telecare.enums import SignalKind

RESULTS = {
    "answered": N_("已接通"),
    "no_answer": N_("无人接听"),
    "busy": N_("占线"),
    "silent": N_("静听无声"),
    "handed_over": N_("已转告"),
}
KINDS = {**dict(SignalKind.choices()), **dict(kinds.SeenKind.choices()), **kinds.OTHER_KINDS}


def _question(code: str) -> str:
    """A question of any protocol of triage, by its code."""
    found = (
        question.label
        for protocol in protocols.all_versions().values()
        for question in protocol.questions
        if question.code == code
    )
    return next(found, "")


def spell_out() -> None:
    spells(
        "emergency.Incident",
        kind=KINDS,
        level=Level,
        state=states_of("emergency.incident"),
        outcome=Outcome,
        false_reason=FalseReason,
        answers=_question,
    )
    spells("emergency.Origin", kind=KINDS, source=kinds.Source)
    spells("emergency.Sighting", reporter=kinds.Reporter)
    spells("emergency.Link", link=ChainLink)
    spells("emergency.Attempt", result=RESULTS)
