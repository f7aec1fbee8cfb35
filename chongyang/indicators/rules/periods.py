"""Quarters and years by name: 2018Q4, 2018."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from chongyang.core.measuring import Days
from chongyang.core.words import N_
from chongyang.indicators.enums import Span

NAME = re.compile(r"(?P<year>20\d\d)(?:Q(?P<quarter>[1-4]))?")
UNKNOWN = N_("期间写作 2018Q4 或 2018。")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One quarter of a year; `quarter` is 0 for the whole year."""

    year: int
    quarter: int = 0

    @classmethod
    def read(cls, name: str) -> Self:
        """The period of a name. Raises ValueError with a sentence."""
        found = NAME.fullmatch(name)
        if not found:
            raise ValueError(UNKNOWN)
        return cls(int(found["year"]), int(found["quarter"] or 0))

    @classmethod
    def around(cls, day: date, span: Span = Span.QUARTER) -> Self:
        """The quarter or year in which a day lies."""
        return cls(day.year, (day.month + 2) // 3 if span is Span.QUARTER else 0)

    @property
    def span(self) -> Span:
        return Span.QUARTER if self.quarter else Span.YEAR

    @property
    def days(self) -> Days:
        """Its half-open days."""
        if not self.quarter:
            return Days(date(self.year, 1, 1), date(self.year + 1, 1, 1))
        first = date(self.year, 3 * self.quarter - 2, 1)
        return Days(first, date(self.year + self.quarter // 4, 3 * self.quarter % 12 + 1, 1))

    @property
    def former(self) -> "Period":
        """The one before it, of the same length."""
        if self.quarter > 1:
            return Period(self.year, self.quarter - 1)
        return Period(self.year - 1, 4 if self.quarter else 0)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)
