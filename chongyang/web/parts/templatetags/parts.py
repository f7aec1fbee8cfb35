"""Template tags that every page has."""

from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def tr(text: Any) -> str:
    """A word marked with N_ in a pure module, in the reader's language."""
    return gettext(str(text)) if text else ""
