"""The words of the ledger: labels of what was chosen, spans of time, places."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.words import N_
from chongyang.emergency.rules import protocols, told
from chongyang.emergency.rules.kinds import KIND_WORDS, Source
from chongyang.emergency.rules.ledger import By
from chongyang.emergency.rules.levels import Level
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.telecare.enums import SignalKind
from chongyang.territory.rules import reference

__all__ = [
    *("KINDS", "LEVELS", "OUTCOMES", "SOURCES", "UNJUDGED"),
    *("label_of", "place_name", "say_evidence", "say_seconds"),
]
KINDS = {**KIND_WORDS, **dict(SignalKind.choices())}
SOURCES = dict(Source.choices())
UNJUDGED = N_("未定级")
LEVELS = {**{level.value: level.value for level in Level}, "none": UNJUDGED}
OUTCOMES = dict(Outcome.choices())

EVIDENCE = {
    "source": N_("来源"),
    "level": N_("级别"),
    "judged": N_("按问题研判"),
    "protocol": N_("研判问题"),
    "version": N_("版本"),
    "outcome": N_("结果"),
    "metres": N_("相距（米）"),
}
"""What a line's evidence tells people. Keys of rows tell them nothing and stay in the export."""
FACTS = {"source": SOURCES, "outcome": OUTCOMES}


def say_evidence(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The evidence of a line as (word, value), as far as it is for people."""
    told = [(name, str(evidence[name])) for name in EVIDENCE if name in evidence]
    return [(gettext(EVIDENCE[name]), _fact(name, fact)) for name, fact in told]


def _fact(name: str, fact: str) -> str:
    if name == "protocol":
        one = protocols.newest().get(fact)
        return fact if one is None else one.en if get_language() == "en" else one.label
    return gettext(FACTS.get(name, {}).get(fact, fact))


def say_seconds(seconds: float | None) -> str:
    """A span in the reader's language."""
    return told.say_seconds(seconds, gettext)


@cache
def _names() -> dict[str, str]:
    return {area.code: area.name for area in reference.load_areas() if area.level in ("county", "street")}


def place_name(code: str) -> str:
    """The name of a county (6 digits) or a street (9 digits, with its county)."""
    names = _names()
    own = names.get(code, code)
    return f"{names.get(code[:6], code[:6])}·{own}" if len(code) > 6 else own


def label_of(by: By, key: str) -> str:
    """A group of the figures in words."""
    if by in (By.COUNTY, By.STREET):
        return place_name(key)
    words = {By.SOURCE: SOURCES, By.LEVEL: LEVELS, By.KIND: KINDS}.get(by, {})
    return gettext(words.get(key, key))
