"""One workbook for a place's returns of a quarter: written with its keys hidden, read back cell by cell.

Nothing in it is computed: a formula is refused with its address, and so is whatever the program did not
write itself (keys, units, another place or quarter).
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite
from typing import Any
from uuid import UUID

from chongyang.core.words import N_
from chongyang.reporting.rules.cells import NOT_NUMBER, shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK, FORMAT = "chongyang-reporting", 1
META = "chongyang"
MOST_SHEETS, MOST_ROWS, COLUMNS = 40, 200, 9
ID_ROW, FIRST_ROW = 3, 5
ITEM, VERSION, UNIT, NUMERATOR, DENOMINATOR = 0, 1, 3, 5, 7
HEAD = ("", "", "指标", "计量单位", "分子：数什么", "本期数", "分母：数什么", "本期分母", "上期")
WIDTHS = (None, None, 38, 10, 34, 14, 24, 14, 14)

UNREADABLE = N_("读不懂这个文件：请用这里下载的表格填写，另存为 XLSX。")
FOREIGN = N_("这不是本程序的填报表格，或表格里的编号被改过。请重新下载。")
TOO_MANY = N_("表格太大：工作表或行数比下载时多。")
FORMULA = N_("这里是公式。公式不会计算，请改填数字。")
WRONG_ID = N_("隐藏的编号被改过，请重新下载表格。")
TWICE = N_("这一项出现了两次。")


class UnreadableWorkbook(ValueError):
    """No workbook of ours; `reason` is Chinese source text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it is written: what is asked, what stands, what stood the period before."""

    item: str
    version: int
    label: str
    unit: str
    numerator_words: str
    denominator_words: str
    numerator: Any = None
    denominator: Any = None
    former: str = ""
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One return."""

    report: UUID
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One line as it came back, with the addresses of its cells."""

    item: str
    seen: int
    unit: str
    numerator: Any
    denominator: Any
    row: int

    def address(self, part: str) -> str:
        return f"{'H' if part == 'denominator' else 'F'}{self.row}"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One return as it came back."""

    title: str
    report: UUID | None
    lines: tuple[Told, ...]
    is_unread: bool = False


@dataclass(slots=True)
class ReadBook:
    """What a workbook says; `faults` by address (`sheet!F7`)."""

    place: str
    quarter: str
    sheets: list[ReadSheet] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


def make_workbook(*, place: str, place_name: str, quarter: str, sheets: Iterable[Sheet]) -> bytes:
    """The workbook as XLSX: all but the cells to fill is protected, keys are hidden."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#f3e3d3", "text_wrap": True, "valign": "top"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "fill": book.add_format(
            {"locked": False, "bg_color": "#fffbe6", "border": 1, "num_format": "0.####"}
        ),
    }
    for sheet in sheets:
        _write_sheet(book, looks, sheet, f"{place_name}  {quarter}")
    meta = book.add_worksheet(META)
    meta.write_column(0, 0, [MARK, FORMAT, place, quarter])
    meta.very_hidden()
    meta.protect()
    book.close()
    return stream.getvalue()


def _write_sheet(book: Any, looks: dict[str, Any], sheet: Sheet, under: str) -> None:
    page = book.add_worksheet(sheet.title[:31])
    page.protect("", {"select_locked_cells": True, "format_columns": True})
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width, None, {"hidden": width is None})
    page.write_string(0, 2, sheet.title, looks["title"])
    page.write_string(1, 2, under)
    page.write_string(ID_ROW - 1, ITEM, str(sheet.report))
    page.set_row(ID_ROW - 1, None, None, {"hidden": True})
    page.write_row(ID_ROW, 0, HEAD, looks["head"])
    page.freeze_panes(FIRST_ROW - 1, 3)
    for at, line in enumerate(sheet.lines, FIRST_ROW - 1):
        _write_line(page, looks, at, line)


def _write_line(page: Any, looks: dict[str, Any], at: int, line: Line) -> None:
    page.write_string(at, ITEM, line.item)
    page.write_number(at, VERSION, line.version)
    for column, words in ((2, line.label), (UNIT, line.unit), (4, line.numerator_words), (8, line.former)):
        page.write_string(at, column, words, looks["words"])
    _write_number(page, looks, (at, NUMERATOR), line.numerator, is_signed=line.is_signed)
    if line.denominator_words:
        page.write_string(at, 6, line.denominator_words, looks["words"])
        _write_number(page, looks, (at, DENOMINATOR), line.denominator, is_signed=False)


def _write_number(
    page: Any, looks: dict[str, Any], at: tuple[int, int], number: Any, *, is_signed: bool
) -> None:
    if number is None:
        page.write_blank(*at, None, looks["fill"])
    else:
        page.write_number(*at, float(number), looks["fill"])
    least = -1e12 if is_signed else 0
    rule = {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": 1e12}
    page.data_validation(
        *at, *at, rule | {"error_title": "须为数字", "error_message": "只填数字，不带单位。"}
    )


def read_workbook(data: bytes) -> ReadBook:
    """What came back. Raises UnreadableWorkbook; what is wrong in single cells stands in `faults`."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            return _read_book(book)
        finally:
            book.close()
    except UnreadableWorkbook:
        raise
    except Exception as error:  # the library raises what its parts raise: zip, XML, keys, numbers
        raise UnreadableWorkbook(UNREADABLE) from error


