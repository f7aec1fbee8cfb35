"""Reading measures: the count by street, and the rows that made it, in the scope that is entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from chongyang.core.measuring import Days, Measure
from chongyang.core.scopes import Interval


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of a measure: where it is and its key."""

    area: int
    row: str


def count_by_street(measure: Measure, days: Days) -> dict[int, Decimal]:
    """The measure by the first code of each street; what is known by county alone stands under its code."""
    with connection.cursor() as cursor:
        cursor.execute(measure.counting, days.words)
        return {area: Decimal(number) for area, number in cursor.fetchall() if number is not None}


def list_counted(
    measure: Measure, days: Days, within: Interval, *, after: Counted | None = None, most: int = 50
) -> Iterator[Counted]:
    """The rows of a measure within an interval, by area and key, after one of them."""
    start = after or Counted(within[0], "")
    bounds = {"first": within[0], "last": within[1], "most": most}
    place = {"after_area": start.area, "after_row": start.row}
    with connection.cursor() as cursor:
        cursor.execute(measure.listing, days.words | bounds | place)
        yield from (Counted(area, row) for area, row in cursor.fetchall())
