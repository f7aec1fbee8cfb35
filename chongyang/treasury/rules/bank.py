"""Files to and from a bank: a batch as lines, an answer as lines that may be anything. Pure.

Reading never fails for a line: what cannot be read is told as torn and kept. Only a file that is no text of
the format at all is refused.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import StringIO
from typing import Any

import yaml

from chongyang.core.words import N_

LABELS = (N_("批量代发（CSV，元）"), N_("批量代发（竖线分隔，GB18030，分）"))
"""The words of the shipped formats, which are data; they stand here for the catalogue."""
MOST_LINES = 200_000
MOST_BYTES = 64 * 2**20
MOST_WORD = 60
MOST_DIGITS = 15


class NoSuchFormat(LookupError):
    """There is no bank format of this name."""


class NotAFile(ValueError):
    """The bytes are no text of this format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one bank writes and reads."""

    key: str
    label: str
    encoding: str
    separator: str
    unit: str
    date: str
    header: tuple[str, ...]
    out: tuple[str, ...]
    header_in: tuple[str, ...]
    columns_in: tuple[str, ...]
    paid: frozenset[str]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an answer. `outcome` is paid, failed or torn; `raw` is the line as it came."""

    place: int
    outcome: str
    serial: str = ""
    account: str = ""
    amount_fen: int | None = None
    reason: str = ""
    bank_reference: str = ""
    settled_on: date | None = None
    raw: str = ""


@cache
def formats() -> Mapping[str, Format]:
    """Every shipped format by its key."""
    text = files("chongyang.treasury").joinpath("data", "bank_formats.yaml").read_text(encoding="utf-8")
    return {key: _format(key, row) for key, row in yaml.safe_load(text).items()}


def _format(key: str, row: Mapping[str, Any]) -> Format:
    return Format(
        key=key,
        label=row["label"],
        encoding=row["encoding"],
        separator=row["separator"],
        unit=row["unit"],
        date=row["date"],
        header=tuple(row["header"]),
        out=tuple(row["out"]),
        header_in=tuple(row["header_in"]),
        columns_in=tuple(row["in"]),
        paid=frozenset(row["paid"]),
        failed=frozenset(row["failed"]),
    )


def format_of(key: str) -> Format:
    if key not in formats():
        raise NoSuchFormat(key)
    return formats()[key]


def serial_of(year: int, area: int, number: int, place: int) -> str:
    """What finds a payment again: year, county, number of the batch, place in it."""
    return f"{year}-{area // 10**6}-{number:05d}-{place:06d}"


def money(fen: int, unit: str) -> str:
    return str(fen) if unit == "fen" else f"{fen // 100}.{fen % 100:02d}"


def fen(text: str, unit: str) -> int | None:
    """Whole fen of what a bank wrote, or nothing where it is no amount above zero."""
    whole, dot, part = text.strip().replace(",", "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= MOST_DIGITS):
        return None
    if unit == "fen":
        return None if dot else int(whole) or None
    if dot and not (part.isascii() and part.isdigit() and len(part) <= 2):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0") or 0) or None


def write(how: Format, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The bytes for the bank; the same rows give the same bytes. A word never holds the separator or a line's
    end, nor begins as a formula would.
    """
    lines = [how.separator.join(how.header)] if how.header else []
    columns, separator, unit = how.out, how.separator, how.unit
    for row in rows:
        words = [money(row["amount"], unit) if name == "amount" else str(row[name]) for name in columns]
        lines.append(separator.join(_clean(word, separator) for word in words))
    return ("\r\n".join(lines) + "\r\n").encode(how.encoding, errors="replace")


def _clean(word: str, separator: str) -> str:
    if word.isalnum():
        return word
    word = " ".join(word.replace(separator, " ").replace('"', " ").split())
    return word.lstrip("=+@\t") if word[:1] in "=+@" else word


def read(how: Format, content: bytes) -> list[Told]:
    """The lines of an answer in their order. Raises NotAFile."""
    if len(content) > MOST_BYTES or b"\x00" in content:
        raise NotAFile
    try:
        text = content.decode(how.encoding)
    except UnicodeDecodeError as error:
        raise NotAFile from error
    lines = text.splitlines()
    if how.header_in and lines and lines[0].split(how.separator)[0].strip() == how.header_in[0]:
        lines = lines[1:]
    if len(lines) > MOST_LINES:
        raise NotAFile
    found = [_told(how, place, line) for place, line in _lines(lines)]
    if not found or all(one.outcome == "torn" for one in found):
        raise NotAFile
    return found


def _lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((place, line) for place, line in enumerate(lines, start=1) if line.strip())


def _told(how: Format, place: int, line: str) -> Told:
    words = _words(how, line)
    if len(words) != len(how.columns_in):
        return Told(place, "torn", raw=line[:1000])
    row = dict(zip(how.columns_in, words, strict=True))
    outcome = "paid" if row["outcome"] in how.paid else "failed" if row["outcome"] in how.failed else "torn"
    amount, on = fen(row["amount"], how.unit), _day(row["settled_on"], how.date)
    if amount is None or not row["serial"] or (outcome == "paid" and on is None):
        outcome = "torn"
    return Told(
        place,
        outcome,
        row["serial"][:MOST_WORD],
        row["account"],
        amount,
        row["reason"][:MOST_WORD],
        row["bank_reference"][:MOST_WORD],
        on,
        line[:1000],
    )


def _words(how: Format, line: str) -> list[str]:
    if '"' not in line:
        return [word.strip() for word in line.split(how.separator)]
    try:
        return [
            word.strip() for word in next(csv.reader(StringIO(line), delimiter=how.separator, strict=True))
        ]
    except (csv.Error, StopIteration):
        return []


def _day(text: str, how: str) -> date | None:
    if not text:
        return None
    try:
        return _parsed(text, how)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _parsed(text: str, how: str) -> date:
    """A file has a handful of days, and parsing one is slow."""
    return datetime.strptime(text, how).date()  # noqa: DTZ007 - a day, not a moment
