"""The head of a file judged before a row of it is written: exchanged columns, columns of another person.

A wrong column is wrong in nearly every row, an error of a person in a few: shares tell them apart.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from chongyang.claims.enums import FaultCode
from chongyang.claims.rules import crossing
from chongyang.claims.rules.columns import Plan, Reading, _value
from chongyang.claims.rules.feeds import Column
from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import UnableToReadFile
from chongyang.claims.rules.rows import Cells
from chongyang.claims.rules.validation import disagreements

FEWEST = 20
"""With fewer values a share says nothing."""


def judge(plan: Plan, rows: Sequence[Cells], reading: Reading) -> None:
    """Refuse a file whose columns cannot be what their heads say; raises UnableToReadFile."""
    cells = list(zip(*rows, strict=True)) if rows else []
    if len(rows) < FEWEST:
        return
    bad = {
        column.name: share
        for column, texts in zip(plan.columns, cells, strict=True)
        if column.target and (share := bad_share(column, plan, texts)) >= limits().swapped_bad_share
    }
    if bad:
        _refuse_swapped(plan, cells, bad)
        name, share = max(bad.items(), key=lambda pair: pair[1])
        raise UnableToReadFile("unreadable_column", name, round(share * 100))
    _refuse_double(plan, reading)
    crossing.refuse_crossed_within(plan, reading)
    _refuse_disagreeing(plan, reading)


def _refuse_double(plan: Plan, reading: Reading) -> None:
    """A column that names a household instead of a person repeats; errors of people do not, so often."""
    keys = [key for key in reading.keys if key]
    share = 1 - len(set(keys)) / len(keys) if keys else 0.0
    if share > limits().double_share:
        raise UnableToReadFile("double_keys", round(share * 100), "、".join(plan.feed.key))


def same_kind_pairs(plan: Plan) -> list[tuple[Column, Column]]:
    """Columns that read each other's cells: nothing in one file tells whether they changed places."""
    mapped = [column for column in plan.columns if column.target]
    return [
        (one, other)
        for one, other in combinations(mapped, 2)
        if one.target and other.target and one.target.read is other.target.read
    ]


def refuse_exchanged(
    plan: Plan, former: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> None:
    """Two columns of one kind that changed places since the last file: in most records each says what the
    other said. `former` and `told` are the values of the same records; raises UnableToReadFile."""
    for one, other in same_kind_pairs(plan):
        pairs = [
            (new.get(one.field) == old[other.field] and new.get(other.field) == old[one.field])
            for old, new in zip(former, told, strict=True)
            if old.get(one.field) and old.get(other.field) and old[one.field] != old[other.field]
        ]
        if len(pairs) >= FEWEST and sum(pairs) / len(pairs) >= limits().swapped_bad_share:
            raise UnableToReadFile("swapped", one.name, other.name)


def bad_share(column: Column, plan: Plan, texts: Sequence[str]) -> float:
    """Of the cells that hold something, how many this column cannot read."""
    read = plan.reader(column)
    full = [text for text in texts if text.strip()]
    if len(full) < FEWEST:
        return 0.0
    return sum(_value(read, text).__class__ is FaultCode for text in full) / len(full)


def _refuse_swapped(plan: Plan, cells: Sequence[Sequence[str]], bad: Mapping[str, float]) -> None:
    """Two columns of which each reads the other's cells; those that read badly themselves are tried first."""
    places = {column.name: place for place, column in enumerate(plan.columns)}
    for one in bad:
        for other in sorted(places, key=lambda name: (name not in bad, places[name])):
            if other != one and _have_changed(plan, cells, places[one], places[other], bad):
                raise UnableToReadFile("swapped", *sorted((one, other), key=places.__getitem__))


def _have_changed(
    plan: Plan, cells: Sequence[Sequence[str]], one: int, other: int, bad: Mapping[str, float]
) -> bool:
    mine, theirs = plan.columns[one], plan.columns[other]
    if theirs.name not in bad and not reads_anything(theirs):
        return False
    most = 1 - limits().swapped_good_share
    if bad_share(mine, plan, cells[other]) > most or not _is_full(cells[other]):
        return False
    return theirs.target is None or bad_share(theirs, plan, cells[one]) <= most


def reads_anything(column: Column) -> bool:
    """A text, or a part of the key: its own cells never look wrong."""
    return column.target is None or column.target.kind == "text"


def _is_full(texts: Sequence[str]) -> bool:
    """Empty cells fit every column and say nothing about two of them."""
    return sum(bool(text.strip()) for text in texts) >= FEWEST


def _refuse_disagreeing(plan: Plan, reading: Reading) -> None:
    """Numbers of one person beside the birthday or sex of another, row after row; where another column holds
    what fits, the two are named.
    """
    compared, wrong = disagreements(reading)
    if compared >= FEWEST and wrong / compared >= limits().disagreeing_share:
        if named := crossing.who_agrees(plan, reading):
            raise UnableToReadFile("swapped", *named)
        raise UnableToReadFile("disagreeing", round(100 * wrong / compared))
