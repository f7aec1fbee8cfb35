"""The number of a device's card, as the line writes the number of who rings."""

from chongyang.core import identifiers


def callable_number(number: str) -> str:
    """So that card and caller have one index. An ICCID, which no exchange shows, stays as printed."""
    try:
        return identifiers.read_phone(number).number
    except identifiers.InvalidIdentifier:
        return number
