"""How the line does: live numbers, and service levels by day, hour, seat and purpose. One row a call."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, DateTimeField, F, When
from django.utils import timezone

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call, CallBack
from chongyang.hotline.queries.seats import list_seats
from chongyang.hotline.rules.calls import Direction, State, seconds_between
from chongyang.hotline.rules.levels import Counted
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, slots=True)
class Now:
    """The line at this moment. `longest_since` is when the longest waiting began."""

    ringing: int
    longest_since: datetime | None
    talking: int
    call_backs: int
    seats: dict[str, int]


def live_numbers(scope: Scope) -> Now:
    """Waiting, longest wait, talking, missed and not made good, seats by what they do."""
    demand(scope, Can.ANSWER_CALLS)
    calls = visible(Call.objects.filter(state__in=(State.RINGING, State.TALKING)), scope).order_by(
        "began_at", "id"
    )
    rows = list(calls.values_list("state", "direction", "began_at"))
    waiting = [began for state, way, began in rows if state == State.RINGING and way == Direction.IN]
    return Now(
        ringing=len(waiting),
        longest_since=min(waiting, default=None),
        talking=sum(state == State.TALKING for state, _, _ in rows),
        call_backs=visible(CallBack.objects.filter(closed_at=None), scope).count(),
        seats=dict(Counter(row.doing for row in list_seats(scope))),
    )


def count_through(scope: Scope, first: datetime, last: datetime) -> Iterator[Counted]:
    """Each call in, once, that began in [first, last) and rings no more; one keyed in counts as answered."""
    demand(scope, Can.LEAD_SHIFT)
    waited_until = Case(
        When(state=State.ABANDONED, then=F("ended_at")),
        default=F("answered_at"),
        output_field=DateTimeField(),
    )
    rows = visible(Call.objects.filter(direction=Direction.IN), scope)
    rows = rows.filter(began_at__gte=first, began_at__lt=last).exclude(state=State.RINGING)
    columns = ("state", "began_at", "answered_at", "ended_at", "purpose", "account", "until")
    found = rows.annotate(until=waited_until).order_by("began_at", "id").values_list(*columns)
    for state, began, answered, ended, purpose, account, until in found.iterator(2000):
        local = timezone.localtime(began)
        yield Counted(
            answered=state != State.ABANDONED,
            waited=seconds_between(began, until) or 0,
            talked=seconds_between(answered, ended) or 0,
            purpose=purpose,
            hour=local.hour,
            day=local.date().isoformat(),
            seat=str(account or ""),
        )
