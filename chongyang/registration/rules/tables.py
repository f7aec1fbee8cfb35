"""A table of registrations as offices send it: CSV in UTF-8 or GB18030, or the first sheet of an XLSX.

What cannot be read says why and how to mend it; a formula is text, a number that a spreadsheet cut is told.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chongyang.core.words import N_
from chongyang.registration.rules.settings import load
from chongyang.registry import enums
from chongyang.registry.rules import forms

EMPTY = N_("文件是空的。")
NOT_TABLE = N_("读不懂这个文件：请用模板填写，另存为 XLSX 或 CSV。")
TOO_LARGE = N_("文件太大，请分成几份。")
TOO_MANY = N_("行数太多，请分成几份。")
COLUMNS_LACK = N_("缺少必须的列：%(names)s。请用模板填写。")
CUT = N_("号码被表格软件改成了科学计数法，请把这一列设为文本后重填。")
DAY_WRONG = N_("日期写成 1948-05-06 这样。")
WORD_WRONG = N_("请用模板里列出的词。")
TWICE = N_("与第 %(line)s 行是同一个身份证号码。")
ZIP = b"PK\x03\x04"
WORDS = {"sex": enums.Sex, "living_form": enums.LivingForm, "contact_relation": enums.Relation}
MOST_CELL = 400


class UnreadableTable(ValueError):
    """The file is no table of ours; `reason` is Chinese source text, `words` fill it."""

    def __init__(self, reason: str, **words: Any) -> None:
        super().__init__(reason)
        self.reason, self.words = reason, words


def columns() -> list[dict[str, Any]]:
    """The columns in order: field, title, must, example."""
    return list(load("bulk")["columns"])


def read_table(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Line of the file and its cells by field, empty lines left out. Raises UnreadableTable."""
    held = load("bulk")
    if not data.strip():
        raise UnreadableTable(EMPTY)
    if len(data) > held["most_bytes"]:
        raise UnreadableTable(TOO_LARGE)
    lines = _sheet(data) if data.startswith(ZIP) else _csv(data)
    rows = list(_rows(lines, held["most_rows"]))
    if not rows:
        raise UnreadableTable(EMPTY)
    return rows


def _csv(data: bytes) -> Iterator[list[str]]:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return iter(csv.reader(io.StringIO(text)))
    raise UnreadableTable(NOT_TABLE)


def _sheet(data: bytes) -> Iterator[list[str]]:
    """Cells as text; a formula is not computed, and a file that is no sheet is told."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        book.close()
    except Exception as error:  # the library raises what its parts raise: zip, XML, keys
        raise UnreadableTable(NOT_TABLE) from error
    return iter(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 10**11 else f"{value:.0f}"
    return str(value)


def _rows(lines: Iterable[list[str]], most: int) -> Iterator[tuple[int, dict[str, str]]]:
    named = iter(lines)
    try:
        places = _places(next(named, []))
        for line, cells in enumerate(named, start=2):
            row = {field: _clean(cells, at) for field, at in places.items()}
            if not any(row.values()):
                continue
            if line - 1 > most:
                raise UnreadableTable(TOO_MANY)
            yield line, row
    except csv.Error as error:
        raise UnreadableTable(NOT_TABLE) from error


def _places(head: list[str]) -> dict[str, int]:
    titles = {"".join(title.split()): at for at, title in enumerate(head)}
    places = {row["field"]: titles[row["title"]] for row in columns() if row["title"] in titles}
    lacking = [row["title"] for row in columns() if row.get("must") and row["field"] not in places]
    if lacking:
        raise UnreadableTable(COLUMNS_LACK, names="、".join(lacking))
    return places


def _clean(cells: list[str], at: int) -> str:
    text = cells[at].strip() if at < len(cells) else ""
    return text.removeprefix("'")[:MOST_CELL]


def form_of_row(
    row: Mapping[str, str], *, source: str, today: date
) -> tuple[forms.ElderForm, dict[str, str]]:
    """The registry's form of a row, and what is wrong with how it is written."""
    told = dict(row)
    reasons: dict[str, str] = {}
    for name in ("identity_number", "phone", "contact_phone"):
        if "E+" in told.get(name, "").upper():
            reasons[name] = CUT
    for name, kinds in WORDS.items():
        told[name], wrong = _word(kinds, told.get(name, ""))
        reasons |= {name: wrong} if wrong else {}
    born_on, wrong = _day(told.get("born_on", ""))
    reasons |= {"born_on": wrong} if wrong else {}
    contact = forms.ContactForm(
        name=told.get("contact_name", ""),
        relation=told.get("contact_relation", "") or "other",
        phone=told.get("contact_phone", ""),
    )
    form = forms.ElderForm(
        name=told.get("name", ""),
        area=told.get("area", ""),
        identity_number=told.get("identity_number", ""),
        sex=told.get("sex", ""),
        born_on=born_on,
        phone=told.get("phone", ""),
        address=told.get("address", ""),
        floor=_floor(told.get("floor", "")),
        profile=forms.ProfileForm(living_form=told.get("living_form", "")),
        contacts=(contact,) if contact.name or contact.phone else (),
        source=source,
        sourced_on=today,
    )
    return form, reasons


def _floor(text: str) -> Any:
    """As it was written: the registry's reader says what is wrong with it."""
    return text or None


def _word(kinds: Any, text: str) -> tuple[str, str]:
    """The code of a word as the template lists it; a code itself is one too."""
    by_label = {label.partition("（")[0]: value for value, label in kinds.choices()}
    by_label |= {label: value for value, label in kinds.choices()}
    if not text or text in kinds.__members__.values():
        return text, ""
    found = by_label.get(text)
    return (found, "") if found else ("", WORD_WRONG)


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    digits = text.replace("/", "-").replace(".", "-")
    if digits.isdigit() and len(digits) == 8:
        digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    try:
        year, month, day = (int(part) for part in digits.split("-"))
        return date(year, month, day), ""
    except ValueError:
        return None, DAY_WRONG


def make_template() -> bytes:
    """The template as XLSX: titles, an example line, the words of each list on a sheet of their own."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#f3e3d3"})
    sheet, lists = book.add_worksheet("登记"), book.add_worksheet("可填的词")
    for at, column in enumerate(columns()):
        title = column["title"]
        sheet.write_string(0, at, title, bold)
        sheet.set_column(at, at, 24 if column["field"] in ("identity_number", "address") else 16, text)
        sheet.write_comment(0, at, f"例：{column['example']}")
        if kinds := WORDS.get(column["field"]):
            words = [label for _, label in kinds.choices()]
            lists.write_column(0, at, [title, *words])
            letter = chr(ord("A") + at)
            source = f"=可填的词!${letter}$2:${letter}${len(words) + 1}"
            sheet.data_validation(1, at, 2000, at, {"validate": "list", "source": source})
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()
