"""Who holds a title: one slot for one holder, so that the database refuses a second living title."""

import unicodedata
from uuid import UUID

from chongyang.core.texts import is_line

LONGEST = 80


def slot_of(kind: str, key: UUID | int | None, name: str) -> str:
    """The key of the holder where it has one (a place, an area, an enterprise, a project), else its name
    without spaces and with one width of letters.
    """
    if key is not None:
        return f"{kind}:{key}"
    return f"{kind}:{plain_name(name)}"


def plain_name(name: str) -> str:
    """The name as two people would write it alike."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def is_name(name: str) -> bool:
    """Whether a page can show it as a name."""
    return 0 < len(name.strip()) <= LONGEST and is_line(name) and bool(plain_name(name))
