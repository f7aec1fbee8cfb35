"""What a remark of the public may hold: a length, one form once, no number of a person."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.texts import NOT_TEXT
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml

COVER = "＊"
LINES = frozenset("\n\r\t")
SEPARATED = r"[\s\-‐-―·.]?"
DIGITS = re.compile(rf"(?<!\d)\d(?:{SEPARATED}\d){{6,24}}{SEPARATED}[Xx]?(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHORTEST_NUMBER = 7
TOO_SHORT = N_("请写清楚您的意见，至少 %(least)s 个字。")
TOO_LONG = N_("最多 %(most)s 个字。")
NOT_PLAIN = N_("含有不能显示的字符。")


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of `data/remarks.yaml`; `refusals` are reasons with their Chinese and English words."""

    shortest: int
    longest: int
    contact_longest: int
    answer_longest: int
    moderate_workdays: int
    answer_workdays: int
    form_seconds: int
    form_hours: int
    per_reader_an_hour: int
    per_clause_an_hour: int
    in_all_an_hour: int
    consent_version: str
    unanswered_goes_to: str
    refusals: Mapping[str, Mapping[str, str]]
    source: str
    confirmed: bool

    @property
    def form_lives(self) -> timedelta:
        return timedelta(hours=self.form_hours)

    def is_by_hand(self, shown_at: datetime, now: datetime) -> bool:
        """Whether between page and answer lay as long as somebody needs to write."""
        return timedelta(seconds=self.form_seconds) <= now - shown_at <= self.form_lives


@cache
def limits() -> Limits:
    """The shipped numbers."""
    text = (files("chongyang.supervision") / "data" / "remarks.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = read_yaml(text)
    return Limits(**told)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: a sentence and the numbers in it."""

    reason: str
    values: Mapping[str, int]


def fault_of(text: str, least: int, most: int) -> Fault | None:
    """The first thing that is wrong with a text of several lines."""
    if any(unicodedata.category(letter) in NOT_TEXT and letter not in LINES for letter in text):
        return Fault(NOT_PLAIN, {})
    if len(text.strip()) < least:
        return Fault(TOO_SHORT, {"least": least})
    return Fault(TOO_LONG, {"most": most}) if len(text) > most else None


def without_numbers(text: str) -> tuple[str, int]:
    """The text with numbers of persons covered (identity, telephone, account, mail), and how many there were.

    Any run of seven digits and more is taken for one, however it is spaced or written: a remark on a clause
    needs none, and what is not kept cannot leak. Amounts, years and clause numbers are shorter.
    """
    plain = "".join(_ascii(letter) for letter in text)
    spans = [found.span() for found in DIGITS.finditer(plain) if _is_number(found.group())]
    spans += [found.span() for found in MAIL.finditer(plain)]
    covered = list(text)
    for first, until in spans:
        for place in range(first, until):
            covered[place] = COVER if not covered[place].isspace() else covered[place]
    return "".join(covered), len(spans)


def _ascii(letter: str) -> str:
    """One letter for one letter, so that places agree: full-width and other digits as those of ASCII."""
    if letter.isdigit() and (number := unicodedata.digit(letter, None)) is not None:
        return str(number)
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def _is_number(run: str) -> bool:
    return sum(letter.isdigit() for letter in run) >= SHORTEST_NUMBER


def covered_words(text: str, words: list[str]) -> str | None:
    """The text as it is shown: words that a moderator names are covered; None where one is not in it."""
    for word in words:
        if word not in text:
            return None
        text = text.replace(word, COVER * min(len(word), 4))
    return text
