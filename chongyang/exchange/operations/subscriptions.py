"""Subscriptions to changes: begun and ended at the desk, filled from the events, told in order."""

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import access, outbox
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.exchange.enums import Change
from chongyang.exchange.models import Agreement, ChangeMark, Followed, Subscription, ToldChange
from chongyang.exchange.operations.agreements import held_agreement, record
from chongyang.exchange.operations.errors import UnableToAgree
from chongyang.exchange.operations.subjects import subject_of
from chongyang.exchange.queries.changes import list_changes, may_be_told, still_told
from chongyang.exchange.rules.telling import DESTINATION, KINDS, REGISTERED, change_of
from chongyang.exchange.rules.terms import is_safe_url
from chongyang.registry import queries as registry
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

AT_ONCE = 100
URL = N_("推送地址须为 https；留空则由对方来取。")
NO_CHANGES = N_("协议没有约定告知变动。")
NOT_NOW = N_("协议生效后才能订阅。")
WINDOW = """
SELECT id, kind, at, person, area, payload FROM core_event
WHERE xid > %s::text::xid8 AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND kind = ANY(%s)
    AND person IS NOT NULL
ORDER BY seq
"""
EDGE = "SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text"


@transaction.atomic
def subscribe(*, agreement: UUID, url: str, scope: Scope, by: Actor, now: datetime) -> str:
    """Begin or change the subscription of an agreement; returns the secret that signs, shown this once.

    From now on, never back: what happened before was told to nobody. Raises UnableToAgree, NotAllowed.
    """
    demand(scope, Can.PROPOSE_AGREEMENTS)
    row = held_agreement(agreement, scope)
    if row.state != "in_force":
        raise UnableToAgree({"": NOT_NOW})
    if not row.changes:
        raise UnableToAgree({"": NO_CHANGES})
    if url and not is_safe_url(url):
        raise UnableToAgree({"url": URL})
    secret = secrets.token_hex(32)
    held = Subscription.objects.filter(agreement=row).first() or Subscription(agreement=row, begun_at=now)
    held.area, held.organisation, held.kinds = row.area, row.organisation, list(row.changes)
    held.url, held.secret, held.ended_at = url, secret, None
    held.save()
    record(row, "subscribe", by, now)
    return secret


@transaction.atomic
def unsubscribe(*, agreement: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """End it; what was told stays to be read."""
    demand(scope, Can.PROPOSE_AGREEMENTS)
    row = held_agreement(agreement, scope)
    if Subscription.objects.filter(agreement=row, ended_at=None).update(ended_at=now):
        record(row, "unsubscribe", by, now)


def collect_changes(*, now: datetime) -> int:
    """Turn the events since the last time into told changes; returns how many were told.

    Only transactions older than every running one are taken, all of them at once and by `seq`: nothing can
    appear behind the mark later, and two changes of one person keep their order. One worker at a time.
    """
    with transaction.atomic(), access.enter(system_scope("exchange changes")):
        mark = ChangeMark.objects.select_for_update(of=("self",), skip_locked=True).first()
        if mark is None:
            if not ChangeMark.objects.exists():
                ChangeMark.objects.create(last_xid=int(_one(EDGE)))
            return 0
        edge, told = int(_one(EDGE)), 0
        for event in _events(str(int(mark.last_xid))):
            told += _tell(event, now)
        mark.last_xid = edge
        mark.save(update_fields=["last_xid"])
        return told


def _one(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def _events(last: str) -> Iterable[dict[str, Any]]:
    names = ("id", "kind", "at", "person", "area", "payload")
    with connection.cursor() as cursor:
        cursor.execute(WINDOW, [last, list(KINDS)])
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _tell(event: dict[str, Any], now: datetime) -> int:
    change = change_of(event["kind"], json.loads(event["payload"] or "{}"))
    if change is None:
        return 0
    if event["kind"] == REGISTERED:
        _learn(event["person"])
    files = _files_of(event["person"])
    followed = Followed.objects.filter(person__in=files, agreement__subscription__ended_at=None)
    rows = (
        followed.filter(agreement__state="in_force").select_related("agreement").order_by("agreement", "pk")
    )
    own_first = sorted(rows, key=lambda row: (row.agreement_id, row.person != event["person"]))
    return sum(_tell_one(row, event, change, now) for row in own_first)


def _files_of(person: UUID) -> list[UUID]:
    """The file of the event and those that were found to be the same person's: whoever asked about the number
    of one of them asked about her. What is written to a double is told of its own number alone.
    """
    cluster = registry.get_cluster(person)
    return cluster if cluster[0] == person else [person]


def _learn(person: UUID) -> None:
    """Whoever was asked about before there was a file is known now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE exchange_followed AS f SET person = e.id FROM registry_elder e
            WHERE e.id = %s AND f.index = e.identity_index AND f.person IS NULL""",
            [person],
        )


def _tell_one(row: Followed, event: dict[str, Any], change: Change, now: datetime) -> int:
    """Number the change under the lock of its subscription: numbers are in the order of commits, without gap.

    Who has left the agreement's areas is told as moved away, without where to.
    """
    agreement = row.agreement
    inside = any(first <= event["area"] <= last for first, last in agreement.intervals)
    if not inside:
        if change is not Change.MOVED_STREET:
            return 0
        change = Change.MOVED_AWAY
    if change.value not in agreement.changes or not may_be_told(agreement, row.person):
        return 0
    held = Subscription.objects.select_for_update(of=("self",)).get(agreement=agreement)
    if ToldChange.objects.filter(subscription=held, event=event["id"]).exists():
        return 0
    held.last_number += 1
    held.save(update_fields=["last_number"])
    ToldChange.objects.create(
        subscription=held,
        number=held.last_number,
        event=event["id"],
        kind=change.value,
        subject=subject_of(agreement.id, bytes(row.index)),
        at=event["at"],
        fields=_fields(agreement, event["person"], now) if inside else {},
        area=held.area,
        organisation=held.organisation,
    )
    _wake(held, now)
    return 1


def _fields(agreement: Agreement, person: UUID, now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        today = timezone.localdate(now)
        cursor.execute(
            "SELECT chongyang_exchange_fields(%s, %s::text[], %s)", [person, list(agreement.fields), today]
        )
        told: dict[str, Any] = json.loads(cursor.fetchone()[0] or "{}")
    return dict.fromkeys(agreement.fields) | told


def _wake(held: Subscription, now: datetime) -> None:
    """One message says that there is something; what is sent is read when it is sent, so the order holds."""
    if held.url:
        outbox.send(
            destination=DESTINATION,
            key=f"{held.id}:{held.last_number}",
            payload={"subscription": str(held.id), "up_to": held.last_number},
            area=held.area,
            now=now,
        )


Post = Callable[[Subscription, Sequence[ToldChange]], None]


def deliver_changes(*, subscription: UUID, up_to: int, post: Post, now: datetime) -> int:
    """Send what was not taken yet, in order, up to a number; in the outbox's scope. At least once.

    `post` raises when the other side did not take them; then the mark stays, and the next try begins there.
    """
    held = (
        Subscription.objects.select_for_update(of=("self",)).select_related("agreement").get(id=subscription)
    )
    if held.ended_at or not held.url or held.agreement.state == "ended":
        return 0
    sent = 0
    while held.delivered_number < up_to:
        rows = list_changes(held, held.delivered_number, AT_ONCE)
        if not rows:
            break
        if told := still_told(held.agreement, rows):
            post(held, told)
        held.delivered_number, held.delivered_at = rows[-1].number, now
        held.save(update_fields=["delivered_number", "delivered_at"])
        sent += len(told)
    return sent
