"""The hours and days of a quota, by the clock of the city."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chongyang.exchange.enums import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")


def window_of(span: Span, now: datetime) -> tuple[datetime, datetime]:
    """The hour or day around a moment, half-open."""
    local = now.astimezone(SHANGHAI)
    if span is Span.HOUR:
        begins = local.replace(minute=0, second=0, microsecond=0)
        return begins, begins + timedelta(hours=1)
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)
