"""Who has duty when: a rota's gaps, substitutes, shifts laid by a weekly pattern. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from chongyang.core.workdays import Calendar

Span = tuple[datetime, datetime]
HOLIDAY = 7
"""The weekday of a pattern that stands for a public holiday; Monday is 0."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody on duty from … until (half open), for herself or in the place of somebody."""

    account: UUID
    begins_at: datetime
    ends_at: datetime
    stands_for: UUID | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of a weekly pattern: this weekday from … until; until before from is the next day."""

    weekday: int
    begins: time
    ends: time
    account: UUID


def on_duty(duties: Iterable[Duty], at: datetime) -> list[UUID]:
    """Who has duty at a moment: a substitute instead of the one she stands for."""
    now = [duty for duty in duties if duty.begins_at <= at < duty.ends_at]
    replaced = {duty.stands_for for duty in now if duty.stands_for}
    held = [duty.account for duty in now if duty.stands_for or duty.account not in replaced]
    return list(dict.fromkeys(held))


def gaps(duties: Iterable[Duty], begins_at: datetime, ends_at: datetime) -> list[Span]:
    """The spans of begins_at … ends_at in which nobody has duty."""
    found: list[Span] = []
    covered_until = begins_at
    for duty in sorted(duties, key=lambda duty: (duty.begins_at, duty.ends_at)):
        if duty.begins_at >= ends_at:
            break
        if duty.begins_at > covered_until:
            found.append((covered_until, duty.begins_at))
        covered_until = max(covered_until, duty.ends_at)
    if covered_until < ends_at:
        found.append((covered_until, ends_at))
    return found


def clashes(duties: Iterable[Duty]) -> list[tuple[UUID, Span]]:
    """Who would have duty twice at once, and for how long."""
    found: list[tuple[UUID, Span]] = []
    held: dict[UUID, Duty] = {}
    for duty in sorted(duties, key=lambda duty: (duty.begins_at, duty.ends_at)):
        before = held.get(duty.account)
        if before and before.ends_at > duty.begins_at:
            found.append((duty.account, (duty.begins_at, min(before.ends_at, duty.ends_at))))
        if before is None or duty.ends_at > before.ends_at:
            held[duty.account] = duty
    return found


def lay(pattern: Sequence[Slot], first_on: date, days: int, calendar: Calendar, zone: tzinfo) -> list[Duty]:
    """Shifts of a weekly pattern over so many days.

    On a public holiday the lines of the weekday HOLIDAY are taken, if the pattern has any; on a working day
    that makes up for a holiday those of Monday where the day itself has none.
    """
    duties = []
    for offset in range(days):
        day = first_on + timedelta(days=offset)
        for slot in _lines_of(pattern, day, calendar):
            begins = datetime.combine(day, slot.begins, zone)
            ends_on = day if slot.ends > slot.begins else day + timedelta(days=1)
            duties.append(Duty(slot.account, begins, datetime.combine(ends_on, slot.ends, zone)))
    return duties


def _lines_of(pattern: Sequence[Slot], day: date, calendar: Calendar) -> list[Slot]:
    of_day = [slot for slot in pattern if slot.weekday == day.weekday()]
    of_holiday = [slot for slot in pattern if slot.weekday == HOLIDAY]
    if day in calendar.work:
        return of_day or [slot for slot in pattern if slot.weekday == 0]
    return of_holiday if day in calendar.off and of_holiday else of_day
