"""What can be counted: each room says in `apps.ready` which numbers its rows give, by place and by days.

A measure is one table expression and one condition. The count by street and the list of the rows that made it
are both written from these, so that a number and its rows agree, and row-level security cuts both alike.
A condition may use %(first_on)s and %(until_on)s, the half-open days of the period, and %(first_at)s and
%(until_at)s, their moments in Shanghai.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from chongyang.core.counting import STREET

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Days:
    """Half-open days that are counted over; what stands then is what stands at the end of the last one."""

    first: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.first:
            raise ValueError(f"{self.first} – {self.until}")

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def words(self) -> dict[str, Any]:
        """The parameters of a condition."""
        moments = {"first_at": _midnight(self.first), "until_at": _midnight(self.until)}
        return {"first_on": self.first, "until_on": self.until} | moments


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of one room that are counted, or summed by `number`.

    `row` and `area` are expressions over `table`; `opens` is the address of a page that takes a row's key.
    """

    key: str
    label: str
    unit: str
    table: str
    where: str
    row: str = "id"
    area: str = "area"
    number: str = "count(*)"
    opens: str = ""
    is_of_persons: bool = False

    @property
    def counting(self) -> str:
        """The statement that gives (first code of the street, number)."""
        street = f"{self.area} / {STREET} * {STREET}"
        return f"SELECT {street}, {self.number} FROM {self.table} WHERE {self.where} GROUP BY 1 ORDER BY 1"  # noqa: S608

    @property
    def listing(self) -> str:
        """The statement that gives (area, key of a row) in order, after one, within one interval."""
        return (
            f"SELECT {self.area}, {self.row}::text FROM {self.table} WHERE ({self.where})"  # noqa: S608
            f" AND {self.area} BETWEEN %(first)s AND %(last)s"
            f" AND ({self.area}, {self.row}::text) > (%(after_area)s, %(after_row)s)"
            " ORDER BY 1, 2 LIMIT %(most)s"
        )


@dataclass(frozen=True, slots=True)
class Published:
    """Numbers that somebody else counted and published, by the keys of reporting units and `city`.

    `numbers` answers for a day what was published last; a place that is missing is not known.
    """

    key: str
    label: str
    unit: str
    numbers: Callable[[date], Mapping[str, Decimal]]
    source: str
    is_of_persons: bool = False


_measures: dict[str, Measure | Published] = {}


def measures(room: str, known: Iterable[Measure | Published]) -> None:
    """Register what a room can count; keys begin with the room's name."""
    for measure in known:
        if not measure.key.startswith(f"{room}."):
            raise ValueError(measure.key)
        _measures[measure.key] = measure


def get_measure(key: str) -> Measure | Published | None:
    return _measures.get(key)


def list_measures() -> list[Measure | Published]:
    """All measures by key."""
    return [_measures[key] for key in sorted(_measures)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)
