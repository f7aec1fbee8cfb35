"""The rows of a file with their line numbers, in parts. A torn line is lost alone and says so.

A record of CSV stands in one line unless a quoted cell holds line breaks; then at most `joined_lines` are
tried, so that one forgotten quotation mark costs one line and not the rest of the file.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from chongyang.claims.enums import FaultCode
from chongyang.claims.rules.files import BLOCK, Look
from chongyang.claims.rules.limits import limits

Cells = tuple[str, ...]
Row = tuple[int, Cells | None, FaultCode | None, str]
"""Line, the wanted cells, or why there are none and what stood there."""
Pick = Callable[[Sequence[str]], Cells]


@dataclass(slots=True)
class Part:
    """Rows of one commit. `first` is the place of its first record in the file, `count` all of them."""

    first: int
    count: int = 0
    lines: list[int] = field(default_factory=list)
    cells: list[Cells] = field(default_factory=list)
    torn: list[tuple[int, FaultCode, str]] = field(default_factory=list)


def parts_of(look: Look, wanted: Sequence[str], size: int, done: int = 0) -> Iterator[Part]:
    """The wanted columns of the file, `size` records at a time; a part ends where `done` records do."""
    rows, first = rows_of(look, wanted), 0
    while part := _part(rows, first, min(size, done - first) if first < done else size):
        yield part
        first += part.count


def _part(rows: Iterator[Row], first: int, size: int) -> Part | None:
    part = Part(first)
    for line, cells, code, raw in islice(rows, size):
        part.count += 1
        if cells is None:
            part.torn.append((line, code or FaultCode.TORN_LINE, raw))
        else:
            part.lines.append(line)
            part.cells.append(cells)
    return part if part.count else None


def rows_of(look: Look, wanted: Sequence[str]) -> Iterator[Row]:
    """Every record of the file; empty lines are none."""
    if look.kind == "xlsx":
        return _sheet_rows(look.path, _picker(look.header, wanted))
    lines = Lines(look.path, look.coding)
    if look.kind == "jsonl":
        return _object_rows(lines, wanted)
    return _csv_rows(lines, look, _picker(look.header, wanted))


def _picker(header: Sequence[str], wanted: Sequence[str]) -> Pick:
    places = [header.index(name) for name in wanted]
    return lambda cells: tuple([cells[place] for place in places])


class Lines:
    """Decoded lines with their numbers from 1; `back` gives some back. None stands for bytes nobody reads."""

    def __init__(self, path: Path, coding: str) -> None:
        self._read = self._lines(path, coding)
        self._held: list[tuple[int, str | None]] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> tuple[int, str | None]:
        return self._held.pop() if self._held else next(self._read)

    def back(self, lines: Sequence[tuple[int, str | None]]) -> None:
        self._held.extend(reversed(lines))

    def _lines(self, path: Path, coding: str) -> Iterator[tuple[int, str | None]]:
        number = 0
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                block += _rest_of_line(file)
                for text in _decoded(block, coding):
                    number += 1
                    yield number, text.lstrip("\ufeff") if number == 1 and text else text


def _rest_of_line(file: BinaryIO) -> bytes:
    """Where a block ends within a line, the end of it; of a line longer than a block the head is enough to
    refuse it, and the rest is passed by."""
    rest = part = file.readline(BLOCK)
    while part and not part.endswith(b"\n"):
        part = file.readline(BLOCK)
    return rest if rest.endswith(b"\n") or not part else rest + b"\n"


def _decoded(block: bytes, coding: str) -> list[str | None]:
    """The lines of a block; a line that cannot be decoded is None, its neighbours are read."""
    whole = block[:-1] if block.endswith(b"\n") else block
    try:
        return [line.rstrip("\r") for line in whole.decode(coding).split("\n")]
    except UnicodeDecodeError:
        return [_line(line, coding) for line in whole.split(b"\n")]


def _line(line: bytes, coding: str) -> str | None:
    try:
        return line.decode(coding).rstrip("\r")
    except UnicodeDecodeError:
        return None


def _csv_rows(lines: Lines, look: Look, pick: Pick) -> Iterator[Row]:
    delimiter, width, most = look.delimiter, len(look.header), limits().most_line_characters
    blank = delimiter * (width - 1)
    is_head = True
    for number, text in lines:
        if text is None:
            yield number, None, FaultCode.BAD_BYTES, ""
        elif not text or text == blank or text.isspace():
            continue
        elif is_head:
            is_head = False
        elif '"' not in text and "\0" not in text:
            cells = text.split(delimiter)
            if len(cells) == width and len(text) <= most:
                yield number, pick(cells), None, ""
            else:
                yield number, None, _why(text, most), text[:most]
        else:
            yield _quoted(lines, number, text, look, pick)


def _why(text: str, most: int) -> FaultCode:
    return FaultCode.TOO_LONG if len(text) > most else FaultCode.TORN_LINE


def _quoted(lines: Lines, number: int, text: str, look: Look, pick: Pick) -> Row:
    """A line with quotation marks; a cell may hold line breaks over a few lines."""
    most, taken, joined = limits().most_line_characters, [], text
    if "\0" in text:
        return number, None, FaultCode.BAD_BYTES, ""
    for _ in range(limits().joined_lines):
        cells = _parsed(joined, look.delimiter)
        if cells is not None and len(cells) == len(look.header) and len(joined) <= most:
            return number, pick(cells), None, ""
        if cells is not None or (following := next(lines, None)) is None:
            break
        taken.append(following)
        if following[1] is None:
            break
        joined = f"{joined}\n{following[1]}"
    lines.back(taken)
    return number, None, _why(text, most), text[:most]


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None where a quotation mark is open at its end or misplaced."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _object_rows(lines: Lines, wanted: Sequence[str]) -> Iterator[Row]:
    most = limits().most_line_characters
    for number, text in lines:
        if text is None or "\0" in text:
            yield number, None, FaultCode.BAD_BYTES, ""
        elif text.strip():
            held = _object(text) if len(text) <= most else None
            if held is None:
                yield number, None, _why(text, most), text[:most]
            else:
                yield number, tuple(_text(held.get(name)) for name in wanted), None, ""


def _object(text: str) -> dict[str, Any] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _sheet_rows(path: Path, pick: Pick) -> Iterator[Row]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        width = len(next(rows, ()))
        for number, row in enumerate(rows, 2):
            cells = [_text(cell) for cell in row][:width]
            if any(cells):
                yield number, pick(cells + [""] * (width - len(cells))), None, ""
    finally:
        book.close()


def _text(value: Any) -> str:
    """What stood in a cell of a sheet or an object, as text; whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ";".join(_text(item) for item in value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
