"""What the exchange tells of the line: kept as it came, then read; in any order, any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from chongyang.core import identifiers, live
from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, system_scope
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallEvent, CallOffer
from chongyang.hotline.operations import call_backs, seats
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.rules import calls as rules
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory

KINDS = frozenset({"ring", "offer", "answer", "hang_up", "rate", "record"})
MOST_TRIES = 20
DATA = Path(__file__).resolve().parent.parent / "data" / "line.yaml"


class UnableToRead(Exception):
    """What the exchange said cannot be read; the words name the field and hold nothing personal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event of an exchange. `event` is its own key for this event, `call` for the call."""

    provider: str
    event: str
    call: str
    kind: str
    at: datetime
    number: str = field(default="", repr=False)
    seat: str = ""
    seats: tuple[str, ...] = ()
    queue: str = ""
    rating: int | None = None
    recording: str = ""


@transaction.atomic
def keep_event(*, provider: str, event: str, body: str, now: datetime) -> bool:
    """Keep what came, as it came; False for one that was kept before. Acknowledge after the commit."""
    row = CallEvent(provider=provider, event=event, received_at=now)
    row.body = body
    with enter(system_scope("telephony")):
        if CallEvent.objects.filter(provider=provider, event=event).exists():
            return False
        made = CallEvent.objects.bulk_create([row], ignore_conflicts=True)
        return bool(made)


@transaction.atomic
def apply_event(told: Told, *, now: datetime) -> Call:
    """Read one event into its call. The same event again, or an older one, changes nothing it should not."""
    _check(told, now)
    by = Actor(kind="system", label=f"telephony:{told.provider}")
    with enter(system_scope("telephony", actor=by)):
        queue(f"call/{told.provider}/{told.call}")
        row = Call.objects.filter(provider=told.provider, provider_call=told.call).first()
        call = row or _begin(told)
        queue(f"call/{call.id}")
        if row:
            call.refresh_from_db()
        _read(call, told, now)
        return call


def _check(told: Told, now: datetime) -> None:
    if told.kind not in KINDS:
        raise UnableToRead("kind")
    if not told.call:
        raise UnableToRead("call")
    if not now - rules.LATEST <= told.at <= now + rules.EARLY:
        raise UnableToRead("at")


def _begin(told: Told) -> Call:
    """A call of which nothing was known: its ring may still be on the way."""
    call = Call(
        provider=told.provider,
        provider_call=told.call,
        state=rules.State.RINGING,
        began_at=told.at,
        area=territory.city_interval()[0],
    )
    _learn_number(call, told.number)
    call.save(force_insert=True)
    return call


def _learn_number(call: Call, said: str) -> None:
    """A number that is none, or hidden, leaves the call without one; it rings all the same."""
    if call.caller_index or not said.strip():
        return
    try:
        number = identifiers.read_phone(said).number
    except identifiers.InvalidIdentifier:
        return
    call.caller_number, call.caller_index = number, index_of(number, "phone")
    found = registry.find_callers(system_scope("telephony"), number, limit=2)
    if len(found) == 1 and call.direction == rules.Direction.IN:
        elder = found[0].elder
        call.person, call.area = registry.canonical_of(elder.id), elder.area


def _read(call: Call, told: Told, now: datetime) -> None:
    before = call.state
    moments = rules.told(_moments(call), told.kind, told.at)
    call.began_at, call.offered_at = moments.began_at, moments.offered_at
    call.answered_at, call.ended_at = moments.answered_at, moments.ended_at
    _learn_number(call, told.number)
    call.queue = call.queue or told.queue[:40]
    call.recording = told.recording[:120] or call.recording
    if told.rating in range(1, 5):
        call.satisfaction, call.rated_by = told.rating, rules.RATED_BY[0]
    if told.kind == "answer" and call.account is None:
        call.account = queries.account_at(told.seat)
    call.state = rules.state_of(moments)
    call.save()
    if told.kind in ("ring", "offer"):
        _offer(call, told)
    follow(call, before, at=told.at, now=now)


def _moments(call: Call) -> rules.Moments:
    return rules.Moments(call.began_at, call.offered_at, call.answered_at, call.ended_at)


def _offer(call: Call, told: Told) -> None:
    """Who was asked: the seats that the exchange names, else all that are ready."""
    accounts = [found for name in told.seats if (found := queries.account_at(name))] or queries.ready_seats()
    rows = [CallOffer(call=call, account=one, offered_at=told.at, area=call.area) for one in accounts]
    CallOffer.objects.bulk_create(rows, ignore_conflicts=True)
    if rows and call.offered_at is None:
        call.offered_at = told.at
        call.save(update_fields=["offered_at"])


def follow(call: Call, before: str, *, at: datetime, now: datetime) -> None:
    """What a change of the call leaves behind: seats, call-backs, a word to the desks."""
    if call.state == rules.State.TALKING and call.account:
        seats.note_talking(account=call.account, area=call.area, at=at)
    if before == rules.State.TALKING and call.state == rules.State.ENDED and call.account:
        seats.note_wrap_up(account=call.account, at=at)
    call_backs.follow_call(call, now=now)
    live.announce("calls", area=call.area, key=str(call.id))


def process(*, event: str, provider: str, told: Told | None, fault: str, now: datetime) -> bool:
    """Read one kept event; what cannot be read stays kept with its fault. Says whether it was read."""
    with transaction.atomic(), enter(system_scope("telephony")):
        row = CallEvent.objects.filter(provider=provider, event=event, state="waiting")
        kept = row.select_for_update(of=("self",)).first()
        if kept is None:
            return False
        kept.tries += 1
        if told:
            kept.provider_call, kept.kind, kept.said_at = told.call[:100], told.kind[:20], told.at
            fault = _applied(told, now)
        kept.fault, kept.state = fault, "read" if not fault else "refused"
        if fault == RETRY and kept.tries < MOST_TRIES:
            kept.state = "waiting"
        kept.save()
        return not fault


RETRY = "retry"


def _applied(told: Told, now: datetime) -> str:
    """Empty when it was read; the field that is wrong; `retry` when the fault was ours."""
    try:
        with transaction.atomic():
            apply_event(told, now=now)
    except UnableToRead as error:
        return str(error)
    except Exception as error:  # kept, told and tried again: an event of the line is never lost
        queries.log.warning("telephony event not read: %s", type(error).__name__)
        return RETRY
    return ""


def waiting_events(limit: int = 200) -> list[Mapping[str, Any]]:
    """Events that were kept and not yet read, the oldest first, with their bodies."""
    with enter(system_scope("telephony")):
        rows = CallEvent.objects.filter(state="waiting").order_by("received_at", "id")[:limit]
        return [{"provider": row.provider, "event": row.event, "body": row.body.plain} for row in rows]


def drop_events(*, now: datetime) -> int:
    """What the exchange said, sealed as it came, goes after its days: the calls are made of it by then."""
    days = yaml.safe_load(DATA.read_text(encoding="utf-8"))["event_days"]
    before = now - timedelta(days=days)
    with enter(system_scope("telephony")):
        return CallEvent.objects.filter(received_at__lt=before).exclude(state="waiting").delete()[0]
