"""Tables for spreadsheets: Chinese is read by every one of them, and nothing in a cell is a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.emergency import queries
from chongyang.emergency.rules.ledger import By
from chongyang.web.ledger.shown import COVERED, register_of
from chongyang.web.ledger.words import label_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Table = list[list[Any]]
OF_INCIDENT = (
    N_("编号"),
    N_("收到时间"),
    N_("地区"),
    N_("来源"),
    N_("类别"),
    N_("等级"),
    N_("结果"),
    N_("应答（秒）"),
    N_("到达（秒）"),
    N_("设备时钟不可信"),
    N_("更正次数"),
    N_("已并入"),
)
OF_FIGURES = (
    N_("分组"),
    N_("事件"),
    N_("已应答"),
    N_("应答中位数（秒）"),
    N_("应答90分位（秒）"),
    N_("从未应答"),
    N_("派过人"),
    N_("已到达"),
    N_("到达中位数（秒）"),
    N_("到达90分位（秒）"),
    N_("派单后无人到达"),
    N_("更正"),
)


def of_figures(figures: queries.Figures, by: By) -> Table:
    """The same numbers as the page, in seconds; a covered group says why instead of a number."""
    rows = [[label_of(by, one.key), *_cells(one)] for one in figures.groups]
    whole = [gettext("合计"), *_cells(figures.total)]
    return [[gettext(head) for head in OF_FIGURES], *rows, whole]


def _cells(one: queries.Measured) -> list[Any]:
    if one.cover:
        return [gettext(COVERED[one.cover.value])]
    answer, door = one.answer or (None, None), one.door or (None, None)
    counted = [one.incidents, one.answered, *answer, one.never_answered, one.sent, one.arrived]
    return [*counted, *door, one.not_arrived, one.corrected]


def of_register(rows: Sequence[Any]) -> Table:
    """Incidents without a name or a number of a person."""
    return [[gettext(head) for head in OF_INCIDENT], *map(_incident, register_of(rows))]


def _incident(told: dict[str, Any]) -> list[Any]:
    row = told["row"]
    return [
        row.incident.number,
        f"{localtime(row.opened_at):%Y-%m-%d %H:%M:%S}",
        told["place"],
        told["source"],
        told["kind"],
        told["level"],
        told["outcome"],
        row.answer_seconds,
        row.door_seconds,
        gettext("是") if row.is_clock_wrong else "",
        row.corrections,
        gettext("是") if row.merged_into else "",
    ]


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    if isinstance(cell, float):
        return round(cell, 1)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(table: Table) -> bytes:
    """With the mark that spreadsheets need to read Chinese."""
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in table)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    """One sheet, its first row fixed; texts are written as texts, whatever they begin with."""
    import xlsxwriter  # type: ignore[import-untyped]

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(map(len, table)) - 1, 18)
        for number, row in enumerate(table):
            sheet.write_row(number, 0, ["" if cell is None else safe(cell) for cell in row])
    return held.getvalue()
