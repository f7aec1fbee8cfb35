"""How long a paper that was handed in before may be used again."""

from datetime import date

from chongyang.approvals.rules.catalogue import Material

MONTHS = 12


def usable_until(material: Material, handed_on: date) -> date | None:
    """The first day on which it is over; None for one that serves while the project runs."""
    if material.months is None:
        return None
    years, month = divmod(handed_on.month - 1 + material.months, MONTHS)
    day = min(handed_on.day, 28)
    return date(handed_on.year + years, month + 1, day)


def is_usable(material: Material, handed_on: date, today: date, *, same_stage: bool) -> bool:
    """`months: 0` serves its own stage alone, in any turn of it."""
    if material.months == 0:
        return same_stage
    until = usable_until(material, handed_on)
    return until is None or today < until
