"""What a seat does with a call on the line: answer, hang up, pass on, bring a third in, call out, listen in.

The call's row changes here; the exchange is told by a message that leaves with the commit.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from chongyang.core import live, outbox
from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallBack
from chongyang.hotline.operations import line, seats
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.operations.noting import note, note_opening
from chongyang.hotline.rules.calls import PURPOSE_OF, Direction, Reason, State
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

COMMANDS = "telephony.command"
EMERGENCY_LINES = ("120", "119", "110")


class UnableToTalk(Exception):
    """The call is not where the desk thought it is. `account` is who has it, where somebody has."""

    def __init__(self, reason: str, account: UUID | None = None) -> None:
        super().__init__(reason)
        self.reason, self.account = reason, account


@transaction.atomic
def answer_call(*, call: UUID, scope: Scope, now: datetime) -> Call:
    """Take a ringing call. Of two seats in the same moment one has it; the other is told who."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"call/{call}")
    row = queries.access_call(scope, call)
    if row.account and row.account != scope.actor.account:
        raise UnableToTalk(N_("这个来电已有人接听"), row.account)
    if row.state == State.ABANDONED:
        raise UnableToTalk(N_("对方已经挂断，已列入回拨"))
    if row.state != State.RINGING:
        return row
    row.account, row.answered_at, row.state = scope.actor.account, max(now, row.began_at), State.TALKING
    row.save(update_fields=["account", "answered_at", "state"])
    _command("answer", row, scope, now)
    line.follow(row, State.RINGING, at=now, now=now)
    return row


@transaction.atomic
def hang_up(*, call: UUID, scope: Scope, now: datetime) -> Call:
    """End the call that one holds; a second time changes nothing."""
    row = _held(call, scope)
    if row.ended_at is None:
        row.ended_at, row.state = max(now, row.answered_at or now), State.ENDED
        row.save(update_fields=["ended_at", "state"])
        _command("hang_up", row, scope, now)
        line.follow(row, State.TALKING, at=now, now=now)
    return row


@transaction.atomic
def transfer_call(*, call: UUID, to: UUID, scope: Scope, now: datetime) -> Call:
    """Pass the call on to another seat that is signed on; she has it from then on."""
    row = _talking(call, scope)
    extension = queries.extension_of(to)
    if to == scope.actor.account or not queries.is_signed_on(to):
        raise UnableToTalk(N_("对方坐席没有签入"))
    _command("transfer", row, scope, now, to=extension or str(to))
    row.account = to
    row.save(update_fields=["account"])
    seats.note_wrap_up(account=scope.actor.account, at=now)
    line.follow(row, State.TALKING, at=now, now=now)
    return row


@transaction.atomic
def bring_in(*, call: UUID, third: str, scope: Scope, now: datetime) -> Call:
    """A talk of three with 120, 119 or 110; the incident, if there is one, keeps the hand-over itself."""
    if third not in EMERGENCY_LINES:
        raise UnableToTalk(N_("三方通话只接 120、119、110"))
    row = _talking(call, scope)
    _command("conference", row, scope, now, to=third)
    return row


@transaction.atomic
def call_out(
    *, reason: str, scope: Scope, now: datetime, answers: UUID | None = None, number: str = "", **about: Any
) -> Call:
    """Begin a call from the line: back to who was missed, or for a task (`call_task`). The exchange dials.

    `about` are person, area and task, where it answers no missed call.
    """
    demand(scope, Can.ANSWER_CALLS)
    missed = queries.access_call(scope, answers) if answers else None
    if reason not in set(Reason) or (reason == Reason.CALL_BACK and missed is None):
        raise UnableToTalk(N_("请说明为什么呼出"))
    if missed and (dialled := _dialled(missed, scope)):
        return dialled
    row = _outgoing(reason, missed, scope, now, about)
    row.caller_number = (missed.caller_number.plain if missed and missed.caller_number else number) or None
    if not row.caller_number:
        raise UnableToTalk(N_("没有可以拨打的号码"))
    row.caller_index = missed.caller_index if missed else index_of(number, "phone")
    row.save(force_insert=True)
    if missed:
        _count_try(missed)
    _command("dial", row, scope, now)
    live.announce("calls", area=row.area, key=str(row.id))
    return row


