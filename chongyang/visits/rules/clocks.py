"""The phone's clock against ours. What a phone says of time is kept; what counts is the same by our clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chongyang.visits.rules.settings import settings


@dataclass(frozen=True, slots=True)
class Clock:
    """How far our clock was ahead of the phone's when it sent. It is wrong only beyond what is usual."""

    ahead: timedelta

    @property
    def is_wrong(self) -> bool:
        return abs(self.ahead) > timedelta(minutes=settings("score")["clock_minutes"])

    @property
    def seconds(self) -> int:
        return round(self.ahead.total_seconds())

    def ours(self, taken_at: datetime, now: datetime) -> datetime:
        """When it happened by our clock; nothing happened after it was received."""
        moved = taken_at + self.ahead if self.is_wrong else taken_at
        return min(moved, now)


def compare(sent_at: datetime, now: datetime) -> Clock:
    """The clock of a phone that says that it sends at this moment."""
    return Clock(now - sent_at)


def is_late(happened_at: datetime, received_at: datetime) -> bool:
    """Whether it was told so long afterwards that it counts less."""
    return received_at - happened_at > timedelta(hours=settings("score")["late_hours"])


def is_too_old(happened_at: datetime, now: datetime) -> bool:
    """Whether it is of so long ago that it is not taken in: its month is settled."""
    return now - happened_at > timedelta(days=settings("score")["oldest_days"])
