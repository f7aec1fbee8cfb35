"""Who may enrol, and what of a fee goes back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from chongyang.core.scopes import interval_of


def age_on(born_on: date, on: date) -> int:
    """Full years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_of_age(born_on: date | None, on: date, least: int | None, most: int | None) -> bool:
    """Whether an age is within both ends; an unknown birthday is refused only where an age is asked for."""
    if least is None and most is None:
        return True
    if born_on is None:
        return False
    age = age_on(born_on, on)
    return (least is None or age >= least) and (most is None or age <= most)


def is_of_area(area: int, codes: Sequence[str]) -> bool:
    """Whether somebody lives in one of these areas; no code is everybody."""
    return not codes or any(first <= area <= last for first, last in map(interval_of, codes))


def lacks(asked: Collection[str], declared: Collection[str]) -> list[str]:
    """What a route asks of health and nobody said yes to."""
    return sorted(set(asked) - set(declared))


def back_of(fee_fen: int, rule: Mapping[str, int], starts_on: date, on: date, *, is_hosts: bool) -> int:
    """What goes back of a paid fee: all where the host stopped it or the person died; else by the rule of the
    day of enrolment. Whole fen, rounded in the payer's favour.
    """
    if is_hosts or (starts_on - on).days >= rule.get("free_days", 0):
        return fee_fen
    percent = rule.get("late_percent", 0) if on < starts_on else rule.get("started_percent", 100)
    return fee_fen - fee_fen * percent // 100
