"""Cells are filled in, by hand or by adding up; nothing is overwritten that the writer has not seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import queries
from chongyang.reporting.enums import FILLABLE, FILLED, OPEN, Channel
from chongyang.reporting.models import Entry, Return
from chongyang.reporting.operations.errors import CellChanged, Fault, UnableToReport
from chongyang.reporting.operations.steps import facts_of, held, step, tell
from chongyang.reporting.rules.cells import NOT_ASKED, Figures, WrongCell, check_unit, read_figures
from chongyang.reporting.rules.forms import Item
from chongyang.territory import queries as territory

NOT_NOW = N_("这张表已经上报，现在不能填写；需要修改时请上级退回。")
ADDED_UP = N_("这张表由下级汇总，不直接填写。")
TYPED = N_("这张表由本级填写，没有下级可以汇总。")
CHANGED = N_("%(who)s已填了别的数字。请看现在的数字，再决定填哪一个。")
SOMEBODY = N_("有人")


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody writes into a line. `seen` is the version that stood there when it was read, 0 for none.

    `unit` is checked where the sender tells it.
    """

    item: str
    numerator: Any
    denominator: Any = None
    seen: int = 0
    unit: str | None = None


@transaction.atomic
def fill(
    *,
    report: UUID,
    cells: Sequence[Cell],
    scope: Scope,
    by: Actor,
    now: datetime,
    channel: Channel = Channel.PAGE,
) -> int:
    """Write cells, all or none; returns how many changed. The first figure begins the case.

    Raises NotFound, UnableToStep, UnableToReport with a sentence for each cell, and CellChanged where
    somebody else has written another figure since the writer looked.
    """
    row = held(report, scope)
    _check_open(row, adds_up=False)
    read = _read(row, cells)
    with access.enter(system_scope("filling", actor=by)):
        changed = _changed(row, read, {cell.item: cell.seen for cell in cells})
        items = items_of(row)
        for key, figures in changed.items():
            write(row, items[key], figures, by, now, channel=channel)
        if changed:
            begin(row, scope, by, now)
            tell("filled", row, by, now, items=sorted(changed), channel=channel.value)
    return len(changed)


@transaction.atomic
def sum_up(*, report: UUID, scope: Scope, by: Actor, now: datetime) -> int:
    """Take what the level below was accepted for, line by line, with how many are missing; returns how many
    lines changed. Raises NotFound, UnableToStep, UnableToReport.
    """
    row = held(report, scope)
    _check_open(row, adds_up=True)
    with access.enter(system_scope("summing", actor=by)):
        sums, standing = queries.sums_of(row), entries_by_item(row)
        changed = 0
        for key, item in items_of(row).items():
            found = sums[key]
            if not _is_same(standing.get(key), found.figures, len(found.missing)):
                missing = len(found.missing)
                write(row, item, found.figures, by, now, channel=Channel.SUM, missing=missing)
                changed += 1
        begin(row, scope, by, now)
        tell("summed", row, by, now, lines=changed)
    return changed


def _check_open(row: Return, *, adds_up: bool) -> None:
    if row.state not in FILLABLE:
        raise UnableToReport({"state": NOT_NOW})
    if queries.adds_up(row) is not adds_up:
        raise UnableToReport({"state": TYPED if adds_up else ADDED_UP})


def items_of(row: Return) -> dict[str, Item]:
    """The lines that this place is asked."""
    day = Period.read(row.period).days.last
    return {item.key: item for item in queries.form_of(row).items_for(queries.place_of(row), day)}


def entries_by_item(row: Return) -> dict[str, Entry]:
    return {item: entry for (_, item), entry in queries.entries_of(row).items()}


def _read(row: Return, cells: Iterable[Cell]) -> dict[str, Figures | None]:
    """What is told, cell by cell. Raises UnableToReport with every fault."""
    items, read, faults = items_of(row), {}, dict[str, Fault]()
    for cell in cells:
        try:
            if cell.item not in items:
                raise WrongCell(NOT_ASKED)
            if cell.unit is not None:
                check_unit(items[cell.item], cell.unit)
            read[cell.item] = read_figures(items[cell.item], cell.numerator, cell.denominator)
        except WrongCell as wrong:
            faults[f"{cell.item}.{wrong.part}"] = wrong
    if faults:
        raise UnableToReport(faults)
    return read


def _changed(
    row: Return, read: Mapping[str, Figures | None], seen: Mapping[str, int]
) -> dict[str, Figures | None]:
    """What differs from what stands. Raises CellChanged for what was written since the writer looked."""
    standing = entries_by_item(row)
    changed = {key: told for key, told in read.items() if not _is_same(standing.get(key), told)}
    clashes = {key: standing.get(key) for key in changed if _version(standing.get(key)) != seen[key]}
    if clashes:
        names = {key: WrongCell(CHANGED, who=_who(entry)) for key, entry in clashes.items()}
        raise CellChanged({f"{key}.numerator": fault for key, fault in names.items()}, clashes)
    return changed


def _version(entry: Entry | None) -> int:
    return entry.version if entry else 0


def _who(entry: Entry | None) -> str:
    who = entry.written_by if entry else None
    return territory.names_of([who]).get(who, "") if who else SOMEBODY


def _is_same(entry: Entry | None, told: Figures | None, missing: int = 0) -> bool:
    if entry is None or told is None:
        return entry is None and told is None
    return (entry.numerator, entry.denominator, entry.missing) == (told.numerator, told.denominator, missing)


def write(
    row: Return,
    item: Item,
    figures: Figures | None,
    by: Actor,
    now: datetime,
    *,
    channel: Channel,
    missing: int = 0,
) -> None:
    """What stands is replaced; None leaves the cell empty. The caller holds the row."""
    rows = Entry.objects.filter(report=row, item=item.key)
    rows.filter(replaced_at=None).update(replaced_at=now)
    if figures is None:
        return
    last: int = rows.aggregate(last=Max("version"))["last"] or 0
    Entry.objects.create(
        report=row,
        item=item.key,
        numerator=figures.numerator,
        denominator=figures.denominator,
        is_share=item.is_share,
        is_signed=item.is_signed,
        missing=missing,
        version=last + 1,
        channel=channel.value,
        written_by=by.account,
        written_at=now,
        area=row.area,
        organisation=row.organisation,
    )


def begin(row: Return, scope: Scope, by: Actor, now: datetime) -> None:
    """The return is being filled in by this person, who then holds no later stage. Raises UnableToStep."""
    facts = facts_of(scope, row)
    if row.state == OPEN and not Case.objects.filter(id=row.id).exists():
        cases.open_case(
            lifecycle=f"reporting.{row.way}_{row.level}",
            area=row.area,
            by=by,
            now=now,
            organisation=row.organisation,
            case_id=row.id,
            how="desk",
        )
    if row.state != FILLED or by.account not in queries.holders_of(row):
        step(row, "fill", by, now, facts=facts)
