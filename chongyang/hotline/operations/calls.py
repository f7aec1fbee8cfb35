"""A call on the line: kept as the seat keyed it in; an emergency becomes an incident."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import identifiers
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.emergency import operations as emergency
from chongyang.hotline.models import Call
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
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
) -> Call:
    """Keep a call on the line as the seat keyed it in; an emergency becomes an incident, already answered.

    A seat answers one call at a moment: the same seat and beginning is the same call, sent twice.
    """
    demand(scope, Can.ANSWER_CALLS)
    number, began = _caller(caller), _began(began_at, now)
    queue(f"call/{scope.actor.account}/{began.isoformat()}")
    if kept := Call.objects.filter(account=scope.actor.account, began_at=began).first():
        return kept
    elder = registry.access_elder(scope, person) if person else None
    call = Call(
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
    if purpose == "emergency":
        _open_incident(call, number, scope, now)
    return call


def queue(key: str) -> None:
    """Whoever comes second with this key waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


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


def _open_incident(call: Call, number: str, scope: Scope, now: datetime) -> None:
    call.incident = emergency.receive_call(
        call=call.id,
        began_at=call.began_at,
        area=call.area,
        person=call.person,
        number=number,
        caller_key=bytes(call.caller_index).hex() if call.caller_index else "",
        note=call.note,
        scope=scope,
        now=now,
    )
    call.save(update_fields=["incident"])
