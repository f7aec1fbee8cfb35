"""Walks the chain of seals and names the first row that is not what was sealed."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.core import access, chain
from chongyang.core.models import Seal
from chongyang.core.scopes import system_scope
from chongyang.core.sealing import is_same
from chongyang.core.words import N_

CUT = N_("链条断开：前面缺少封存记录")
SEAL_ALTERED = N_("封存记录被改动")
MISSING = N_("事件缺失")
ALTERED = N_("事件被改动")
PAYLOAD_ALTERED = N_("事件内容被改动")
INSERTED = N_("事后插入的事件")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first broken row: a seal by its number, or an event of it by its key."""

    seal: int
    what: str
    event: UUID | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk found. `head` is the newest hash: whoever keeps a copy elsewhere can tell a cut-off end."""

    seals: int
    events: int
    erased: int
    waiting: int
    head: str
    broken: Broken | None = None


def verify_chain() -> Verdict:
    """Walk all seals from the first; stops at the first broken row."""
    with access.enter(system_scope("verify")):
        return _walk()


def _walk() -> Verdict:
    seals = events = erased = 0
    previous, last = chain.FIRST_PREVIOUS, 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
        rows = _rows(seal, last)
        broken = _broken_seal(seal, seals + 1, previous) or _broken_event(seal, rows)
        if broken:
            return Verdict(seals, events, erased, _waiting(last), previous.hex(), broken)
        seals, events = seals + 1, events + len(seal.events)
        erased += sum(row["salt"] is None for row in rows)
        previous, last = bytes(seal.hash), int(seal.last_xid)
    return Verdict(seals, events, erased, _waiting(last), previous.hex())


def _broken_seal(seal: Seal, number: int, previous: bytes) -> Broken | None:
    if seal.number != number or not is_same(bytes(seal.previous), previous):
        return Broken(number, CUT)
    digests = bytes(seal.digests)
    whole = is_same(bytes(seal.hash), chain.hash_of(previous, digests, seal.number))
    if not whole or not digests or len(digests) != chain.DIGEST * len(seal.events):
        return Broken(number, SEAL_ALTERED)
    return None


def _broken_event(seal: Seal, rows: list[dict[str, Any]]) -> Broken | None:
    """Compare what is there with what was sealed, event by event in the sealed order."""
    there = {row["id"]: row for row in rows}
    for key, sealed in zip(seal.events, chain.parts(bytes(seal.digests)), strict=True):
        row = there.pop(key, None)
        if row is None:
            return Broken(seal.number, MISSING, key)
        if not is_same(chain.digest_of(row), sealed):
            return Broken(seal.number, ALTERED, key, row["seq"])
        if not chain.is_payload_whole(row["payload"], row["salt"], row["payload_digest"]):
            return Broken(seal.number, PAYLOAD_ALTERED, key, row["seq"])
    if _last_xid(seal, rows) != seal.last_xid:
        return Broken(seal.number, SEAL_ALTERED)
    for key, row in there.items():
        return Broken(seal.number, INSERTED, key, row["seq"])
    return None


def _last_xid(seal: Seal, rows: list[dict[str, Any]]) -> int | None:
    """The transaction of the last sealed event; it is bound in the event's digest."""
    return next((int(row["xid"]) for row in rows if row["id"] == seal.events[-1]), None)


def _rows(seal: Seal, last: int) -> list[dict[str, Any]]:
    """The sealed events by key, and whatever else lies between this seal's transactions."""
    columns = ", ".join("xid::text" if name == "xid" else name for name in chain.COLUMNS)
    within = "xid > %s::text::xid8 AND xid <= %s::text::xid8"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, payload::text, salt FROM core_event "  # noqa: S608 - the names are ours
            f"WHERE id = ANY(%s) OR ({within}) ORDER BY xid, seq",
            [seal.events, str(last), str(seal.last_xid)],
        )
        return [_row(values) for values in cursor.fetchall()]


def _row(values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip((*chain.COLUMNS, "payload", "salt"), values, strict=True))
    row["payload"] = None if row["payload"] is None else json.loads(row["payload"])
    return row


def _waiting(last: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_event WHERE xid > %s::text::xid8", [str(last)])
        return int(cursor.fetchone()[0])
