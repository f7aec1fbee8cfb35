"""Deadlines in working days with the clock stopped while the applicant completes.

The day on which something is received does not count (民法典 第二百零一条), the day of a stop still does,
the day on which the clock goes on does not: a stop moves a deadline by the working days after the one up to
and with the other.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from chongyang.core import workdays
from chongyang.core.workdays import LATEST, Calendar

ZONE = ZoneInfo("Asia/Shanghai")


def due(since: datetime, days: int, calendar: Calendar | None = None) -> datetime:
    """The last second of the last working day."""
    return workdays.deadline(since, days, ZONE, calendar)


def moved(
    due_at: datetime, stopped: datetime, resumed: datetime, calendar: Calendar | None = None
) -> datetime:
    """The deadline after a stop: what was left is left, and what was late is as late as before."""
    days = stopped_workdays(stopped, resumed, calendar)
    last = (calendar or workdays.china()).add(due_at.astimezone(ZONE).date(), days)
    return datetime.combine(last, LATEST, tzinfo=ZONE)


def stopped_workdays(stopped: datetime, resumed: datetime, calendar: Calendar | None = None) -> int:
    """The working days on which nobody counted."""
    days = stopped.astimezone(ZONE).date(), resumed.astimezone(ZONE).date()
    return (calendar or workdays.china()).count(*days)


def used(since: datetime, until: datetime, stopped: int = 0, calendar: Calendar | None = None) -> int:
    """The working days that the offices took."""
    days = since.astimezone(ZONE).date(), until.astimezone(ZONE).date()
    return max((calendar or workdays.china()).count(*days) - stopped, 0)


def left(now: datetime, due_at: datetime, calendar: Calendar | None = None) -> int:
    """The working days that are left, today not counted; below zero for what is late."""
    today, last = now.astimezone(ZONE).date(), due_at.astimezone(ZONE).date()
    held = calendar or workdays.china()
    return held.count(today, last) if last >= today else -held.count(last, today)
