"""A value that somebody types for a canonical field, read as a feed's cell would be."""

import re
from datetime import date
from typing import Any

from chongyang.claims.rules import fields
from chongyang.claims.rules.fields import FIELDS, Unreadable

__all__ = ["Unreadable", "read_value"]
BETWEEN = re.compile(r"[,，、;；\s]+")


def read_value(field: str, text: str, today: date) -> Any:
    """The value as a claim holds it; several words are parted by a comma. Raises Unreadable, KeyError."""
    known = FIELDS[field]
    if known.several:
        return sorted({known.read(one, today) for one in BETWEEN.split(text.strip()) if one})
    value = known.read(text.strip(), today)
    return value.isoformat() if isinstance(value, date) else value


def options(field: str) -> list[tuple[str, str]]:
    """The words a field may say, with their labels; none for free text."""
    known = fields.FIELDS.get(field)
    return known.words.choices() if known and known.words else []
