"""What a page of the desk is asked for: the day, the provider; and how a moment is typed."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.ordered import key_of

FARTHEST = timedelta(days=400)


def day_of(text: str) -> date:
    """The day that is asked for; today where it is none, or too far to be meant."""
    today = timezone.localdate(clock_now())
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today


def provider_of(request: HttpRequest, text: str) -> UUID | None:
    """Who plans for one provider sees its own alone; 12349 one of the area, or all."""
    scope = scope_of(request)
    return scope.organisation if is_own(scope) else key_of(text)


def is_own(scope: Scope) -> bool:
    """Whether the reader plans for a provider."""
    from chongyang.territory.permissions import may

    return may(scope, Can.PROVIDE_SERVICES) and not scope.system


def moment_of(day: date, text: str) -> datetime | None:
    """09:30 of a day of the city; nothing where no time was typed."""
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return None
    clean = clock.replace(second=0, microsecond=0, tzinfo=None)
    return datetime.combine(day, clean, tzinfo=timezone.get_default_timezone())


def board_url(day: date, provider: UUID | None = None) -> str:
    chosen = f"&provider={provider}" if provider else ""
    return f"{reverse('dispatching')}?day={day.isoformat()}{chosen}"
