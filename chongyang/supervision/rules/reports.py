"""What stands in a report: sections of paragraphs, tables and pictures, as plain values that JSON keeps.

The paper as PDF and the one as Word are both made from these alone, so they say the same, and the digest of
the sections names the values that a report was made from.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Block = dict[str, Any]
Section = dict[str, Any]
Content = Mapping[str, Any]
NO_VALUE = "–"
NOTHING = "本期没有数值。"
FEN_IN_TEN_THOUSAND = 1_000_000
NUMERALS = "〇一二三四五六七八九十"


def words(text: str) -> Block:
    """A paragraph."""
    return {"kind": "words", "text": clean(text)}


def grid(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float],
    left: int = 1,
    note: str = "",
) -> Block:
    """A table; the first `left` columns are words, the others numbers. `widths` are parts of the line."""
    lines = [[clean(cell) for cell in row] for row in rows]
    assert all(len(line) == len(heads) == len(widths) for line in lines), title
    told = {"kind": "grid", "title": title, "heads": list(heads), "rows": lines}
    return told | {"widths": list(widths), "left": left, "note": note}


def bars(title: str, unit: str, points: Iterable[tuple[str, float, str]]) -> Block:
    """A bar for each point (label, number, number in words)."""
    return _picture("bars", title, unit, points)


def course(title: str, unit: str, points: Iterable[tuple[str, float, str]]) -> Block:
    """A line through the points (period, number, number in words)."""
    return _picture("course", title, unit, points)


def _picture(form: str, title: str, unit: str, points: Iterable[tuple[str, float, str]]) -> Block:
    told = [[clean(label), number, said] for label, number, said in points]
    alt = f"{title}：" + "，".join(f"{label} {said}" for label, _, said in told) + "。"
    return {"kind": "picture", "form": form, "title": title, "unit": unit, "points": told, "alt": alt}


def clean(text: str) -> str:
    """Names that people wrote, without what no paper can hold: control signs, line breaks."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def section(place: int, key: str, heading: str, blocks: Iterable[Block]) -> Section:
    """The section at its place (from 1); one without a block says that there is no value."""
    told = list(blocks) or [words(NOTHING)]
    return {"key": key, "heading": f"{numeral(place)}、{heading}", "blocks": told}


def numeral(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else NUMERALS[10] if tens == 1 else NUMERALS[tens] + NUMERALS[10]
    return head + (NUMERALS[ones] if ones else "")


def digest_of(sections: Sequence[Section]) -> str:
    """SHA-256 of what the sections say: the same values give the same."""
    told = json.dumps(list(sections), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def pictures_of(content: Content) -> list[Block]:
    """The pictures in their order."""
    blocks = [block for part in content["sections"] for block in part["blocks"]]
    return [block for block in blocks if block["kind"] == "picture"]


def ten_thousand_yuan(fen: int) -> str:
    """Money in 万元, as reports have it."""
    return f"{fen / FEN_IN_TEN_THOUSAND:,.2f}"


def day_in_words(day: date) -> str:
    """2019年1月10日: Arabic numerals without leading zeros, as GB/T 9704 has it."""
    return f"{day.year}年{day.month}月{day.day}日"


def joined(names: Sequence[str], most: int = 8) -> str:
    """Names with 、; beyond `most` their number is told."""
    told = "、".join(names[:most])
    return f"{told}等 {len(names)} 项" if len(names) > most else told
