"""Two like columns that changed places in the first file of a feed, where no earlier file can be compared.

What is known tells: days and figures that have an order, the birthday and sex inside an identity number, how
a number and an address look, and what stands on file about the people whose identity numbers the file holds.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from chongyang.claims.rules.areas import code_of
from chongyang.claims.rules.columns import Plan, Reading
from chongyang.claims.rules.feeds import Column
from chongyang.claims.rules.fields import DAYS
from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import UnableToReadFile
from chongyang.claims.rules.survivorship import Word, same_key

FEWEST = 20
"""With fewer values a share says nothing."""
ORDERED = (
    *(("born_on", later) for later in ("died_on", "moved_on", "married_on", "pension_from", "class_from")),
    *(("class_from", "class_until"), ("pension_from", "seen_alive_on"), ("pension_from", "died_on")),
    *(("diastolic", "systolic"), ("weight", "height")),
)
"""The first is before, or less than, the second: of one person in nearly every row."""
ADDRESSES = frozenset({"address", "household_address"})
NUMBERS = frozenset({"class_number", "card_number", "household_number"})
AREAS = frozenset({"area", "household_area"})
HAN = re.compile(r"[\u4e00-\u9fff]{4}")
Known = Mapping[str, frozenset[str]]
"""What stands on file about one person: by field, the keys of all values that anybody said."""


def refuse_crossed_within(plan: Plan, reading: Reading) -> None:
    """Judged by the file alone; raises UnableToReadFile."""
    for earlier, later in ORDERED:
        _refuse_disordered(plan, reading, earlier, later)
    for one, other in _pairs(plan):
        if {one.field, other.field} & ADDRESSES and {one.field, other.field} & NUMBERS:
            _refuse_unlike(reading, one, other)


def _refuse_disordered(plan: Plan, reading: Reading, earlier: str, later: str) -> None:
    rows = zip(reading.values.get(earlier) or (), reading.values.get(later) or (), strict=False)
    wrong = [one > other for one, other in rows if one is not None and other is not None and one != other]
    if len(wrong) >= FEWEST and sum(wrong) / len(wrong) >= limits().swapped_good_share:
        one, other = sorted((_column(plan, earlier), _column(plan, later)), key=plan.columns.index)
        raise UnableToReadFile("swapped_order", one.name, other.name, round(100 * sum(wrong) / len(wrong)))


def _refuse_unlike(reading: Reading, one: Column, other: Column) -> None:
    """An address has words where a number of a certificate or a card has none."""
    number, address = (one, other) if one.field in NUMBERS else (other, one)
    most = limits().swapped_good_share
    if _worded(reading.values[number.field]) >= most and _worded(reading.values[address.field]) <= 1 - most:
        raise UnableToReadFile("swapped", one.name, other.name)


def _worded(values: Sequence[Any]) -> float:
    full = [value for value in values if value]
    return sum(bool(HAN.search(value)) for value in full) / len(full) if len(full) >= FEWEST else 0.5


def who_agrees(plan: Plan, reading: Reading) -> tuple[str, str] | None:
    """Where number and birthday or sex disagree: the two columns that changed places, if any did."""
    numbers, values = reading.values.get("identity_number") or [], reading.values
    for column in plan.columns:
        target, mine = column.target, values.get(column.field) or []
        if target is None or column.field in ("identity_number", "born_on"):
            continue
        if target.kind == "identity":
            rows = zip(
                mine, values.get("born_on") or [None] * len(mine), values.get("sex") or (), strict=False
            )
            if _fits(_speaks_of(number, born, sex) for number, born, sex in rows if number):
                return _named(plan, "identity_number", column.field)
        if column.field in DAYS and _fits(
            number[6:14] == day.replace("-", "")
            for number, day in zip(numbers, mine, strict=False)
            if number and day
        ):
            return _named(plan, "born_on", column.field)
    return None


def _speaks_of(number: str, born: str | None, sex: str | None) -> bool:
    is_his = (number[16] in "13579") == (sex == "male") if sex else True
    return is_his and (born is None or number[6:14] == born.replace("-", ""))


def _fits(rows: Iterable[bool]) -> bool:
    held = list(rows)
    return len(held) >= FEWEST and sum(held) / len(held) >= limits().swapped_good_share


def _named(plan: Plan, one: str, other: str) -> tuple[str, str]:
    first, second = sorted((_column(plan, one), _column(plan, other)), key=plan.columns.index)
    return first.name, second.name


def refuse_crossed_with(plan: Plan, rows: Sequence[tuple[Mapping[str, Any], Known]]) -> None:
    """Beside what is on file: of two like columns each says far more often what is known of the other.

    `rows` are the values of a row and what is known of the person whose number it holds.
    """
    for one, other in _pairs(plan):
        found = [
            fits for told, known in rows if (fits := _fit(one.field, other.field, told, known)) is not None
        ]
        if len(found) >= FEWEST and sum(found) / len(found) >= limits().swapped_good_share:
            share = round(100 * sum(found) / len(found))
            raise UnableToReadFile("swapped_known", *_or_numbers(plan, one, other), share)


def _fit(one: str, other: str, told: Mapping[str, Any], known: Known) -> bool | None:
    """True where the two fit crossed, False where they fit as they stand, None where a row tells nothing."""
    mine, theirs = told.get(one), told.get(other)
    if not mine or not theirs or _agree(one, mine, frozenset({key_of(one, theirs)})):
        return None
    crossed = _agree(one, theirs, known.get(one, frozenset())) or _agree(
        other, mine, known.get(other, frozenset())
    )
    straight = _agree(one, mine, known.get(one, frozenset())) or _agree(
        other, theirs, known.get(other, frozenset())
    )
    return crossed if crossed != straight else None


def key_of(field: str, value: Any) -> str:
    """Values with one key say the same; an area is its statistical code."""
    if field in AREAS:
        return code_of(int(value))
    return same_key(field, Word(value, "", date.min))


def _agree(field: str, value: Any, known: frozenset[str]) -> bool:
    """An area agrees with one that holds it, or lies in it."""
    key = key_of(field, value)
    return key in known or (
        field in AREAS and any(key.startswith(held) or held.startswith(key) for held in known)
    )


def _or_numbers(plan: Plan, one: Column, other: Column) -> tuple[str, str]:
    """Of two persons in a row either names or numbers changed places: both are named."""
    numbers = [each.name for each in plan.columns if each.target and each.target.kind == "identity"]
    kind = one.target.kind if one.target else ""
    if len(numbers) != 2 or kind == "identity":
        return one.name, other.name
    return f"{one.name}／{numbers[0]}", f"{other.name}／{numbers[1]}"


def _pairs(plan: Plan) -> list[tuple[Column, Column]]:
    """Columns whose cells could stand in each other's place without being unreadable."""
    mapped = [column for column in plan.columns if column.target]
    return [pair for pair in combinations(mapped, 2) if _family(pair[0]) == _family(pair[1])]


def _family(column: Column) -> object:
    target = column.target
    if target is None or target.words or target.kind == "number":
        return column
    return "day" if column.field in DAYS else target.kind


def _column(plan: Plan, field: str) -> Column:
    return next(column for column in plan.columns if column.field == field)
