"""A name made comparable: forms of today for old ones, no spaces or dots, and how it sounds.

Folding serves comparison alone. 付 and 傅, 肖 and 萧, 闫 and 阎 are one surname in two papers of one person
far more often than in those of two; where they are two persons, number and birthday say so.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from chongyang.registry.rules import pinyin

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "characters.yaml"
NO_LETTER = re.compile(r"[^\w]|_|\d")
AFTER = re.compile(r"[(（].*$")


@cache
def _table() -> dict[int, str]:
    with SHIPPED.open(encoding="utf-8") as file:
        told = yaml.safe_load(file)
    pairs = {pair[0]: pair[1] for pair in f"{told['traditional']} {told['variants']}".split()}
    return {ord(char): _end_of(char, pairs) for char in pairs}


def _end_of(char: str, pairs: dict[str, str]) -> str:
    """閆 → 闫 → 阎: the end of the way, so that folding twice changes nothing. The data has no rings."""
    while char in pairs:
        char = pairs[char]
    return char


def fold(name: str) -> str:
    """劉 桂蘭（曾用名…） → 刘桂兰; empty where nothing of a name is left."""
    text = AFTER.sub("", unicodedata.normalize("NFKC", name))
    return NO_LETTER.sub("", text).translate(_table()).upper()


def sound(folded: str) -> str:
    """How a folded name is spoken, without tones: 刘桂兰 and 刘贵兰 → `liu gui lan`.

    A name told in pinyin alone (LIU GUILAN) stays its letters and sounds like nobody's characters.
    """
    return " ".join(pinyin.syllables(folded)) if folded else ""
