"""What government pays of an order: held when it is offered, released or spent when it ends.

**Here the quota is held.** `hold_many` locks the accounts of all who are asked about, in one order, shares
out what is left of each in the order of what was asked, and writes it; so two orders at once wait for each
other, in this process or another, and the check of the row (`voucher_never_overspent`) is the net below.

Called inside the caller's transaction, whose own event tells it; the entry is the record here. The rows are
reached by three functions with their owner's rights (migrations 0002 and 0004), because whoever orders or
verifies has no reach over accounts: one statement where nobody has an account, two else, for one or many.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

STANDINGS = "SELECT * FROM chongyang_voucher_standings(%s::jsonb)"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One order that asks for a quota: whose, for what, on which day; `by` is who orders."""

    person: UUID
    area: int
    item: str
    price_fen: int
    minutes: int
    on: date
    order: UUID
    by: Actor


@dataclass(slots=True)
class _Look:
    """What stands for one who asks: usable accounts under their lock, what the order holds of them already,
    and the number of its next hold.
    """

    standing: list[Standing]
    held: list["_Open"]
    round: int = 1


@dataclass(frozen=True, slots=True)
class _Open:
    """A hold that has not ended."""

    order: UUID
    draw: Draw
    rule: str
    person: UUID
    area: int
    item: str
    on: date
    round: int


_Change = tuple[_Open, Kind, Draw, Actor]


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
    """`hold_many` for one order."""
    asked = Hold(
        person=person, area=area, item=item, price_fen=price_fen, minutes=minutes, on=on, order=order, by=by
    )
    return hold_many([asked], now=now)[0]


@transaction.atomic(savepoint=False)
def hold_many(asked: Sequence[Hold], *, now: datetime) -> list[Held]:
    """Reserve what quotas pay of these orders, in their order; never raises for want of quota: the rest is
    the person's own. Of two orders of one person the first is covered first.

    Idempotent while a hold stands. One that was released may be held anew, at another price.
    """
    drawn: dict[UUID, int] = defaultdict(int)
    answers, made = [], []
    for one, look in zip(asked, _look(asked), strict=True):
        held = look.held
        if not held:
            held = _cover(one, look, drawn)
            made += [(row, Kind.HELD, row.draw, one.by) for row in held]
        answers.append(_told(held, one.price_fen))
    _write(made, now)
    return answers


def _cover(one: Hold, look: _Look, drawn: dict[UUID, int]) -> list[_Open]:
    """What accounts give for one order after what they gave to those before it."""
    standing = [replace(held, left=held.left - drawn[held.id]) for held in look.standing]
    rule, draws = covering.cover(standing, Asked(one.item, one.area, one.price_fen, one.minutes))
    for draw in draws:
        drawn[draw.account] += draw.units
    return [
        _Open(one.order, draw, rule, one.person, one.area, one.item, one.on, look.round) for draw in draws
    ]


@transaction.atomic(savepoint=False)
def release(*, order: UUID, by: Actor, now: datetime) -> None:
    """Give back what was held for an order; nothing where nothing is, so that twice is once."""
    _write([(one, Kind.RELEASED, one.draw, by) for one in _open(order)], now)


@transaction.atomic(savepoint=False)
def spend(*, order: UUID, by: Actor, now: datetime, share: float | Fraction = 1) -> None:
    """What was held is spent, or a share of it where less help was given: the rest is back. Idempotent."""
    told: list[_Change] = []
    part = max(Fraction(0), min(Fraction(share).limit_denominator(10_000), Fraction(1)))
    for one in _open(order):
        used = covering.spend(one.draw, county.rule_of(one.rule), one.area, part)
        told.append((one, Kind.SPENT, used, by))
        if back := _rest(one.draw, used):
            told.append((one, Kind.RELEASED, back, by))
    _write(told, now)


def _rest(whole: Draw, used: Draw) -> Draw | None:
    units, amount = whole.units - used.units, whole.amount_fen - used.amount_fen
    return Draw(whole.account, units, amount, ()) if units or amount else None


def _look(asked: Sequence[Hold]) -> list[_Look]:
    """What stands for each who asks, read after the accounts of all of them were locked."""
    found = [_Look([], []) for _ in asked]
    told = [
        {"place": place, "person": str(one.person), "day": one.on.isoformat(), "for_order": str(one.order)}
        for place, one in enumerate(asked)
    ]
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [json.dumps(told)])
        for place, account, rule, valid_to, left, last, *held in cursor.fetchall():
            look, (units, amount, parts, item, area, day) = found[place], held
            look.round = max(look.round, last + 1)
            look.standing.append(Standing(account, county.rule_of(rule), valid_to, left))
            if units is not None:
                one, draw = asked[place], Draw(account, units, amount, _parts(parts))
                look.held.append(_Open(one.order, draw, rule, one.person, area, item, day, last))
    return found


def _open(order: UUID) -> list[_Open]:
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [order])
        return [
            _Open(order, Draw(account, units, amount, _parts(parts)), rule, person, area, item, on, round_)
            for account, rule, person, area, item, on, round_, units, amount, parts in cursor.fetchall()
        ]


def _parts(told: Any) -> tuple[PartTold, ...]:
    rows: list[Mapping[str, Any]] = json.loads(told) if isinstance(told, str) else told
    return tuple(PartTold(**row) for row in rows)


def _told(held: Iterable[_Open], price_fen: int) -> Held:
    rows = list(held)
    if not rows:
        return Held(None, 0, price_fen, (), "")
    covered = sum(one.draw.amount_fen for one in rows)
    parts = shares.join(*(one.draw.parts for one in rows))
    return Held(rows[0].draw.account, covered, price_fen - covered, parts, rows[0].rule)


def _write(told: Sequence[_Change], now: datetime) -> None:
    if not told:
        return
    rows = [
        {
            "id": str(new_key()),
            "account": str(draw.account),
            "kind": kind.value,
            "order": str(one.order),
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
        for one, kind, draw, by in told
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows)])
