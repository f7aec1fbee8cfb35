"""Shifts and what one hands to the next; the lines are gathered from what is open, not from memory."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.hotline.models import HandOver, Shift
from chongyang.hotline.queries.calls import list_call_backs, list_calls
from chongyang.hotline.queries.care_calls import visible_calls
from chongyang.hotline.queries.follow_ups import visible_follow_ups
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.queries.orders import DONE, visible_orders
from chongyang.hotline.rules.care_calls import OPEN, today
from chongyang.hotline.rules.seats import shift_span
from chongyang.telecare import queries as telecare
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

KEPT = timedelta(days=30)
LINES = 200


def get_shift(scope: Scope) -> Shift | None:
    """My open shift."""
    account = scope.actor.account
    return Shift.objects.filter(account=account, ended_at=None).first() if account else None


def list_shifts(scope: Scope, limit: int = 50) -> list[Shift]:
    """Who is on shift now."""
    demand(scope, Can.ANSWER_CALLS)
    return list(visible(Shift.objects.filter(ended_at=None), scope).order_by("began_at", "id")[:limit])


def _hand_overs(scope: Scope) -> QuerySet[HandOver]:
    demand(scope, Can.ANSWER_CALLS)
    return visible(HandOver.objects.all(), scope)


def list_open_hand_overs(scope: Scope, limit: int = 50) -> list[HandOver]:
    """Given and not yet accepted, the oldest first."""
    return list(_hand_overs(scope).filter(accepted_at=None).order_by("given_at", "id")[:limit])


def list_hand_overs(scope: Scope, now: datetime, limit: int = 50) -> list[HandOver]:
    """Those of the last thirty days, the newest first."""
    return list(_hand_overs(scope).filter(given_at__gte=now - KEPT).order_by("-given_at", "-id")[:limit])


def access_hand_over(scope: Scope, hand_over: UUID) -> HandOver:
    """One hand-over within reach."""
    row = _hand_overs(scope).filter(id=hand_over).first()
    if row is None:
        raise NotFound(str(hand_over))
    return row


def gather_lines(scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """What is open and what was promised for the next shift. Keys and counts, no persons.

    Incidents, call-backs, calls not yet written down, orders and follow-ups that fall due, care calls left
    of today, devices that fail.
    """
    until = now + shift_span()
    return [
        *_incidents(scope),
        *_call_backs(scope),
        *_unwritten(scope, now),
        *_orders(scope, until),
        *_follow_ups(scope, until),
        *_care_calls(scope, now),
        *_devices(scope),
    ]


def _orders(scope: Scope, until: datetime) -> list[dict[str, Any]]:
    if not may(scope, Can.HANDLE_ORDERS):
        return []
    rows = visible_orders(scope).filter(~Q(state__in=DONE), closed_at=None, due_at__lte=until)
    return [
        {"kind": "order", "key": str(row.id), "name": row.number, "since": row.due_at.isoformat()}
        for row in rows.order_by("due_at", "id")[:LINES]
    ]


def _follow_ups(scope: Scope, until: datetime) -> list[dict[str, Any]]:
    rows = visible_follow_ups(scope).filter(ended_at=None, due_at__lte=until)
    return [
        {"kind": "follow_up", "key": str(row.id), "since": row.due_at.isoformat(), "tries": row.tries}
        for row in rows.order_by("due_at", "id")[:LINES]
    ]


def _care_calls(scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """How many of today's are left; a hundred thousand of them are no list."""
    left = visible_calls(scope).filter(on=today(now), state__in=OPEN).count()
    return [{"kind": "care", "key": "care", "number": left}] if left else []


def _incidents(scope: Scope) -> list[dict[str, Any]]:
    rows = emergency.list_open(scope, LINES)
    return [
        {"kind": "incident", "key": str(row.id), "name": row.number, "level": row.level, "state": row.state}
        for row in rows
    ]


def _call_backs(scope: Scope) -> list[dict[str, Any]]:
    rows = list_call_backs(scope, LINES)
    return [
        {
            "kind": "call_back",
            "key": str(row.call_id),
            "since": row.call.began_at.isoformat(),
            "tries": row.tries,
        }
        for row in rows
    ]


def _unwritten(scope: Scope, now: datetime) -> list[dict[str, Any]]:
    rows = list_calls(scope, LINES, state="ended", purpose="", began_at__gte=now - timedelta(days=1))
    return [{"kind": "unwritten", "key": str(row.id), "since": row.began_at.isoformat()} for row in rows]


def _devices(scope: Scope) -> list[dict[str, Any]]:
    counted = telecare.count_follow_ups(scope)
    return [
        {"kind": "devices", "key": name, "number": number}
        for name, number in sorted(counted.items())
        if number
    ]


def p0_left_by(scope: Scope, shift: Shift) -> list[str]:
    """The numbers of open P0 incidents that she took and that nobody accepted from her in this shift."""
    held = {row.id: row.number for row in emergency.list_open(scope, LINES) if _is_hers(row, shift)}
    accepted = HandOver.objects.filter(shift=shift, accepted_at__isnull=False).order_by("id")
    passed = {line["key"] for row in accepted for line in row.lines if line["kind"] == "incident"}
    return sorted(number for key, number in held.items() if str(key) not in passed)


def _is_hers(row: Any, shift: Shift) -> bool:
    return bool(row.level == "P0" and row.taken_by == shift.account)
