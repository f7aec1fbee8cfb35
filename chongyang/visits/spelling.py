"""What the codes of visits mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.services.rules import catalogue
from chongyang.visits.enums import CallBackOutcome, Verdict


def spell_out() -> None:
    spells("visits.Visit", verdict=Verdict, item=_item)
    spells("visits.CallBack", outcome=CallBackOutcome)


def _item(key: str) -> str:
    held = catalogue.items().get(key)
    return held.label if held else ""
