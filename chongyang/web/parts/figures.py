"""Values of the plan with their units, in the reader's language."""

from typing import Any

from django.utils.translation import gettext


def figure_of(value: Any, unit: str, value_to: Any = None) -> str:
    """100,000 元/个; 3–5 家; 30%."""
    if value is None:
        return ""
    text = gettext(value) if isinstance(value, str) and value else f"{value:,}"
    text = f"{text}–{value_to:,}" if value_to is not None else text
    said = gettext(unit) if unit else ""
    return f"{text}{said}" if unit in ("%", "‰") else f"{text} {said}".strip()
