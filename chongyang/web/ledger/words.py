"""The words of the ledger: labels of what was chosen, spans of time, places."""

from functools import cache

from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.emergency.rules import told
from chongyang.emergency.rules.kinds import KIND_WORDS, Source
from chongyang.emergency.rules.ledger import By
from chongyang.emergency.rules.levels import Level
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.telecare.enums import SignalKind
from chongyang.territory.rules import reference

__all__ = ["KINDS", "LEVELS", "OUTCOMES", "SOURCES", "UNJUDGED", "label_of", "place_name", "say_seconds"]
KINDS = {**KIND_WORDS, **dict(SignalKind.choices())}
SOURCES = dict(Source.choices())
UNJUDGED = N_("未定级")
LEVELS = {**{level.value: level.value for level in Level}, "none": UNJUDGED}
OUTCOMES = dict(Outcome.choices())


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
