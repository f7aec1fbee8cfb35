"""Values of the plan with their units, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.policy.rules.promises import Promise


def figure_of(value: Any, unit: str, value_to: Any = None) -> str:
    """100,000 元/个; 3–5 家; 30%."""
    if value is None:
        return ""
    text = gettext(value) if isinstance(value, str) and value else f"{value:,}"
    text = f"{text}–{value_to:,}" if value_to is not None else text
    said = gettext(unit) if unit else ""
    return f"{text}{said}" if unit in ("%", "‰") else f"{text} {said}".strip()


def in_words(promise: Promise) -> str:
    """What a parameter, target or standard is about, in the reader's language; its quote stays Chinese."""
    return promise.english if get_language() == "en" and promise.english else gettext(promise.what)
