"""What holds inside a row, between rows, and between a row and who sends it."""

from collections.abc import Sequence

from chongyang.claims.enums import FaultCode
from chongyang.claims.rules.columns import Faulty, Plan, Reading
from chongyang.claims.rules.rows import Cells
from chongyang.core.identifiers import cleaned
from chongyang.core.scopes import Interval


def validate(plan: Plan, reading: Reading, rows: Sequence[Cells], within: Interval) -> None:
    """Add the faults that no single cell shows; in place."""
    _warn_old_numbers(plan, reading, rows)
    _warn_disagreeing(plan, reading)
    _refuse_without_key(plan, reading)
    _refuse_outside(plan, reading, within)


def _column_of(plan: Plan, field: str) -> str:
    return next((column.name for column in plan.columns if column.field == field), "")


def _warn_old_numbers(plan: Plan, reading: Reading, rows: Sequence[Cells]) -> None:
    """A number of 15 digits was read as 18; the cell is looked at where the two cannot be equal."""
    column = _column_of(plan, "identity_number")
    if not column:
        return
    place = plan.place(column)
    for row, number in enumerate(reading.values["identity_number"]):
        if number is not None and len(text := rows[row][place]) != 18 and len(cleaned(text)) == 15:
            reading.faults.append(Faulty(row, column, FaultCode.IDENTITY_OLD, text, False))


def _disagreeing(reading: Reading, field: str) -> list[int]:
    """Places where the number says otherwise than this field."""
    numbers, values = reading.values.get("identity_number"), reading.values.get(field)
    if not numbers or not values:
        return []
    if field == "born_on":
        return [
            row
            for row, (number, born) in enumerate(zip(numbers, values, strict=True))
            if number and born and number[6:14] != born.replace("-", "")
        ]
    return [
        row
        for row, (number, sex) in enumerate(zip(numbers, values, strict=True))
        if number and sex and (number[16] in "13579") != (sex == "male")
    ]


def _warn_disagreeing(plan: Plan, reading: Reading) -> None:
    for field, code in (("born_on", FaultCode.DISAGREES_BIRTHDAY), ("sex", FaultCode.DISAGREES_SEX)):
        column = _column_of(plan, field)
        for row in _disagreeing(reading, field):
            value = str(reading.values[field][row])
            reading.faults.append(Faulty(row, column, code, value, False))


def disagreements(reading: Reading) -> tuple[int, int]:
    """Rows with a number and a birthday or sex, and those of them where the two disagree."""
    numbers = reading.values.get("identity_number") or []
    others = [values for field in ("born_on", "sex") if (values := reading.values.get(field))]
    compared = sum(
        number is not None and any(values[row] is not None for values in others)
        for row, number in enumerate(numbers)
    )
    return compared, len({row for field in ("born_on", "sex") for row in _disagreeing(reading, field)})


def _refuse_without_key(plan: Plan, reading: Reading) -> None:
    column = plan.feed.key[0]
    reading.faults += [
        Faulty(row, column, FaultCode.MISSING_KEY, "", True)
        for row, key in enumerate(reading.keys)
        if not key
    ]


def area_field(plan: Plan) -> str:
    return next(column.field for column in plan.feed.columns if column.name == plan.feed.area)


def _refuse_outside(plan: Plan, reading: Reading, within: Interval) -> None:
    first, last = within
    field, refused = area_field(plan), reading.refused
    for row, area in enumerate(reading.values[field]):
        if row in refused or (area is not None and first <= area <= last):
            continue
        code = FaultCode.MISSING if area is None else FaultCode.OUTSIDE_AREA
        reading.faults.append(Faulty(row, plan.feed.area, code, str(area or ""), True))
