"""What people type, before it is kept: a line of text holds no control character and no half of a pair."""

import unicodedata

NOT_TEXT = frozenset({"Cc", "Cs"})


def is_line(text: str) -> bool:
    """Whether a database takes it and a page shows it in one line; a Chinese full-width space is fine."""
    return not any(unicodedata.category(letter) in NOT_TEXT for letter in text)
