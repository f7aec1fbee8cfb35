"""Reading a list of devices: CSV in UTF-8 or GB18030, Chinese or English headings; faults with a cure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from chongyang.core.words import N_

SERIAL_LIMIT = 40
ROWS_LIMIT = 200_000
BYTES_LIMIT = 32 * 1024 * 1024
HEADINGS = {
    "serial": ("serial", "序列号", "设备号"),
    "model": ("model", "型号", "型号代码"),
    "area": ("area", "地区代码", "地区"),
    "sim": ("sim", "SIM卡号", "卡号"),
    "firmware": ("firmware", "固件", "固件版本"),
}
NEEDED = ("serial", "model", "area")
BAD_SERIAL = N_("序列号不合规"), N_("填写1至40个字母或数字，不含空格和 / + # :")
TWICE = N_("序列号在文件中重复"), N_("只保留一行")
NO_MODEL = N_("型号不在目录中"), N_("改为目录中的型号代码，或先增加型号")
NO_AREA = N_("地区代码不存在"), N_("填写6、9或12位统计代码")
OUT_OF_REACH = N_("地区不在您的辖区"), N_("改为辖区内的代码，或请上级导入")
BAD_SIM = N_("SIM卡号不合规"), N_("填写11至20位数字，或留空")
LONG_FIRMWARE = N_("固件版本过长"), N_("不超过40个字符")
NOT_STOCK = N_("设备已出库且内容不同"), N_("在设备卡片上更改，或从文件中删除此行")
TAKEN = N_("序列号已在别处登记"), N_("与市级数据管理员核对序列号")
NO_TEXT = N_("文件不是文本"), N_("另存为 CSV（UTF-8 或 GB18030）")
NO_HEADING = N_("缺少表头"), N_("第一行须有：序列号、型号、地区代码")
TOO_MUCH = N_("文件过大"), N_("分成几个不超过20万行的文件")
Told = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, cleaned, with its number as an editor shows it."""

    number: int
    serial: str
    model: str
    area: str
    sim: str = ""
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, and how to mend it. Row 0 is the whole file."""

    number: int
    serial: str
    what: str
    cure: str


def is_serial(serial: str) -> bool:
    """Plain characters that stand in an MQTT topic; blanks and NUL are refused."""
    return 0 < len(serial) <= SERIAL_LIMIT and serial.isascii() and not set(serial) & set("/+# \x00")


def is_sim(number: str) -> bool:
    """A card's number as the carriers print it (ICCID) or call it (MSISDN)."""
    return number.isascii() and number.isdigit() and 11 <= len(number) <= 20


def read_lines(data: bytes) -> tuple[list[Line], list[Fault]]:
    """The rows of a file and what is wrong with its shape; never raises."""
    text = _text(data)
    if len(data) > BYTES_LIMIT:
        return [], [Fault(0, "", *TOO_MUCH)]
    if text is None:
        return [], [Fault(0, "", *NO_TEXT)]
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return [], [Fault(0, "", *NO_TEXT)]
    places = _places(rows[0]) if rows else {}
    if not all(name in places for name in NEEDED):
        return [], [Fault(0, "", *NO_HEADING)]
    if len(rows) > ROWS_LIMIT + 1:
        return [], [Fault(0, "", *TOO_MUCH)]
    return _checked(_lines(rows, places))


def _text(data: bytes) -> str | None:
    for name in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _places(heads: list[str]) -> dict[str, int]:
    known = {word.lower(): name for name, words in HEADINGS.items() for word in words}
    told = ((known.get(head.strip().lower()), place) for place, head in enumerate(heads))
    return {name: place for name, place in told if name}


def _lines(rows: list[list[str]], places: dict[str, int]) -> Iterator[Line]:
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
            yield Line(number, **cells)


def _checked(lines: Iterator[Line]) -> tuple[list[Line], list[Fault]]:
    good, faults, seen = [], [], set()
    for line in lines:
        told = _fault(line) or (TWICE if line.serial in seen else None)
        seen.add(line.serial)
        if told:
            faults.append(Fault(line.number, line.serial[:SERIAL_LIMIT], *told))
        else:
            good.append(line)
    return good, faults


def _fault(line: Line) -> Told | None:
    if not is_serial(line.serial) or ":" in line.serial:
        return BAD_SERIAL
    if not (line.area.isascii() and line.area.isdigit() and len(line.area) in (6, 9, 12)):
        return NO_AREA
    if line.sim and not is_sim(line.sim):
        return BAD_SIM
    return LONG_FIRMWARE if len(line.firmware) > 40 else None
