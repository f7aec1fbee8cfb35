"""Days of duties: when a quarter's report is due, which quarters were missed, what is proposed when."""

from collections.abc import Iterator
from datetime import date

from chongyang.core.workdays import china
from chongyang.duties.enums import EscalationStep
from chongyang.duties.rules.settings import Settings, load
from chongyang.indicators.rules.periods import Period

WHOLE = 100


def report_due(period: Period) -> date:
    """The last day on which the report of a quarter is written; after it there are additions alone."""
    return china().add(period.days.last, load().feedback_workdays)


def is_open(period: Period, today: date) -> bool:
    """Whether a quarter's report is still written: from its first day to the day it is due."""
    return period.days.first <= today <= report_due(period)


def open_quarters(today: date) -> tuple[Period, ...]:
    """The running quarter, and the one before it while its report is due; the older first."""
    running = Period.around(today)
    return tuple(period for period in (running.former, running) if is_open(period, today))


def due_quarters(since: date, today: date) -> Iterator[Period]:
    """From the newest back: the quarters whose report was due before today, of a duty given on a day."""
    period = Period.around(today)
    while period.days.last >= since:
        if report_due(period) < today:
            yield period
        period = period.former


def points_behind(since: date, due: date, today: date, percent: int) -> int:
    """By how many points the work is behind the time that has passed between two days."""
    whole = (due - since).days
    passed = WHOLE if whole <= 0 else min(WHOLE, max(0, (today - since).days * WHOLE // whole))
    return max(0, passed - percent)


def steps_due(missed_on: date, today: date, settings: Settings | None = None) -> tuple[EscalationStep, ...]:
    """The steps whose working days after a missed day have passed."""
    rows = (settings or load()).escalation
    return tuple(step for step, days in rows if china().add(missed_on, days) <= today)
