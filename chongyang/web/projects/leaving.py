"""The list for spreadsheets: one row a project, one a year and source; texts stay texts."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.projects.enums import Batch, Milestone, MoneySource, Sector, Stage
from chongyang.projects.queries import Line, SourceLine
from chongyang.web.projects.doing import place_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WAN = 1_000_000
HEADS = (
    *(N_("项目编号"), N_("名称"), N_("文件"), N_("条款"), N_("节点"), N_("领域"), N_("地区"), N_("位置")),
    *(N_("经度"), N_("纬度"), N_("建设单位"), N_("责任领导"), N_("占地面积"), N_("建筑面积"), N_("床位")),
    *(N_("批次"), N_("阶段"), N_("阶段日期"), N_("计划开工"), N_("计划竣工")),
    *(N_("计划投资（万元）"), N_("完成投资（万元）"), N_("形象进度（%）"), N_("最近月报"), N_("未解决问题")),
    N_("数据"),
)
MONEY_HEADS = (N_("年度"), N_("资金渠道"), N_("计划投资（万元）"), N_("完成投资（万元）"))
Table = list[list[Any]]


def projects_of(lines: Sequence[Line]) -> Table:
    """Heads, and a row for each project."""
    return [[gettext(head) for head in HEADS], *(_row(line) for line in lines)]


def _row(line: Line) -> list[Any]:
    row = line.project
    milestone = gettext(Milestone.of(row.milestone).label) if row.milestone else ""
    days = [str(day) if day else "" for day in (row.stage_since, row.starts_on, row.ends_on)]
    sizes = [float(size) if size is not None else None for size in (row.site_m2, row.floor_m2)]
    return [
        *(row.number, row.name, row.document, row.clause, milestone, gettext(Sector.of(row.sector).label)),
        *(place_of(row.area), row.place, row.longitude, row.latitude, row.owner, row.leader, *sizes),
        *(row.beds, gettext(Batch.of(row.batch).label), gettext(Stage.of(row.stage).label), *days),
        *(line.planned_fen / WAN, line.done_fen / WAN, line.share),
        *(f"{line.last_month:%Y-%m}" if line.last_month else "", line.open_problems),
        gettext("演示数据") if row.is_synthetic else "",
    ]


def money_of(lines: Sequence[SourceLine]) -> Table:
    """Heads, and a row for each year and source."""
    rows = [
        [line.year, gettext(MoneySource.of(line.source).label), line.planned_fen / WAN, line.done_fen / WAN]
        for line in lines
    ]
    return [[gettext(head) for head in MONEY_HEADS], *rows]


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(tables: Sequence[tuple[str, Table]]) -> bytes:
    """The tables under each other, with the mark that spreadsheets need to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    for _name, table in tables:
        writer.writerows([safe(cell) for cell in row] for row in table)
        writer.writerow([])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(tables: Sequence[tuple[str, Table]]) -> bytes:
    """A sheet for each table."""
    import xlsxwriter  # type: ignore[import-untyped]

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, table in tables:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table[0]) - 1, 14)
            for number, row in enumerate(table):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def file_of(lines: Sequence[Line], money: Sequence[SourceLine], form: str) -> HttpResponse:
    """The list as a download that no cache keeps."""
    tables = [(gettext("重点项目"), projects_of(lines)), (gettext("投资"), money_of(money))]
    if form == "xlsx":
        answer = HttpResponse(as_xlsx(tables), content_type=XLSX)
    else:
        answer = HttpResponse(as_csv(tables), content_type="text/csv; charset=utf-8")
    name = f"projects.{'xlsx' if form == 'xlsx' else 'csv'}"
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer["Cache-Control"] = "no-store"
    return answer
