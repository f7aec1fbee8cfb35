"""A workbook comes back: looked at cell by cell, shown as what would change, then taken in as one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chongyang.core import access
from chongyang.core.files import archives
from chongyang.core.files.reading import read_limited
from chongyang.core.operations import files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.reporting import permissions, queries
from chongyang.reporting.enums import Channel
from chongyang.reporting.models import Entry, Return, Workbook
from chongyang.reporting.operations.errors import (
    CellChanged,
    Fault,
    UnableToReport,
    telling_of_file,
)
from chongyang.reporting.operations.filling import Cell, entries_by_item, fill, items_of
from chongyang.reporting.rules import workbooks
from chongyang.reporting.rules.cells import NOT_ASKED, Figures, WrongCell, check_unit, read_figures
from chongyang.reporting.rules.workbooks import ReadBook, ReadSheet, Told, UnreadableWorkbook

OTHER_PLACE = N_("这份表格是另一个地区或单位的。")
OTHER_QUARTER = N_("这份表格是另一个季度的。")
NOT_FILLABLE = N_("这张表现在不能填写：已经上报、锁定，或不归您填。")
NOTHING_CHANGES = N_("表格里没有改动。")
SETTLED = N_("这份表格已经处理过。")
WAITING = N_("文件还在查毒，请稍后再试。")
CLASH = N_("下载以后别人填了别的数字。请重新下载，看过再填。")
CHECKED, TAKEN, DROPPED = "checked", "taken", "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One line that a workbook changes. `stands` is there now; a clash where that was not seen."""

    report: Return
    cell: Cell
    address: str
    told: Figures | None
    stands: Entry | None
    is_clash: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What a workbook would change as things stand; `faults` by address where it cannot be taken in."""

    changes: tuple[Change, ...]
    faults: Mapping[str, str]


@transaction.atomic
def upload_workbook(
    *,
    place: str,
    quarter: Period,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Workbook:
    """Keep a workbook that could be taken in. Raises UnableToReport with a sentence for each cell."""
    permissions.demand_handle(scope)
    try:
        with telling_of_file():
            data = read_limited(chunks, most=settings.FILE_BYTES, declared=declared)
            archives.check(data)
        book = workbooks.read_workbook(data)
    except UnreadableWorkbook as refused:
        raise UnableToReport({"file": refused.reason}) from None
    _check_head(book, place, quarter)
    if not changes_of(book, scope):
        raise UnableToReport({"file": NOTHING_CHANGES})
    area = load_places(quarter.days.last)[place].intervals[0][0]
    with access.enter(system_scope("workbook", actor=by)):
        with telling_of_file():
            kept = files.take_in(chunks=[data], name=name, area=area, by=by, now=now)
        return Workbook.objects.create(
            place=place,
            period=str(quarter),
            file=kept,
            uploaded_by=permissions.account_of(by),
            uploaded_at=now,
            area=area,
        )


def preview_workbook(*, workbook: Workbook, scope: Scope) -> list[Change]:
    """What it would change as things stand now. Raises UnableToReport."""
    data = queries.data_of(workbook)
    if data is None:
        raise UnableToReport({"file": WAITING})
    return changes_of(workbooks.read_workbook(data), scope)


def look_at_workbook(*, workbook: Workbook, scope: Scope) -> Looked:
    """The same for people: what it would change, or why it cannot be taken in; of a settled one neither."""
    if workbook.state != CHECKED:
        return Looked((), {})
    try:
        return Looked(tuple(preview_workbook(workbook=workbook, scope=scope)), {})
    except UnableToReport as refused:
        return Looked((), refused.faults)


@transaction.atomic
def take_workbook(*, workbook: UUID, scope: Scope, by: Actor, now: datetime) -> int:
    """Write all that it changes, or nothing; returns how many lines. Raises NotFound, UnableToReport, and
    CellChanged where somebody wrote another figure since the workbook was made.
    """
    row = _checked(workbook, scope)
    changes = preview_workbook(workbook=row, scope=scope)
    if clashes := {one.address: one for one in changes if one.is_clash}:
        faults: dict[str, Fault] = dict.fromkeys(clashes, CLASH)
        raise CellChanged(faults, {one.cell.item: one.stands for one in clashes.values()})
    written = 0
    for report in dict.fromkeys(one.report.id for one in changes):
        cells = [one.cell for one in changes if one.report.id == report]
        written += fill(report=report, cells=cells, scope=scope, by=by, now=now, channel=Channel.WORKBOOK)
    _settle(row, TAKEN, by, now)
    return written


@transaction.atomic
def drop_workbook(*, workbook: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Nothing of it is taken in. Raises NotFound, UnableToReport."""
    _settle(_checked(workbook, scope), DROPPED, by, now)


