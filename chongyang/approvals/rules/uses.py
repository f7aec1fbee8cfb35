"""Five years without a change of use, once every department has the conversion on file (三(八)4)."""

from collections.abc import Mapping
from datetime import date

from chongyang.approvals.rules.catalogue import Use
from chongyang.policy.rules.promises import load_parameters


def years_of(use: Use) -> int:
    """The plan's number of years, from its parameter."""
    return int(next(one.value for one in load_parameters() if one.id == use.parameter))  # type: ignore[arg-type]


def kept_until(filed: Mapping[str, date], use: Use) -> date | None:
    """The day from which the use wants to be changed; None while a department lacks.

    The plan does not say from when the years count: here from the last filing.
    """
    if not set(use.departments) <= set(filed):
        return None
    last = max(filed[department] for department in use.departments)
    return _years_later(last, years_of(use))


def _years_later(day: date, years: int) -> date:
    """29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
