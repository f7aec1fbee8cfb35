"""Finding words in the wording of a clause."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

BEFORE, LENGTH = 30, 120


def around(text: str, words: str) -> SafeString:
    """The passage around the first word found, with every word marked."""
    pattern = re.compile("|".join(re.escape(word) for word in words.split()) or r"\Z", re.IGNORECASE)
    found = pattern.search(text)
    start = max(0, found.start() - BEFORE) if found else 0
    passage = text[start : start + LENGTH]
    pieces = [("…" if start else "", ""), *_pieces(pattern, passage)]
    pieces.append(("…" if start + LENGTH < len(text) else "", ""))
    return format_html_join("", "{}{}", ((plain, _mark(hit)) for plain, hit in pieces))


def _pieces(pattern: re.Pattern[str], passage: str) -> list[tuple[str, str]]:
    pieces, place = [], 0
    for found in pattern.finditer(passage):
        if found.group():
            pieces.append((passage[place : found.start()], found.group()))
            place = found.end()
    return [*pieces, (passage[place:], "")]


def _mark(hit: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", [(hit,)] if hit else [])