def _checked(workbook: UUID, scope: Scope) -> Workbook:
    row = queries.access_workbook(scope, workbook)
    with access.enter(system_scope("workbook", actor=scope.actor)):
        row = Workbook.objects.select_for_update(of=("self",)).select_related("file").get(id=row.id)
    if row.state != CHECKED:
        raise UnableToReport({"file": SETTLED})
    return row


def _settle(row: Workbook, state: str, by: Actor, now: datetime) -> None:
    with access.enter(system_scope("workbook", actor=by)):
        row.state, row.settled_at = state, now
        row.save(update_fields=["state", "settled_at"])


def _check_head(book: ReadBook, place: str, quarter: Period) -> None:
    faults: dict[str, Fault] = {}
    if book.place != place or place not in load_places(quarter.days.last):
        faults["place"] = OTHER_PLACE
    if book.quarter != str(quarter):
        faults["quarter"] = OTHER_QUARTER
    if faults:
        raise UnableToReport(faults)


def changes_of(book: ReadBook, scope: Scope) -> list[Change]:
    """What a workbook would change, line by line. Raises UnableToReport with every fault by its address."""
    try:
        quarter = Period.read(book.quarter)
    except ValueError:
        raise UnableToReport({"quarter": OTHER_QUARTER}) from None
    held = {row.id: row for row in queries.fillable_returns(scope, book.place, quarter)}
    faults: dict[str, Fault] = dict(book.faults)
    changes: list[Change] = []
    for sheet in book.sheets:
        row = held.get(sheet.report) if sheet.report else None
        if row is None and not sheet.is_unread:
            faults[f"{sheet.title}!A{workbooks.ID_ROW}"] = NOT_FILLABLE
        elif row:
            changes += _changes_of_sheet(row, sheet, faults)
    if faults:
        raise UnableToReport(faults)
    return changes


def _changes_of_sheet(row: Return, sheet: ReadSheet, faults: dict[str, Fault]) -> Iterator[Change]:
    items, standing = items_of(row), entries_by_item(row)
    for line in sheet.lines:
        try:
            if line.item not in items:
                raise WrongCell(NOT_ASKED)
            check_unit(items[line.item], line.unit)
            told = read_figures(items[line.item], line.numerator, line.denominator)
        except WrongCell as wrong:
            faults.setdefault(f"{sheet.title}!{line.address(wrong.part)}", wrong)
            continue
        change = _change(row, line, told, standing.get(line.item), sheet.title)
        if change:
            yield change


def _change(row: Return, line: Told, told: Figures | None, stands: Entry | None, title: str) -> Change | None:
    """Nothing where the line is as it was when the workbook was made, or as it stands."""
    seen = stands if stands and stands.version == line.seen else queries.entry_at(row, line.item, line.seen)
    if told in (_figures(seen), _figures(stands)):
        return None
    cell = Cell(line.item, line.numerator, line.denominator, seen=line.seen, unit=line.unit)
    is_clash = (stands.version if stands else 0) != line.seen
    return Change(row, cell, f"{title}!{line.address('numerator')}", told, stands, is_clash)


def _figures(entry: Entry | None) -> Figures | None:
    return Figures(entry.numerator, entry.denominator) if entry else None
