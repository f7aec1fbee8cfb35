"""What government pays of an order: held when it is offered, released or spent when it ends.

Called inside the caller's transaction, whose own event tells it; the entry is the record here. The rows are
reached by three functions with their owner's rights (migration 0002), because whoever orders or verifies has
no reach over accounts: one statement for a person without an account, two for one with. Accounts are locked
in one order, so that two orders at once wait for each other; the check of the row is the net below.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor
from chongyang.purchase.enums import Kind
from chongyang.purchase.rules import county, covering, shares
from chongyang.purchase.rules.covering import Asked, Draw, Standing
from chongyang.purchase.rules.shares import PartTold

STANDING = "SELECT * FROM chongyang_voucher_standing(%s::uuid, %s::date, %s::uuid)"
OPEN = "SELECT * FROM chongyang_voucher_open(%s::uuid)"
WRITE = "SELECT chongyang_voucher_write(%s::jsonb)"


@dataclass(frozen=True, slots=True)
class Held:
    """What an order is covered with. `account` is the one that is used first; `rule` is `code@version`."""

    account: UUID | None
    covered_fen: int
    own_fen: int
    parts: tuple[PartTold, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Open:
    """A hold that has not ended."""

    draw: Draw
    rule: str
    person: UUID
    area: int
    item: str
    on: date
    round: int


@transaction.atomic(savepoint=False)
def hold(
    *,
    person: UUID,
    area: int,
    item: str,
    price_fen: int,
    minutes: int,
    on: date,
    order: UUID,
    by: Actor,
    now: datetime,
) -> Held:
    """Reserve what her quota pays of an order on a day; never raises for want of quota: the rest is her own.

    Idempotent while the hold stands. One that was released may be held anew, at another price.
    """
    standing, held, round_ = _standing(person, on, order)
    if held:
        return _told(held, price_fen)
    rule, draws = covering.cover(standing, Asked(item, area, price_fen, minutes))
    if not draws:
        return Held(None, 0, price_fen, (), "")
    made = [_Open(draw, rule, person, area, item, on, round_) for draw in draws]
    _write([(one, Kind.HELD, one.draw) for one in made], order, by, now)
    return _told(made, price_fen)


@transaction.atomic(savepoint=False)
def release(*, order: UUID, by: Actor, now: datetime) -> None:
    """Give back what was held for an order; nothing where nothing is, so that twice is once."""
    _write([(one, Kind.RELEASED, one.draw) for one in _open(order)], order, by, now)


@transaction.atomic(savepoint=False)
def spend(*, order: UUID, by: Actor, now: datetime, share: float | Fraction = 1) -> None:
    """What was held is spent, or a share of it where less help was given: the rest is back. Idempotent."""
    told: list[tuple[_Open, Kind, Draw]] = []
    part = max(Fraction(0), min(Fraction(share).limit_denominator(10_000), Fraction(1)))
    for one in _open(order):
        used = covering.spend(one.draw, county.rule_of(one.rule), one.area, part)
        told.append((one, Kind.SPENT, used))
        if back := _rest(one.draw, used):
            told.append((one, Kind.RELEASED, back))
    _write(told, order, by, now)


def _rest(whole: Draw, used: Draw) -> Draw | None:
    units, amount = whole.units - used.units, whole.amount_fen - used.amount_fen
    return Draw(whole.account, units, amount, ()) if units or amount else None


def _standing(person: UUID, on: date, order: UUID) -> tuple[list[Standing], list[_Open], int]:
    """Her usable accounts under their lock, what of them the order holds already, and the next round."""
    standing, held, round_ = [], [], 1
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [person, on, order])
        for account, rule, valid_to, left, last, units, amount, parts, item, area, day in cursor.fetchall():
            round_ = max(round_, last + 1)
            standing.append(Standing(account, county.rule_of(rule), valid_to, left))
            if units is not None:
                draw = Draw(account, units, amount, _parts(parts))
                held.append(_Open(draw, rule, person, area, item, day, last))
    return standing, held, round_


def _open(order: UUID) -> list[_Open]:
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [order])
        return [
            _Open(Draw(account, units, amount, _parts(parts)), rule, person, area, item, on, round_)
            for account, rule, person, area, item, on, round_, units, amount, parts in cursor.fetchall()
        ]


def _parts(told: Any) -> tuple[PartTold, ...]:
    rows: list[Mapping[str, Any]] = json.loads(told) if isinstance(told, str) else told
    return tuple(PartTold(**row) for row in rows)


def _told(held: Iterable[_Open], price_fen: int) -> Held:
    rows = list(held)
    covered = sum(one.draw.amount_fen for one in rows)
    parts = shares.join(*(one.draw.parts for one in rows))
    return Held(rows[0].draw.account, covered, price_fen - covered, parts, rows[0].rule)


def _write(told: list[tuple[_Open, Kind, Draw]], order: UUID, by: Actor, now: datetime) -> None:
    if not told:
        return
    rows = [
        {
            "id": str(new_key()),
            "account": str(draw.account),
            "kind": kind.value,
            "order": str(order),
            "person": str(one.person),
            "area": one.area,
            "rule": one.rule,
            "item": one.item,
            "round": one.round,
            "units": draw.units,
            "amount_fen": draw.amount_fen,
            "parts": [part.as_json() for part in draw.parts],
            "on": one.on.isoformat(),
            "at": now.isoformat(),
            "by": str(by.account) if by.account else None,
        }
        for one, kind, draw in told
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows)])
