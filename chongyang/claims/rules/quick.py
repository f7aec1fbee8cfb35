"""Readers for columns of a million different cells: the common good cell at once, every other the slow way.

What they accept and give is exactly what `fields` gives for the same cell (a property test says so).
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from chongyang.claims.rules.fields import LONGEST_TEXT, Field
from chongyang.core import identifiers

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
MOBILE = re.compile(r"1[3-9][0-9]{9}")
REGION, BIRTHDAY = slice(0, 6), slice(6, 14)
Reader = Callable[[str], Any]


class QuickIdentity:
    """Sums of the parts of a number that many share: its region, its day, its sequence."""

    def __init__(self, slow: Reader, today: date) -> None:
        self.slow, self.today = slow, today
        self.regions: dict[str, int] = {}
        self.days: dict[str, int] = {}
        self.sequences = {f"{n:03d}": _sum(f"{n:03d}", 14) for n in range(1000)}

    def __call__(self, text: str) -> Any:
        if len(text) == 18:
            region, day = self.regions.get(text[REGION]), self.days.get(text[BIRTHDAY])
            sequence = self.sequences.get(text[14:17])
            if region is not None and day is not None and sequence is not None:
                if CHECKS[(region + day + sequence) % 11] == text[17]:
                    return text
            else:
                return self._learn(text)
        return self.slow(text)

    def _learn(self, text: str) -> Any:
        """What the slow reader accepted as it stands teaches a region and a day."""
        number = self.slow(text)
        if number == text:
            self.regions.setdefault(text[REGION], _sum(text[REGION], 0))
            self.days.setdefault(text[BIRTHDAY], _sum(text[BIRTHDAY], 6))
        return number


def _sum(digits: str, first: int) -> int:
    return sum(int(digit) * WEIGHTS[first + place] for place, digit in enumerate(digits))


def quick_phone(slow: Reader) -> Reader:
    known = MOBILE.fullmatch
    return lambda text: text if known(text) else slow(text)


def quick_text(slow: Reader) -> Reader:
    """A text that is printable, normalised and single-spaced stays as it is."""
    normal = unicodedata.is_normalized

    def read(text: str) -> Any:
        if normal("NFKC", text) and text.isprintable() and "  " not in text and len(text) <= LONGEST_TEXT:
            return text
        return slow(text)

    return read


def quick_key(text: str) -> str:
    """`cleaned` for a record's own key."""
    return text.upper() if text.isascii() and text.isalnum() else identifiers.cleaned(text)


def reader_for(field: Field, today: date) -> Reader:
    """The quick reader of this field, where there is one."""

    def slow(text: str) -> Any:
        return field.read(text, today)

    if field.kind == "identity":
        return QuickIdentity(slow, today)
    if field.kind == "phone":
        return quick_phone(slow)
    return quick_text(slow) if field.kind == "text" else slow
