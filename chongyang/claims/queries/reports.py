"""The faults of a run as a table that a department can work through; nothing in a cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.claims.enums import FaultCode
from chongyang.claims.models import Fault, Run
from chongyang.claims.queries import runs
from chongyang.claims.rules.faults import MEND
from chongyang.core.scopes import Scope
from chongyang.core.words import N_

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = (N_("行"), N_("列"), N_("问题"), N_("怎样改"), N_("处理"), N_("原内容"))
Rows = Iterable[list[Any]]


def words_of(fault: Fault) -> tuple[str, str]:
    """What is wrong and how it is mended, in the language of the reader."""
    try:
        code = FaultCode.of(fault.code)
    except KeyError:
        return fault.code, ""
    return gettext(code.label), gettext(MEND[code])


def report_rows(scope: Scope, run: Run, *, reveals: bool) -> Iterator[list[Any]]:
    """Head and one row for each fault; what stood in the cell only where it is to be shown."""
    yield [gettext(word) for word in (HEAD if reveals else HEAD[:-1])]
    feed, language = runs.known_feeds().get(run.feed), get_language()
    for fault in runs.list_faults(scope, run.id).iterator(chunk_size=5000):
        what, mend = words_of(fault)
        kept = gettext("未导入") if fault.is_refused else gettext("已导入，请核对")
        column = feed.labelled(fault.column, language) if feed else fault.column
        row = [fault.line, column, what, mend, kept]
        yield [*row, fault.value.plain] if reveals else row


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(rows: Rows) -> bytes:
    """CSV that every spreadsheet reads as Chinese."""
    held = io.StringIO()
    csv.writer(held).writerows([_cell(cell) for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """The same as a workbook; every text a text."""
    import xlsxwriter  # type: ignore[import-untyped]

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet("faults")
        sheet.set_column(1, 4, 28)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, [_cell(cell) for cell in row])
        sheet.freeze_panes(1, 0)
    return held.getvalue()
