"""When each carer works on a day: her hours less her absences."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.routing.rules.day import Pause, Window
from chongyang.scheduling.rules.free import longest_free
from chongyang.scheduling.rules.settings import load
from chongyang.workforce import queries as workforce
from chongyang.workforce.models import Carer

Hours = tuple[Window, Pause | None]


def hours_of(carers: Sequence[Carer], day: date, *, since: float = 0.0) -> dict[UUID, Hours]:
    """Of each carer the longest time of the day, from a minute on, in which she works and is not away.

    In the system's scope. Who is not there at all has hours without length.
    """
    midnight = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    gone = workforce.away([one.id for one in carers], midnight, midnight + timedelta(days=1))
    settings = load()
    found: dict[UUID, Hours] = {}
    for one in carers:
        away = _away(one, midnight) if one.id in gone else []
        shift = longest_free(settings.day, away, since) or (settings.day[0], settings.day[0])
        found[one.id] = (shift, settings.pause)
    return found


def _away(carer: Carer, midnight: datetime) -> list[Window]:
    rows = workforce.list_absences(carer, since=midnight)
    return [(_minute(row.from_at, midnight), _minute(row.to_at, midnight)) for row in rows]


def _minute(moment: datetime, midnight: datetime) -> float:
    return (moment - midnight).total_seconds() / 60
