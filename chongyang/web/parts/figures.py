"""Values of the plan with their units, in the reader's language."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.policy.rules.promises import Promise

COUNTING = frozenset({"个", "家", "所"})
"""Chinese counts things with a word between; in English what is counted says itself what it is."""


HUNDRED_MILLION = "亿元"


def figure_of(value: Any, unit: str, value_to: Any = None) -> str:
    """100,000 元/个; 3–5 家; 30%."""
    if value is None:
        return ""
    text = gettext(value) if isinstance(value, str) and value else f"{value:,}"
    text = f"{text}–{value_to:,}" if value_to is not None else text
    return with_unit(text, unit)


def with_unit(text: str, unit: str) -> str:
    """A number as text with its unit, as the reader's language counts."""
    if unit == HUNDRED_MILLION and get_language() == "en" and (billions := _in_billions(text)):
        return gettext("%(number)s 十亿元") % {"number": billions}
    said = gettext(unit) if unit and not (unit in COUNTING and get_language() == "en") else ""
    return f"{text}{said}" if unit in ("%", "‰") else f"{text} {said}".strip()


def _in_billions(text: str) -> str:
    """700 → 70, 3.5–5 → 0.35–0.5: English has no word for a hundred million. Empty where it is no number."""
    try:
        numbers = [Decimal(one.replace(",", "")) / 10 for one in text.split("–")]
    except InvalidOperation:
        return ""
    return "–".join(f"{number.normalize():,f}" for number in numbers)


def in_words(promise: Promise) -> str:
    """What a parameter, target or standard is about, in the reader's language; its quote stays Chinese."""
    return promise.english if get_language() == "en" and promise.english else gettext(promise.what)
