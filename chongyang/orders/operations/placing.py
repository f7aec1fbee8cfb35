"""An order is placed: written once however often it is asked, offered at once where somebody offers it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import bulk
from chongyang.core.access import visible
from chongyang.core.operations.openings import Opening, Taken, open_many
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Terms, Wanted
from chongyang.orders.operations.errors import OtherOrder, UnableToOrder
from chongyang.orders.operations.knowing import Known
from chongyang.orders.permissions import NotAllowed
from chongyang.orders.rules.late import is_soon
from chongyang.orders.rules.lifecycle import ORDER, SOON
from chongyang.registry import queries as registry

KEY_USED = N_("这个编号已用于另一份订单，请换一个编号")
KEY_CONSTRAINT = "orders_order_key"
REFUSALS = (UnableToOrder, registry.NotFound, NotAllowed)
"""What is said about one order of a set and leaves the others alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One order that is asked for: what, by whom, and under which key (`key_of`)."""

    wanted: Wanted
    by: Actor
    key: str


def create(
    *,
    person: UUID,
    item: str,
    from_at: datetime,
    to_at: datetime,
    channel: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    key: str = "",
    offer: UUID | None = None,
    quantity: int = 1,
    minutes: int = 0,
    prefers_sex: str = "",
    dialects: Sequence[str] = (),
    carer_before: UUID | None = None,
    note: str = "",
    package: UUID | None = None,
    terms: Terms | None = None,
) -> Order:
    """Place one order, and offer it to the chosen provider, else to the first that offers the item there.

    The same account with the same `key` gets the order that it placed before. Nobody offers it: the order
    stands as `created` for the desk. Raises NotFound (elder beyond reach), NotAllowed, UnableToOrder.
    """
    wanted = Wanted(
        person=person,
        item=item,
        from_at=from_at,
        to_at=to_at,
        channel=channel,
        offer=offer,
        quantity=quantity,
        minutes=minutes,
        prefers_sex=prefers_sex,
        dialects=tuple(dialects),
        carer_before=carer_before,
        note=note,
        package=package,
        terms=terms,
    )
    return place(wanted, scope=scope, by=by, now=now, key=drafting.key_of(by.account, key))


def place(wanted: Wanted, *, scope: Scope, by: Actor, now: datetime, key: str) -> Order:
    """As `create`, of what is wanted already. Of two at once with one key the second gets the first's."""
    asked = Asked(wanted, by, key)
    try:
        with transaction.atomic():
            told = place_many([asked], scope=scope, now=now)[0]
    except IntegrityError as error:
        if not _is_of_key(error):
            raise
        told = place_many([asked], scope=scope, now=now)[0]  # it is there now
    if isinstance(told, Exception):
        raise told
    return told


def place_many(asked: Sequence[Asked], *, scope: Scope, now: datetime) -> list[Order | Exception]:
    """Orders of all who share this reach, placed as one set in the caller's transaction: as many statements
    for many as for one.

    The answers stand in the order of what was asked. A refusal is the answer of its own order and spoils no
    other; of two with one key the second gets the first's order. Quotas are held in this order too, under the
    locks of `purchase.operations.hold_many`. Raises IntegrityError where a key is being used elsewhere.
    """
    held = _placed_before({one.key for one in asked}, scope)
    known = Known([one.wanted for one in asked if one.key not in held], scope, now)
    made: list[tuple[Order, Actor]] = []
    told: list[Order | Exception] = []
    for one in asked:
        try:
            if before := held.get(one.key):
                told.append(_same(before, one.wanted))
                continue
            row = held[one.key] = known.draft(one.wanted, by=one.by, key=one.key)
        except REFUSALS as error:
            told.append(error)
            continue
        made.append((row, one.by))
        told.append(row)
    drafting.hold_many(made, now=now)
    write(made, now=now)
    return told


def _placed_before(keys: Collection[str], scope: Scope) -> dict[str, Order]:
    rows = visible(Order.objects.filter(key__in=keys), scope)
    return {row.key: row for row in rows}


def _same(row: Order, wanted: Wanted) -> Order:
    """The order of that key; raises OtherOrder where the key was used for something else."""
    if bytes(row.digest or b"") != wanted.digest():
        raise OtherOrder(KEY_USED, field="key")
    return row


def write(rows: Sequence[tuple[Order, Actor]], *, now: datetime) -> None:
    """The rows, their cases with the first step or two, and the events, each in the name of who ordered: four
    statements for one or many.
    """
    if rows:
        bulk.create([row for row, _ in rows])
        openings = [_opening(row, by, now) for row, by in rows]
        open_many(lifecycle=ORDER, openings=openings, by=rows[0][1], now=now)


def _opening(row: Order, by: Actor, now: datetime) -> Opening:
    taken = Taken(
        action="offer",
        how=row.channel,
        evidence={"offer": str(row.offer), "organisation": str(row.organisation), "price_fen": row.price_fen},
        facts=frozenset({"provider"}),
    )
    return Opening(
        case_id=row.id,
        area=row.area,
        organisation=row.organisation,
        person=row.person,
        pace=SOON if is_soon(row.from_at, now) else "",
        how=row.channel,
        taken=(taken,) if row.organisation else (),
        by=by,
    )


def _is_of_key(error: IntegrityError) -> bool:
    diagnostics = getattr(error.__cause__, "diag", None)
    return (getattr(diagnostics, "constraint_name", "") or "").startswith(KEY_CONSTRAINT)
