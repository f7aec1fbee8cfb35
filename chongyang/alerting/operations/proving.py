"""The test of communications: everybody whom an alarm may have to reach is sent a harmless message in turn.

Set-based and resumable: a round takes its people in the order of their keys, a batch in one transaction
with the cursor that it moves; a crash goes on behind the last commit. At most a day's number a day, never
in quiet hours.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.alerting import queries
from chongyang.alerting.enums import Failure
from chongyang.alerting.models import Channel, Proof, ProofRound
from chongyang.alerting.operations import results
from chongyang.alerting.operations.delivering import Outgoing, Send, UnableToSend, fail, note_sent
from chongyang.alerting.rules.defaults import span, times
from chongyang.alerting.rules.proving import is_quiet
from chongyang.alerting.rules.texts import TEST
from chongyang.core import events, outbox
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.outbox import UnableToDeliver
from chongyang.core.scopes import Scope, system_scope
from chongyang.providers import queries as providers
from chongyang.registry.queries import reaching as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

KINDS = ("contact", "responder")
CHANNEL = "sms"
LANE = "proving."
"""Tests have a lane of their own, so that a hundred of them never stand before an alarm."""
Person = tuple[UUID, int, UUID | None, bytes | None]
"""Key, area, elder (of a contact), blind index of the number."""


def prove_next(*, now: datetime) -> int:
    """The next batch of each open round, if day, hour and pause allow; returns how many messages were
    left.
    """
    if is_quiet(timezone.localtime(now)):
        return 0
    with enter(system_scope("communications test")):
        return sum(_next_batch(kind, now) for kind in KINDS)


def _next_batch(kind: str, now: datetime) -> int:
    """One batch of one round. Another worker that takes it at the same time is left alone."""
    _open_round(kind, now)
    rows = ProofRound.objects.filter(kind=kind, channel=CHANNEL, ended_at=None).order_by("id")
    turn = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if turn is None or (turn.last_at and now - turn.last_at < span("proof_pause")):
        return 0
    today = timezone.localdate(now)
    if turn.taken_on != today:
        turn.taken_on, turn.taken_today = today, 0
    limit = min(times("proof_batch"), times("proof_day_batch") - turn.taken_today)
    people = _people(kind, turn.cursor, limit) if limit > 0 else []
    _take(turn, people, now)
    if limit > 0 and len(people) < limit:
        turn.ended_at = now
    turn.save()
    return len(people)


def _open_round(kind: str, now: datetime) -> None:
    """The next round begins the day after the last one ended."""
    last = ProofRound.objects.filter(kind=kind, channel=CHANNEL).order_by("-number").first()
    if last and (last.ended_at is None or timezone.localdate(last.ended_at) >= timezone.localdate(now)):
        return
    number = last.number + 1 if last else 1
    fresh = ProofRound(kind=kind, channel=CHANNEL, number=number, started_at=now)
    ProofRound.objects.bulk_create([fresh], ignore_conflicts=True)


def _people(kind: str, cursor: UUID | None, limit: int) -> list[Person]:
    if kind == "contact":
        return registry.contacts_after(cursor, limit)
    return [(key, area, None, None) for key, area in providers.responders_after(cursor, limit)]


def _take(turn: ProofRound, people: Sequence[Person], now: datetime) -> None:
    if not people:
        return
    channels = _lay_channels(turn.kind, people)
    _send([(channel, f"p:{turn.number}:{channel.id}") for channel in channels], now)
    turn.cursor, turn.last_at = people[-1][0], now
    turn.taken, turn.taken_today = turn.taken + len(people), turn.taken_today + len(people)


def _lay_channels(kind: str, people: Sequence[Person]) -> list[Channel]:
    """The channel of each; one whose number changed since the last test knows nothing any more."""
    rows = [
        Channel(**{kind: key}, person=person, area=area, kind=CHANNEL, address_index=index)
        for key, area, person, index in people
    ]
    Channel.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [key for key, *_ in people]
    held = list(Channel.objects.filter(**{f"{kind}__in": keys}, kind=CHANNEL).order_by("id"))
    indexes = {key: (index, area) for key, area, _, index in people}
    for row in held:
        index, area = indexes[getattr(row, kind)]
        if row.area != area or (index and bytes(row.address_index or b"") != bytes(index)):
            row.area, row.address_index = area, index
            row.is_working, row.verified_at, row.result = None, None, ""
    Channel.objects.bulk_update(held, ["area", "address_index", "is_working", "verified_at", "result"])
    return held


def _send(channels: Sequence[tuple[Channel, str]], now: datetime) -> None:
    rows = [
        Proof(id=new_key(), channel=channel, key=key, queued_at=now, area=channel.area, person=channel.person)
        for channel, key in channels
    ]
    Proof.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        payload = {"proof": row.key}
        outbox.send(
            destination=LANE + CHANNEL,
            key=row.key,
            payload=payload,
            area=row.area,
            person=row.person,
            now=now,
        )


@transaction.atomic
def prove_again(*, channel: UUID, scope: Scope, now: datetime) -> None:
    """Test one channel at a person's word; the same channel at most once a minute. Raises NotFound."""
    demand(scope, Can.PROVE_REACH)
    row = queries.access_channel(scope, channel)
    with enter(system_scope("prove again", actor=scope.actor)):
        _send([(row, f"p:0:{row.id}:{now:%Y%m%d%H%M}")], now)
        events.record(
            "alerting.channel.tested",
            by=scope.actor,
            now=now,
            area=row.area,
            subject_type="alerting.channel",
            subject=row.id,
            person=row.person,
            payload={"kind": row.kind},
        )


def hand_out_proof(*, key: str, send: Send, now: datetime) -> None:
    """Send one test message. Idempotent; raises UnableToDeliver to be tried again."""
    row = Proof.objects.select_for_update(of=("self",)).select_related("channel").get(key=key)
    if row.sent_at or row.failed_at:
        return None
    address = queries.address_of_channel(row.channel)
    if not address:
        return _failed(row, Failure.BAD_ADDRESS.value, now)
    try:
        accepted = send(Outgoing(row.key, row.channel.kind, address, TEST, "alerting.test", is_test=True))
    except UnableToSend as error:
        if not error.for_good:
            raise UnableToDeliver(error.code) from error
        return _failed(row, error.code, now)
    note_sent(row, accepted, now)
    if accepted.receipt:
        results.note(row, accepted.receipt, "", now)
    return None


def _failed(row: Proof, code: str, now: datetime) -> None:
    fail(row, code, now)
    results.note(row, "failed", code, now)


def give_up_waiting(*, now: datetime, limit: int = 5000) -> int:
    """Tests without an answer for longer than the wait failed: what nobody confirms reached nobody."""
    with enter(system_scope("communications test")):
        waiting = Proof.objects.filter(
            queued_at__lt=now - span("proof_receipt"), reached_at=None, failed_at=None
        )
        held = waiting.order_by("queued_at", "id").select_for_update(skip_locked=True, of=("self",))
        keys = list(held.values_list("id", "channel_id")[:limit])
        no_receipt = Failure.NO_RECEIPT.value
        Proof.objects.filter(id__in=[key for key, _ in keys]).update(failed_at=now, failure=no_receipt)
        channels = Channel.objects.filter(id__in=[channel for _, channel in keys])
        channels.update(is_working=False, tested_at=now, result=no_receipt)
    return len(keys)
