"""A part of a file, column by column: each cell read into the field that its column maps to, faults noted.

Cells that repeat (codes, days, areas, names) are read once and remembered; a column of 1.3 million identity
numbers is checked in place. What cannot be read is a fault and not a value; a required one refuses its row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from json.encoder import encode_basestring
from typing import Any

from chongyang.claims.enums import FaultCode
from chongyang.claims.rules import quick
from chongyang.claims.rules.feeds import Column, Feed, Table
from chongyang.claims.rules.fields import TOLD, Field, Unreadable, pack
from chongyang.claims.rules.rows import Cells
from chongyang.core.identifiers import cleaned

REMEMBERED = 200_000
PARTS_OF_LIST = re.compile(r"[;；,，、|]")
UNIQUE = frozenset({"identity", "phone", "text"})
"""Readers whose cells hardly repeat: remembering them would cost memory and save nothing."""
Values = list[Any]


@dataclass(frozen=True, slots=True)
class Faulty:
    """One fault: the place of its row in the part, the column, what stood there."""

    place: int
    column: str
    code: FaultCode
    value: str
    is_refused: bool


@dataclass(slots=True)
class Reading:
    """A part as it was read: for each field a list of values, one for each row."""

    values: dict[str, Values] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    faults: list[Faulty] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)

    @property
    def refused(self) -> set[int]:
        return {fault.place for fault in self.faults if fault.is_refused}


@dataclass(slots=True)
class Plan:
    """How one file is read: its described columns in the order in which their cells come."""

    feed: Feed
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    today: date
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    readers: dict[str, Callable[[str], Any]] = field(default_factory=dict)

    def reader(self, column: Column) -> Callable[[str], Any]:
        if column.name not in self.readers:
            self.readers[column.name] = reader_of(column, self.today)
        return self.readers[column.name]

    def place(self, column: str) -> int:
        return next(place for place, each in enumerate(self.columns) if each.name == column)


def plan_of(feed: Feed, header: Sequence[str], today: date) -> Plan:
    """The described columns that the file has, under their own name or another one."""
    pairs = [(column, found) for column in feed.columns if (found := name_in(column, header))]
    return Plan(feed, tuple(column for column, _ in pairs), tuple(name for _, name in pairs), today)


def name_in(column: Column, header: Sequence[str]) -> str:
    """What the file calls this column; nothing where it lacks it."""
    return next((name for name in (column.name, *column.also) if name in header), "")


def missing_columns(feed: Feed, header: Sequence[str]) -> list[str]:
    needed = set(feed.needed) | {feed.area}
    return [each.name for each in feed.columns if each.name in needed and not name_in(each, header)]


def extra_columns(feed: Feed, header: Sequence[str]) -> list[str]:
    known = {name for column in feed.columns for name in (column.name, *column.also)}
    return [name for name in header if name and name not in known]


def read_part(plan: Plan, rows: Sequence[Cells]) -> Reading:
    """Every mapped column of these rows, and the key of each."""
    reading = Reading()
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(plan.columns)
    for column, texts in zip(plan.columns, cells, strict=True):
        if column.target:
            reading.values[column.field] = read_column(plan, column, texts, reading)
    reading.keys = keys_of(plan, rows)
    reading.removed = _removed(plan, cells)
    return reading


def read_column(plan: Plan, column: Column, texts: Sequence[str], reading: Reading) -> Values:
    """The values of one column; None where a cell is empty or says nothing."""
    read = plan.reader(column)
    memory = plan.memory.setdefault(column.name, {})
    keeps = is_remembered(column)
    values: Values = []
    add = values.append
    for place, text in enumerate(texts):
        if text in memory:
            value = memory[text]
        else:
            value = _value(read, text)
            if keeps and len(memory) < REMEMBERED:
                memory[text] = value
        if value.__class__ is FaultCode:
            _note(column, place, text, value, reading)
            value = None
        elif value is None and column.required:
            _note(column, place, text, FaultCode.MISSING, reading)
        add(value)
    return values


def is_remembered(column: Column) -> bool:
    return column.target is not None and (bool(column.target.words) or column.target.kind not in UNIQUE)


def _value(read: Callable[[str], Any], text: str) -> Any:
    """The value, None for nothing, or the code of what is wrong."""
    try:
        return read(text)
    except Unreadable as wrong:
        return wrong.code


def reader_of(column: Column, today: date) -> Callable[[str], Any]:
    """From a cell to a value: through the department's codes where the column has them."""
    target = column.target
    assert target is not None
    if target.words is None:
        plain = quick.reader_for(target, today)
        return lambda text: plain(text) if (text := text.strip()) else None
    one = _coded(target, column.codes, today)
    if not target.several:
        return lambda text: one(text) or None if (text := text.strip()) else None
    return lambda text: _several(one, text)


def _coded(target: Field, table: Table | None, today: date) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if table is None:
            return target.read(text, today)
        word = table.word(cleaned(text) if text.isascii() else text)
        if word is None:
            raise Unreadable(FaultCode.UNKNOWN_CODE)
        return word

    return read


def _several(one: Callable[[str], Any], text: str) -> list[str] | None:
    words = {one(part) for part in map(str.strip, PARTS_OF_LIST.split(text)) if part}
    return sorted(word for word in words if word) or None


def _note(column: Column, place: int, text: str, code: FaultCode, reading: Reading) -> None:
    """A value that cannot be read refuses its row where it is required and nothing else can stand for it."""
    kept = TOLD.get(column.field) if code is not FaultCode.MISSING else None
    if kept:
        told = reading.values.setdefault(kept, [])
        told.extend([None] * (place - len(told)))
        told.append(text.strip()[:40])
    reading.faults.append(Faulty(place, column.name, code, text, column.required and not kept))


def keys_of(plan: Plan, rows: Sequence[Cells]) -> list[str]:
    """The source's own key of each row, as text; empty where a part of it is."""
    places = [plan.place(name) for name in plan.feed.key]
    clean = quick.quick_key
    if len(places) == 1:
        return [clean(row[places[0]]) for row in rows]
    keys = [[clean(row[place]) for place in places] for row in rows]
    return ["\x1f".join(key) if all(key) else "" for key in keys]


def _removed(plan: Plan, cells: Sequence[Sequence[str]]) -> set[int]:
    if plan.feed.removal is None or not name_in(_column(plan.feed), plan.names):
        return set()
    column, codes = plan.feed.removal
    return {place for place, text in enumerate(cells[plan.place(column)]) if text.strip() in codes}


def _column(feed: Feed) -> Column:
    assert feed.removal is not None
    return next(column for column in feed.columns if column.name == feed.removal[0])


def packed_rows(plan: Plan, values: Mapping[str, Values], count: int) -> list[str]:
    """`fields.pack` of every row, column by column: the same text, a few times quicker."""
    said = {name: [value] * count for name, value in plan.feed.says.items()}
    held = {**values, **said}
    columns = [_fragments(name, held[name], count) for name in sorted(held)]
    return ["{" + ",".join([text for text in row if text]) + "}" for row in zip(*columns, strict=True)]


def _fragments(name: str, values: Values, count: int) -> list[str]:
    """`"name":value` for each row, nothing for None."""
    head = f'"{name}":'
    texts = [
        ""
        if value is None
        else head + encode_basestring(value)
        if value.__class__ is str
        else head + str(value)
        if value.__class__ is int
        else pack({name: value})[1:-1]
        for value in values
    ]
    return texts + [""] * (count - len(texts))
