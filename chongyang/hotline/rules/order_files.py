"""Files of orders: rows of a CSV or XLSX become forms, each wrong row with what is wrong and its cure.

No interface of 12345 is known; a file under headings is what every office can give and take.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chongyang.core.words import N_
from chongyang.hotline.rules.deadlines import ZONE
from chongyang.hotline.rules.orders import OrderForm, OrderKind, faults_of

ROWS_LIMIT = 5000
BYTES_LIMIT = 8 * 1024 * 1024
UNPACKED_LIMIT = 64 * 1024 * 1024
COLUMNS_LIMIT = 60
HEADINGS = {
    "other_number": ("工单编号", "对方编号", "number"),
    "kind": ("类别", "工单类别", "kind"),
    "title": ("标题", "事项", "title"),
    "content": ("内容", "诉求内容", "content"),
    "caller_name": ("来电人", "诉求人", "caller"),
    "caller_phone": ("电话", "联系电话", "phone"),
    "place": ("地址", "place"),
    "received_at": ("转办时间", "received"),
    "area": ("地区代码", "area"),
}
NEEDED = ("other_number", "kind", "title", "content")
EXPORTED = ("工单编号", "我方编号", "类别", "标题", "内容", "状态", "收到时间", "截止时间", "答复")
NO_TEXT = N_("文件不是 CSV 或 XLSX"), N_("另存为 CSV（UTF-8 或 GB18030）或 XLSX")
NO_HEADING = N_("缺少表头"), N_("第一行须有：工单编号、类别、标题、内容")
TOO_MUCH = N_("文件过大"), N_("分成几个不超过 5000 行的文件")
TWICE = N_("工单编号在文件中重复"), N_("只保留一行")
BAD_MOMENT = N_("转办时间看不懂"), N_("写成 2026-11-23 09:30")
BAD_AREA = N_("地区代码不对"), N_("填写 6、9 或 12 位统计代码，或留空")
CURE = N_("改正后重新导入，已导入的行不会重复")


@dataclass(frozen=True, slots=True)
class Line:
    """One right row, with its number as an editor shows it."""

    number: int
    form: OrderForm
    received_at: datetime | None
    area: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, and how to mend it. Row 0 is the whole file."""

    number: int
    reference: str
    what: str
    cure: str


def read_lines(data: bytes) -> tuple[list[Line], list[Fault]]:
    """The right rows and the wrong ones; never raises."""
    if len(data) > BYTES_LIMIT or _unpacked(data) > UNPACKED_LIMIT:
        return [], [Fault(0, "", *TOO_MUCH)]
    rows = _sheet(data) if data[:2] == b"PK" else _text(data)
    if rows is None:
        return [], [Fault(0, "", *NO_TEXT)]
    places = _places(rows[0]) if rows else {}
    if not all(name in places for name in NEEDED):
        return [], [Fault(0, "", *NO_HEADING)]
    if len(rows) > ROWS_LIMIT + 1:
        return [], [Fault(0, "", *TOO_MUCH)]
    return _read(rows, places)


def _unpacked(data: bytes) -> int:
    """How large a workbook's parts say that they become; a part that grows beyond it is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return sum(part.file_size for part in parts.infolist())
    except Exception:  # no workbook, which is said when it is read
        return 0


def _sheet(data: bytes) -> list[list[str]] | None:
    import openpyxl  # a fifth of a second, for one page

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=ROWS_LIMIT + 2, max_col=COLUMNS_LIMIT)
        return [[_cell(value) for value in row] for row in rows]
    except Exception:  # whatever is wrong inside: parsers of XML and ZIP raise errors of all kinds
        return None


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value).strip()


def _text(data: bytes) -> list[list[str]] | None:
    for name in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
            return None if "\x00" in text else list(csv.reader(io.StringIO(text), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
    return None


def _places(heads: Sequence[str]) -> dict[str, int]:
    known = {word.lower(): name for name, words in HEADINGS.items() for word in words}
    found = ((known.get(head.strip().lower()), at) for at, head in enumerate(heads))
    return {name: at for name, at in found if name}


def _read(rows: list[list[str]], places: dict[str, int]) -> tuple[list[Line], list[Fault]]:
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        told = _line(number, cells, seen)
        (lines if isinstance(told, Line) else faults).append(told)  # type: ignore[arg-type]
    return lines, faults


def _line(number: int, cells: dict[str, str], seen: set[str]) -> Line | Fault:
    reference = cells["other_number"][:60]
    form = OrderForm(
        kind=_kind(cells["kind"]),
        title=cells["title"][:120],
        content=cells["content"],
        other_number=reference,
        caller_name=cells.get("caller_name", "")[:60],
        caller_phone=cells.get("caller_phone", ""),
        place=cells.get("place", "")[:200],
    )
    for what in faults_of(form, "in").values():
        return Fault(number, reference, what, CURE)
    if reference in seen:
        return Fault(number, reference, *TWICE)
    seen.add(reference)
    said, area = cells.get("received_at", ""), cells.get("area", "")
    received_at = _moment(said)
    if said and received_at is None:
        return Fault(number, reference, *BAD_MOMENT)
    if area and not (area.isascii() and area.isdigit() and len(area) in (6, 9, 12)):
        return Fault(number, reference, *BAD_AREA)
    return Line(number, form, received_at, area)


def _kind(word: str) -> str:
    """The code or the Chinese word."""
    return {label: code for code, label in OrderKind.choices()}.get(word, word)


def _moment(text: str) -> datetime | None:
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).replace(tzinfo=ZONE)
        except ValueError:
            continue
    return None


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows under their headings; a cell that a spreadsheet would compute is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(EXPORTED)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return "\ufeff" + out.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def day_name(on: date) -> str:
    """For the name of a file."""
    return f"{on:%Y%m%d}"
