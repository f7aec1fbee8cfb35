"""When a provider is checked."""

from datetime import date, timedelta

from chongyang.services.rules import flows

MONTHS = 12


def next_check(day: date) -> date:
    """The day so many months later, or the last that the month has."""
    count = day.year * MONTHS + day.month - 1 + flows.load().yearly.months
    year, month = count // MONTHS, count % MONTHS + 1
    last = (date(year + month // MONTHS, month % MONTHS + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
