"""Calls that nobody answered: each is made good, or somebody says why it cannot be."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events, live
from chongyang.core.scopes import SYSTEM, Actor, Scope
from chongyang.core.words import N_
from chongyang.emergency.rules.defaults import span
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallBack
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.rules.calls import CallBackResult, Direction, State
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

CHOSEN = (CallBackResult.REACHED, CallBackResult.NOT_REACHED, CallBackResult.NO_NUMBER)


class UnableToCloseCallBack(Exception):
    """The text says why."""


def follow_call(call: Call, *, now: datetime) -> None:
    """A call given up waits to be made good; an answered one makes good what number and elder left open."""
    if call.direction == Direction.IN and call.state == State.ABANDONED:
        _open(call, now)
    elif call.state in (State.TALKING, State.ENDED) and call.answered_at:
        _settle(call, now)


def _open(call: Call, now: datetime) -> None:
    """Due at once after the span in which an unanswered call is called back (defaults.yaml)."""
    due = (call.ended_at or now) + span("unanswered_call_back")
    row = CallBack(call=call, due_at=due, person=call.person, area=call.area)
    CallBack.objects.bulk_create([row], ignore_conflicts=True)


def _settle(call: Call, now: datetime) -> None:
    open_ones = CallBack.objects.filter(closed_at=None).order_by("id")
    for row in open_ones.filter(call=call):
        _close(row, CallBackResult.ANSWERED, by=SYSTEM, now=now)
    if call.answers_id:
        for row in open_ones.filter(call=call.answers_id):
            _close(row, CallBackResult.REACHED, by=SYSTEM, now=now)
    elif call.caller_index and call.direction == Direction.IN:
        same = open_ones.filter(call__caller_index=call.caller_index, call__began_at__lt=call.answered_at)
        for row in same:
            _close(row, CallBackResult.CALLED_AGAIN, by=SYSTEM, now=now)
    if call.person:
        _settle_person(call, now)


def _settle_person(call: Call, now: datetime) -> None:
    """Whoever has just been spoken with, from whichever number, waits for no call back."""
    is_out = call.direction == Direction.OUT
    result = CallBackResult.REACHED if is_out else CallBackResult.CALLED_AGAIN
    rows = CallBack.objects.filter(closed_at=None, person=call.person, call__began_at__lt=call.answered_at)
    for row in rows.exclude(call=call).order_by("id"):
        _close(row, result, by=SYSTEM, now=now)


def _close(row: CallBack, result: CallBackResult, *, by: Actor, now: datetime, note: str = "") -> None:
    row.closed_at, row.result, row.account, row.note = now, result.value, by.account, note
    row.save(update_fields=["closed_at", "result", "account", "note"])
    events.record(
        "hotline.call_back.closed",
        by=by,
        now=now,
        area=row.area,
        subject_type="call",
        subject=row.call_id,
        person=row.person,
        payload={"result": row.result, "tries": row.tries},
    )
    live.announce("calls", area=row.area, key=str(row.call_id))


@transaction.atomic
def close_call_back(*, call: UUID, result: str, scope: Scope, now: datetime, note: str = "") -> CallBack:
    """Say how it went. Who was not reached is not closed by a click: what happens next is written down."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"call/{call}")
    row = queries.access_call_back(scope, call)
    if row.closed_at:
        raise UnableToCloseCallBack(N_("这条回拨已经办结。"))
    if result not in set(CHOSEN):
        raise UnableToCloseCallBack(N_("请选择回拨结果。"))
    if result == CallBackResult.NO_NUMBER and row.call.caller_index:
        raise UnableToCloseCallBack(N_("这个来电有号码，可以回拨。"))
    if result != CallBackResult.REACHED and not note.strip():
        raise UnableToCloseCallBack(N_("没有接通的须写明后续安排。"))
    _close(row, CallBackResult.of(result), by=scope.actor, now=now, note=note.strip()[:200])
    return row