def _dialled(missed: Call, scope: Scope) -> Call | None:
    """The call-back that this seat is making already: a second click dials no second time."""
    queue(f"dial/{missed.id}")
    rows = Call.objects.filter(answers=missed, account=scope.actor.account, ended_at=None)
    return rows.order_by("-began_at", "id").first()


def _outgoing(reason: str, missed: Call | None, scope: Scope, now: datetime, about: dict[str, Any]) -> Call:
    key = new_key()
    return Call(
        id=key,
        direction=Direction.OUT,
        reason=reason,
        state=State.RINGING,
        provider=queries.provider_name(),
        provider_call=str(key),
        began_at=now,
        account=scope.actor.account,
        answers=missed,
        task=about.get("task"),
        purpose=PURPOSE_OF.get(Reason.of(reason), ""),
        person=missed.person if missed else about.get("person"),
        area=missed.area if missed else about["area"],
    )


def _count_try(missed: Call) -> None:
    for row in CallBack.objects.filter(call=missed, closed_at=None).order_by("id"):
        row.tries += 1
        row.save(update_fields=["tries"])


@transaction.atomic
def listen_in(*, call: UUID, reason: str, scope: Scope, now: datetime) -> Call:
    """Let the shift lead hear a running call; who, which and why is written down before anybody hears."""
    demand(scope, Can.LEAD_SHIFT)
    row = queries.access_call(scope, call)
    if row.state != State.TALKING:
        raise UnableToTalk(N_("通话已经结束"))
    if row.account == scope.actor.account:
        raise UnableToTalk(N_("这是您自己的通话"))
    if not reason.strip():
        raise UnableToTalk(N_("请填写监听原因"))
    _command("listen", row, scope, now)
    note_opening("listening", row, reason, scope, now)
    return row


def _held(call: UUID, scope: Scope) -> Call:
    """The call, if this seat holds it."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"call/{call}")
    row = queries.access_call(scope, call)
    if row.account != scope.actor.account:
        raise UnableToTalk(N_("这不是您的通话"), row.account)
    if row.state == State.RINGING:
        raise UnableToTalk(N_("还没有接通"))
    return row


def _talking(call: UUID, scope: Scope) -> Call:
    """The call, if this seat is in it now; what is over stays with who had it."""
    row = _held(call, scope)
    if row.state != State.TALKING:
        raise UnableToTalk(N_("通话已经结束"))
    return row


def _command(name: str, row: Call, scope: Scope, now: datetime, *, to: str = "") -> None:
    """Tell the exchange, after the commit; a call that was keyed in is on no exchange. No number in it."""
    note(f"hotline.call.{name}", row, scope, now)
    if not row.provider:
        return
    said = {"command": name, "id": str(row.id), "call": row.provider_call, "to": to}
    seat = queries.extension_of(scope.actor.account) if scope.actor.account else ""
    key = str(new_key())
    outbox.send(
        destination=COMMANDS,
        key=key,
        payload={**said, "key": key, "provider": row.provider, "seat": seat},
        area=row.area,
        now=now,
    )


def forget_recordings(*, rows: QuerySet[Call], now: datetime) -> None:
    """Calls that are destroyed: the exchange destroys what it recorded of them. The words lie there alone."""
    for row in rows.exclude(recording="").exclude(provider=""):
        said = {"command": "forget", "id": str(row.id), "call": row.provider_call, "to": row.recording}
        key = f"forget/{row.id}"
        payload = {**said, "key": key, "provider": row.provider, "seat": ""}
        outbox.send(destination=COMMANDS, key=key, payload=payload, area=row.area, now=now)
