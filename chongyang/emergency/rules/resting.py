"""How long somebody has rested since the last night's work; pure, in the city's own time."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chongyang.emergency.rules.weights import Weights, load_weights

SHANGHAI = ZoneInfo("Asia/Shanghai")
Span = tuple[datetime, datetime | None]
LOOK_BACK = timedelta(hours=48)


def rested_hours(spans: Iterable[Span], now: datetime, weights: Weights | None = None) -> float | None:
    """Hours since the end of the latest work in a night; None where there was none. `spans` are journeys and
    turns of duty; one that goes on has no end, and tires only when it has lasted too long.
    """
    told = weights or load_weights()
    ends = [end for end in (_tiring_end(span, now, told) for span in spans) if end is not None]
    return max(0.0, (now - max(ends)).total_seconds() / 3600) if ends else None


def _tiring_end(span: Span, now: datetime, told: Weights) -> datetime | None:
    began, ended = span
    if ended is None:
        return now if now - began >= timedelta(hours=told.long_duty_hours) else None
    worked = _night_minutes(max(began, now - LOOK_BACK), ended, told)
    return ended if worked >= told.night_minutes else None


def _night_minutes(began: datetime, ended: datetime, told: Weights) -> float:
    """How much of a span lay in nights, in minutes."""
    first = began.astimezone(SHANGHAI).date() - timedelta(days=1)
    days = (ended.astimezone(SHANGHAI).date() - first).days
    total = 0.0
    for count in range(max(days, 0) + 1):
        day = first + timedelta(days=count)
        dusk = datetime.combine(day, time(told.night_begins), SHANGHAI)
        over = told.night_ends <= told.night_begins
        dawn = datetime.combine(day + timedelta(days=over), time(told.night_ends), SHANGHAI)
        total += max(0.0, (min(ended, dawn) - max(began, dusk)).total_seconds() / 60)
    return total


def tired_seconds(rested: float | None, weights: Weights | None = None) -> int:
    """What tiredness weighs in seconds of the way: all of it right after the night, nothing after rest."""
    told = weights or load_weights()
    if rested is None or rested >= told.rest_hours:
        return 0
    return round(told.tired_seconds * (1 - rested / told.rest_hours))