def _read_book(book: Any) -> ReadBook:
    if len(book.sheetnames) > MOST_SHEETS:
        raise UnreadableWorkbook(TOO_MANY)
    if META not in book.sheetnames:
        raise UnreadableWorkbook(FOREIGN)
    meta = [row[0].value for row in book[META].iter_rows(max_row=4, max_col=1)]
    if meta[:2] != [MARK, FORMAT] or len(meta) < 4:
        raise UnreadableWorkbook(FOREIGN)
    read = ReadBook(str(meta[2]), str(meta[3]))
    for name in book.sheetnames:
        if name != META:
            read.sheets.append(_read_sheet(book[name], name, read.faults))
    return read


def _read_sheet(page: Any, name: str, faults: dict[str, str]) -> ReadSheet:
    try:
        rows = [list(row) for row in page.iter_rows(max_row=MOST_ROWS + 1, max_col=COLUMNS + 1)]
    except ValueError:
        return _unread(page, name, faults)
    if len(rows) > MOST_ROWS or any(len(row) > COLUMNS and row[COLUMNS].value is not None for row in rows):
        raise UnreadableWorkbook(TOO_MANY)
    for row in rows:
        for cell in row:
            if cell.value is not None and cell.data_type == "f":
                faults[f"{name}!{cell.coordinate}"] = FORMULA
    values = [[cell.value for cell in row] for row in rows]
    told = tuple(_lines(values, name, faults))
    return ReadSheet(name, _key(values[ID_ROW - 1][ITEM] if len(values) >= ID_ROW else None), told)


def _unread(page: Any, name: str, faults: dict[str, str]) -> ReadSheet:
    """Of a sheet on which the library gave up, the cells that say they are numbers and are none."""
    wrong = list(islice(_no_numbers(page), MOST_ROWS))
    if not wrong:
        raise UnreadableWorkbook(UNREADABLE)
    faults.update({f"{name}!{address}": NOT_NUMBER for address in wrong})
    return ReadSheet(name, None, (), is_unread=True)


def _no_numbers(page: Any) -> Iterator[str]:
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    with page._get_source() as source:
        for _, cell in iterparse(source):
            value = cell.find(f"{{{SHEET_MAIN_NS}}}v") if cell.tag == f"{{{SHEET_MAIN_NS}}}c" else None
            if value is not None and cell.get("t", "n") == "n" and not _is_number(value.text):
                yield cell.get("r", "?")[:10]


def _is_number(text: str | None) -> bool:
    try:
        return not text or isfinite(float(text))
    except ValueError:
        return False


def _lines(values: list[list[Any]], name: str, faults: dict[str, str]) -> Iterator[Told]:
    seen: set[str] = set()
    for number, row in enumerate(values[FIRST_ROW - 1 :], FIRST_ROW):
        cells = row + [None] * (COLUMNS - len(row))
        if all(cell is None for cell in cells):
            continue
        item, version = cells[ITEM], cells[VERSION]
        if not isinstance(item, str) or not isinstance(version, int) or version < 0:
            faults[f"{name}!A{number}"] = WRONG_ID
            continue
        if item in seen:
            faults[f"{name}!A{number}"] = TWICE
            continue
        seen.add(item)
        unit = cells[UNIT] if isinstance(cells[UNIT], str) else ""
        yield Told(item, version, unit, cells[NUMERATOR], cells[DENOMINATOR], number)


def _key(told: Any) -> UUID | None:
    try:
        return UUID(str(told))
    except ValueError:
        return None


def former_words(numerator: Any, denominator: Any) -> str:
    """A pair as one reads it: 12, 12 / 40."""
    return " / ".join(part for part in (shown(numerator), shown(denominator)) if part)
