"""Calls on the line: the one, the last, who rings now, what waits to be called back."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call, CallAudit, CallBack, CallLine, CallOpening
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.rules.calls import State
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

log = logging.getLogger("chongyang.hotline")


def _calls(scope: Scope) -> QuerySet[Call]:
    """Calls within reach; a role that may not know persons finds none by any door."""
    return visible(Call.objects.all(), scope) if can_read(scope) or scope.system else Call.objects.none()


def access_call(scope: Scope, call: UUID) -> Call:
    """One call, for who answers the line."""
    demand(scope, Can.ANSWER_CALLS)
    row = _calls(scope).filter(id=call).first()
    if row is None:
        raise NotFound(str(call))
    return row


def list_calls(
    scope: Scope, limit: int = 30, after: tuple[datetime, UUID] | None = None, **only: Any
) -> list[Call]:
    """The last calls on the line; `only` narrows by columns; `after` is (began_at, id) of the page before."""
    demand(scope, Can.ANSWER_CALLS)
    rows = _calls(scope).filter(**only)
    if after:
        at, last = after
        rows = rows.filter(began_at__lte=at).exclude(began_at=at, id__gte=last)
    return list(rows.order_by("-began_at", "-id")[:limit])


def list_ringing(scope: Scope, limit: int = 20) -> list[Call]:
    """Who rings now, the longest waiting first, with the seats that were asked."""
    demand(scope, Can.ANSWER_CALLS)
    rows = _calls(scope).filter(state=State.RINGING, direction="in")
    return list(rows.order_by("began_at", "id").prefetch_related("offers")[:limit])


def list_talking(scope: Scope, limit: int = 100) -> list[Call]:
    """Who talks now, the longest first."""
    demand(scope, Can.ANSWER_CALLS)
    return list(_calls(scope).filter(state=State.TALKING).order_by("answered_at", "id")[:limit])


def list_lines(scope: Scope, call: UUID) -> list[CallLine]:
    """What was said of a call, line by line."""
    row = access_call(scope, call)
    return list(visible(CallLine.objects.filter(call=row), scope).order_by("at", "id"))


def list_openings(scope: Scope, call: UUID) -> list[CallOpening]:
    """Who asked for the recording or listened, and why; for the shift lead."""
    demand(scope, Can.LEAD_SHIFT)
    row = access_call(scope, call)
    return list(visible(CallOpening.objects.filter(call=row), scope).order_by("at", "id"))


def count_calls(since: Any) -> int:
    """Calls taken since a moment."""
    return Call.objects.filter(answered_at__gte=since, direction="in").count()


def list_call_backs(scope: Scope, limit: int = 100) -> list[CallBack]:
    """Calls that nobody answered and that nobody has made good; a known person's first, then the oldest."""
    demand(scope, Can.ANSWER_CALLS)
    rows = (
        visible(CallBack.objects.filter(closed_at=None), scope)
        if can_read(scope)
        else CallBack.objects.none()
    )
    found = rows.select_related("call").order_by("due_at", "id")[:limit]
    return sorted(found, key=lambda row: row.person is None)


def access_call_back(scope: Scope, call: UUID) -> CallBack:
    """The call-back of one call."""
    row = (
        visible(CallBack.objects.filter(call=access_call(scope, call)), scope).select_related("call").first()
    )
    if row is None:
        raise NotFound(str(call))
    return row


def is_reviewer(scope: Scope, call: UUID) -> bool:
    """Whether the sample gave this call to this account."""
    account = scope.actor.account
    return account is not None and CallAudit.objects.filter(call=call, reviewer=account).exists()


def list_previous(scope: Scope, call: Call, limit: int = 5) -> list[Call]:
    """Earlier calls from the same number; a hidden number has none."""
    demand(scope, Can.ANSWER_CALLS)
    if not call.caller_index:
        return []
    rows = (
        _calls(scope).filter(caller_index=call.caller_index, began_at__lt=call.began_at).exclude(id=call.id)
    )
    return list(rows.order_by("-began_at", "-id")[:limit])


def persons_of_number(scope: Scope, number: str, limit: int = 5) -> list[UUID]:
    """For whom this number called before, the last first."""
    demand(scope, Can.ANSWER_CALLS)
    rows = _calls(scope).filter(caller_index=index_of(number, "phone"), person__isnull=False)
    persons = rows.order_by("-began_at", "-id").values_list("person", flat=True)[:50]
    return [person for person in dict.fromkeys(persons) if person][:limit]


def running_call_of(scope: Scope, task: UUID, since: datetime) -> Call | None:
    """The call for a task that rings or talks now; one that nobody ended is forgotten after a while."""
    demand(scope, Can.ANSWER_CALLS)
    rows = _calls(scope).filter(task=task, ended_at=None, began_at__gte=since)
    return rows.order_by("-began_at", "-id").first()


def last_call_of(scope: Scope, task: UUID) -> Call | None:
    """The last call for a task; none for who does not answer the line and so did not call by it."""
    if not may(scope, Can.ANSWER_CALLS):
        return None
    return _calls(scope).filter(task=task).order_by("-began_at", "-id").first()


def is_dialled_by_hand() -> bool:
    """Whether no exchange dials: the seat takes the telephone."""
    return provider_name() == "null"


def provider_name() -> str:
    """The exchange that this installation talks to."""
    return str(settings.TELEPHONY)


def numbers_of(calls: Iterable[UUID]) -> dict[UUID, str]:
    """The plain numbers for the exchange that dials; in the system's name alone."""
    rows = Call.objects.filter(id__in=list(calls)).order_by("id")
    return {row.id: row.caller_number.plain for row in rows if row.caller_number}
