"""Numbers of plaques: the title's code, the year, a number in it. People may type one that hangs already."""

import re

from chongyang.core.words import N_

SHAPE = re.compile(r"[A-Z]{2,4}-(19|20)\d{2}-\d{3,4}")
BAD_NUMBER = N_("牌匾编号应像 %(sample)s：称号代码、年份、序号。")


def number_of(code: str, year: int, serial: int) -> str:
    """ZHJD-2026-003."""
    return f"{code}-{year}-{serial:03d}"


def is_number(text: str, code: str) -> bool:
    """Whether the text is the number of a plaque of this title."""
    return bool(SHAPE.fullmatch(text)) and text.startswith(f"{code}-")


def serial_of(number: str) -> int:
    """The last part of a number."""
    return int(number.rpartition("-")[2])
