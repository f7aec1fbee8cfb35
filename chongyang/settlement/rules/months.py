"""Months as `2026-10`: their days, and how far back a month looks."""

from datetime import date

PLACES = 7


class NoMonth(ValueError):
    """The text is no month."""


def read_month(text: str) -> date:
    """The first day of `2026-10`. Raises NoMonth."""
    try:
        if len(text) != PLACES or not text.isascii():
            raise NoMonth(text)
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise NoMonth(text) from error


def shifted(month: date, by: int) -> date:
    """The first day of the month so many months later, or before where `by` is negative."""
    place = month.year * 12 + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)


def spelled(month: date) -> str:
    return f"{month:%Y-%m}"
