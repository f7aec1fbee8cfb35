"""What a seat says of a call: a call keyed in by hand, the lines of one that the exchange told of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import events, identifiers, live
from chongyang.core.fields import index_of
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallLine
from chongyang.hotline.operations import call_backs
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.operations.noting import note, note_opening
from chongyang.hotline.rules.calls import RATED_BY, Purpose
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

LONGEST = timedelta(days=1)


class UnableToTakeCall(Exception):
    """The call cannot be kept as it was keyed in; `faults` names each field with a Chinese sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


@transaction.atomic
def take_call(
    *,
    caller: str,
    began_at: datetime,
    purpose: str,
    scope: Scope,
    now: datetime,
    person: UUID | None = None,
    note: str = "",
    key: UUID | None = None,
) -> Call:
    """Keep a call on the line as the seat keyed it in; an emergency becomes an incident, already answered.

    A seat answers one call at a moment: the same seat and beginning is the same call, sent twice. `key` is
    the call's id, drawn with the form, because articles that helped are counted before the call is kept.
    """
    demand(scope, Can.ANSWER_CALLS)
    number, began = _caller(caller), _began(began_at, now)
    queue(f"call/{scope.actor.account}/{began.isoformat()}")
    if kept := Call.objects.filter(provider="", account=scope.actor.account, began_at=began).first():
        return kept
    elder = registry.access_elder(scope, person) if person else None
    call = Call(
        id=_free(key),
        began_at=began,
        answered_at=now,
        purpose=purpose,
        note=note,
        account=scope.actor.account,
        person=person,
        area=elder.area if elder else territory.city_interval()[0],
    )
    call.caller_number, call.caller_index = number or None, index_of(number, "phone") if number else None
    call.save(force_insert=True)
    write_line(call, scope, now, why="")
    call_backs.follow_call(call, now=now)
    if purpose == Purpose.EMERGENCY:
        _open_incident(call, scope, now)
    return call


def _free(key: UUID | None) -> UUID:
    """The key of the form, unless a call has it already."""
    return new_key() if key is None or Call.objects.filter(id=key).exists() else key


def _began(said: datetime, now: datetime) -> datetime:
    """When the call began; a form says it, and one that says the future or another day is not believed."""
    return said if now - LONGEST <= said <= now else now


def _caller(raw: str) -> str:
    """The caller's number; a hidden number is kept as none, a number that is none is refused."""
    if not raw.strip():
        return ""
    try:
        return identifiers.read_phone(raw).number
    except identifiers.InvalidIdentifier as error:
        raise UnableToTakeCall({"caller": error.reason}) from error


def _open_incident(call: Call, scope: Scope, now: datetime) -> None:
    call.incident = emergency.receive_call(
        call=call.id,
        began_at=call.began_at,
        area=call.area,
        person=call.person,
        number=call.caller_number.plain if call.caller_number else "",
        caller_key=bytes(call.caller_index).hex() if call.caller_index else "",
        note=call.note,
        scope=scope,
        now=now,
    )
    call.save(update_fields=["incident"])


@transaction.atomic
def describe_call(
    *,
    call: UUID,
    purpose: str,
    scope: Scope,
    now: datetime,
    person: UUID | None = None,
    note: str = "",
    outcome: str = "",
    satisfaction: int | None = None,
    why: str = "",
) -> Call:
    """A line on a call: what it was about and how it ended. The second is a correction and says why.

    The seat that answered it writes, or the shift lead. An emergency opens its incident, once.
    """
    demand(scope, Can.ANSWER_CALLS)
    queue(f"call/{call}")
    row = queries.access_call(scope, call)
    _check_line(row, scope, purpose, satisfaction, why)
    elder = registry.access_elder(scope, person) if person else None
    row.purpose, row.note, row.outcome = purpose, note, outcome
    if satisfaction is not None:
        row.satisfaction, row.rated_by = satisfaction, RATED_BY[1]
    if elder:
        row.person, row.area = elder.id, elder.area
    row.save()
    write_line(row, scope, now, why=why)
    call_backs.follow_call(row, now=now)
    if purpose == Purpose.EMERGENCY and row.incident_id is None:
        _open_incident(row, scope, now)
    live.announce("calls", area=row.area, key=str(row.id))
    return row


def _check_line(row: Call, scope: Scope, purpose: str, satisfaction: int | None, why: str) -> None:
    faults = {}
    if row.answered_at is None:
        faults["call"] = N_("这个来电没有人接听，请登记回拨结果。")
    elif row.account != scope.actor.account and not may(scope, Can.LEAD_SHIFT):
        faults["call"] = N_("这个来电由别的坐席接听，只有本人或值班长可以填写。")
    if purpose not in set(Purpose):
        faults["purpose"] = N_("请选择来电事由。")
    if satisfaction is not None and satisfaction not in range(1, 5):
        faults["satisfaction"] = N_("满意度为 1 至 4。")
    if row.purpose and not why.strip():
        faults["why"] = N_("更正已登记的来电须说明原因。")
    if faults:
        raise UnableToTakeCall(faults)


def write_line(row: Call, scope: Scope, now: datetime, *, why: str) -> None:
    """What the row says now, as one more line."""
    words = ("purpose", "note", "outcome", "satisfaction", "rated_by", "person", "area")
    said: dict[str, Any] = {name: getattr(row, name) for name in words}
    CallLine.objects.create(call=row, at=now, account=scope.actor.account, why=why, **said)
    events.record(
        "hotline.call.described",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="call",
        subject=row.id,
        person=row.person,
        payload={"purpose": row.purpose, "correction": bool(why)},
    )


@transaction.atomic
def show_number(*, call: UUID, scope: Scope, now: datetime) -> str:
    """The number that called, for calling back; an event says that it was shown."""
    demand(scope, Can.ANSWER_CALLS)
    row = queries.access_call(scope, call)
    note("hotline.number.revealed", row, scope, now, purpose="call_back")
    return str(row.caller_number.plain)


@transaction.atomic
def open_recording(*, call: UUID, reason: str, scope: Scope, now: datetime) -> str:
    """The recorder's key of this call, for the shift lead or who audits it; an event says why."""
    demand(scope, Can.ANSWER_CALLS)
    row = queries.access_call(scope, call)
    if not may(scope, Can.LEAD_SHIFT) and not queries.is_reviewer(scope, row.id):
        raise UnableToTakeCall({"call": N_("只有值班长和负责抽检这个来电的人可以调听录音。")})
    if not reason.strip():
        raise UnableToTakeCall({"reason": N_("请填写调听原因。")})
    note_opening("recording", row, reason, scope, now)
    return row.recording
