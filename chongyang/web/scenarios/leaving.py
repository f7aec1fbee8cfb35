"""Tables of one or several scenarios for spreadsheets: sums and counts, never a name."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from chongyang.core.words import N_
from chongyang.scenarios.queries import Kept
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.running import basis_of
from chongyang.web.scenarios.words import (
    BASES,
    changes_in_words,
    county_word,
    fund_word,
    level_word,
    programme_word,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FEN = 100
Table = list[list[Any]]
MONEY_HEADS = (
    *(N_("测算方案"), N_("年度"), N_("地区"), N_("负担财政"), N_("资金来源"), N_("项目")),
    *(N_("现行标准（元）"), N_("测算方案（元）"), N_("增减（元）")),
)
HEADS_HEADS = (
    *(N_("测算方案"), N_("年度"), N_("地区"), N_("项目"), N_("现行对象数"), N_("方案对象数")),
    *(N_("受益数"), N_("多得（元）"), N_("减少数"), N_("少得（元）"), N_("资料不足数")),
)
NOTES_HEADS = (N_("测算方案"), N_("说明"), N_("内容"))


def money_of(kept: Sequence[Kept]) -> Table:
    """Every sum: year, county, payer, fund, programme, both sides."""
    rows = [
        [
            *(one.scenario.name, row.year, county_word(row.area), level_word(row.level), fund_word(row.fund)),
            *(programme_word(row.programme), row.today_fen / FEN, row.scenario_fen / FEN),
            (row.scenario_fen - row.today_fen) / FEN,
        ]
        for one in kept
        for row in one.sums
    ]
    return [[gettext(head) for head in MONEY_HEADS], *rows]


def heads_of(kept: Sequence[Kept]) -> Table:
    """Payees of each year, who gains and loses."""
    rows = [[one.scenario.name, *_heads(row)] for one in kept for row in one.effects]
    return [[gettext(head) for head in HEADS_HEADS], *rows]


def _heads(row: Any) -> list[Any]:
    counts = [
        getattr(row, name) / FEN if name.endswith("_fen") else getattr(row, name) for name in tables.COUNTS
    ]
    return [row.year, county_word(row.area), programme_word(row.programme), *counts]


def notes_of(kept: Sequence[Kept]) -> Table:
    """What was changed, and what of the figures is invented: it leaves together with them."""
    rows: Table = []
    for one in kept:
        name = one.scenario.name
        rows += [[name, gettext("改动"), said] for said in changes_in_words(one.scenario.changes)]
        rows += [[name, *_basis(code)] for code in one.run.subjects]
        rows.append([name, gettext("结果校验码"), one.run.digest])
    return [[gettext(head) for head in NOTES_HEADS], *rows]


def _basis(code: str) -> list[Any]:
    told = basis_of(code)
    synthetic = dict(told["synthetic"])  # type: ignore[call-overload]
    invented = "；".join(dict.fromkeys(synthetic.values()))
    words = f"{gettext(BASES[str(told['basis'])])}；{told['source']}"
    return [programme_word(code), f"{words}；{gettext('未经确认')}：{invented}" if invented else words]


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(kept: Sequence[Kept]) -> bytes:
    """The three tables under each other, with the mark that spreadsheets need to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    for table in (money_of(kept), heads_of(kept), notes_of(kept)):
        writer.writerows([safe(cell) for cell in row] for row in table)
        writer.writerow([])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(kept: Sequence[Kept]) -> bytes:
    """A sheet for money, one for heads, one for notes; texts stay texts."""
    import xlsxwriter  # type: ignore[import-untyped]

    held = io.BytesIO()
    named = ((gettext("资金"), money_of), (gettext("对象"), heads_of), (gettext("说明"), notes_of))
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, made in named:
            sheet, table = book.add_worksheet(name), made(kept)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table[0]) - 1, 18)
            for number, row in enumerate(table):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def file_of(kept: Sequence[Kept], form: str) -> HttpResponse:
    """The tables as a download that no cache keeps."""
    made = (
        (as_xlsx(kept), "xlsx", XLSX) if form == "xlsx" else (as_csv(kept), "csv", "text/csv; charset=utf-8")
    )
    answer = HttpResponse(made[0], content_type=made[2])
    name = f"scenarios-{kept[0].scenario.first_year}.{made[1]}"
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer["Cache-Control"] = "no-store"
    return answer
