"""What an order is made of before it is written: what is wanted, for whom, by whom it could be done."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.orders.models import Order
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.rules.money import price_of
from chongyang.orders.rules.times import span
from chongyang.purchase import operations as purchase
from chongyang.purchase import queries as contracts
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus, Sex
from chongyang.registry.models import Elder
from chongyang.services import queries as services
from chongyang.services.queries import OfferTold
from chongyang.services.rules import catalogue
from chongyang.services.rules.catalogue import Item

DEAD = N_("登记显示老人已去世，不能下单。如有误，请先更正档案。")
MOVED = N_("登记显示老人已迁出，不能下单。如有误，请先更正档案。")
NO_ITEM = N_("服务目录里没有这一项")
WINDOW_ORDER = N_("结束时间须晚于开始时间")
PAST = N_("约定时间已经过去")
TOO_FAR = N_("约定时间太远，请在半年之内预约")
TOO_SHORT = N_("时间段比服务时长短")
TOO_LONG = N_("时间段不能超过一天")
SIZE = N_("数量或时长不对")
NO_OFFER = N_("这家服务商那天在这里不提供这项服务")
OUT_OF_RANGE = N_("价格不在服务目录规定的范围内")
NOTE_LONG = N_("备注最多 200 个字")
MOST_QUANTITY, MOST_MINUTES, MOST_NOTE = 50, 12 * 60, 200
DAY_SECONDS = 86_400
NOBODY = UUID(int=0)
LOOKED_AT = 5
"""So many offers are looked at for a contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a room above knows better than the offer: the price of one thing (a dish, a walking frame), within
    the catalogue's range, and until how many hours before it may be withdrawn without a fee.
    """

    price_fen: int
    free_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for. `minutes` 0: as the catalogue says."""

    person: UUID
    item: str
    from_at: datetime
    to_at: datetime
    channel: str
    offer: UUID | None = None
    quantity: int = 1
    minutes: int = 0
    prefers_sex: str = ""
    dialects: tuple[str, ...] = ()
    carer_before: UUID | None = None
    note: str = ""
    package: UUID | None = None
    plan: UUID | None = None
    terms: Terms | None = None

    def digest(self) -> bytes:
        """Of everything asked, so that one key cannot mean two orders."""
        held = {name: value for name, value in asdict(self).items() if name != "terms" or value}
        told = "\n".join(f"{name}={value}" for name, value in sorted(held.items()))
        return hashlib.blake2b(told.encode(), digest_size=16).digest()


def key_of(owner: UUID | str | None, key: str) -> str:
    """Whose word it is and which: the same word of another account is another key."""
    told = f"{owner or ''}\n{key or new_key()}"
    return hashlib.blake2b(told.encode(), digest_size=24).hexdigest()


def item_of(key: str) -> Item:
    try:
        return catalogue.item(key)
    except catalogue.UnknownItem:
        raise UnableToOrder(NO_ITEM, field="item") from None


def check_alive(elder: Elder) -> None:
    """Nobody orders for who died or moved away."""
    if elder.life_status == LifeStatus.DEAD:
        raise UnableToOrder(DEAD, field="person")
    if elder.life_status != LifeStatus.ALIVE:
        raise UnableToOrder(MOVED, field="person")


def check(wanted: Wanted, item: Item, now: datetime) -> None:
    """The window, the size and the note. Raises UnableToOrder with the field."""
    seconds = (wanted.to_at - wanted.from_at).total_seconds()
    minutes = wanted.minutes or item.minutes
    faults = (
        (seconds <= 0, WINDOW_ORDER, "to_at"),
        (wanted.to_at <= now, PAST, "from_at"),
        (wanted.from_at > now + span("latest"), TOO_FAR, "from_at"),
        (seconds > DAY_SECONDS, TOO_LONG, "to_at"),
        (not 0 < minutes <= MOST_MINUTES or not 0 < wanted.quantity <= MOST_QUANTITY, SIZE, "quantity"),
        (seconds < minutes * 60, TOO_SHORT, "to_at"),
        (len(wanted.note) > MOST_NOTE, NOTE_LONG, "note"),
        (wanted.prefers_sex not in ("", *(one.value for one in Sex)), SIZE, "prefers_sex"),
    )
    for wrong, reason, field in faults:
        if wrong:
            raise UnableToOrder(reason, field=field)


def find_offer(wanted: Wanted, scope: Any, area: int, but: Sequence[str] = ()) -> OfferTold | None:
    """The offer that was chosen, else the first of the services' own order that was not asked before."""
    on = timezone.localdate(wanted.from_at)
    if wanted.offer:
        asked = (wanted.offer, on, area)
        return chosen(wanted, services.offers_on([asked]).get(asked))
    found = services.find_offers(scope, item=wanted.item, area=area, on=on)
    return first_of([one for one in found if str(one.organisation) not in but], area, on)


def chosen(wanted: Wanted, told: OfferTold | None) -> OfferTold:
    """The offer that was asked for by its key, if it holds there on that day and is of the item."""
    if told is None or told.item != wanted.item:
        raise UnableToOrder(NO_OFFER, field="offer")
    return told


def first_of(found: Sequence[OfferTold], area: int, on: date) -> OfferTold | None:
    """In the services' own order, but who has a contract comes first: else her quota could not pay."""
    asked = [(one.organisation, area, one.item, on) for one in found[:LOOKED_AT]]
    paid = contracts.contracts_for(asked) if len(found) > 1 else {}
    return next((one for one, key in zip(found, asked, strict=False) if key in paid), next(iter(found), None))


def order_of(wanted: Wanted, elder: Elder, item: Item, *, by: Actor, now: datetime, key: str) -> Order:
    """The row before anybody is asked: no provider and no price yet."""
    note = f"{elder.address.plain}；{elder.access_note}" if elder.access_note else elder.address.plain
    return Order(
        person=registry.canonical_of(elder),
        area=elder.area,
        item=item.key,
        quantity=wanted.quantity,
        channel=wanted.channel,
        asked_by=by.account,
        from_at=wanted.from_at,
        to_at=wanted.to_at,
        minutes=wanted.minutes or item.minutes,
        people=item.people,
        plan_id=wanted.plan,
        package=wanted.package,
        state="created",
        state_at=now,
        opened_at=now,
        name=elder.name,
        place=note,
        phone=elder.phone.plain,
        note=wanted.note.strip(),
        longitude=elder.longitude,
        latitude=elder.latitude,
        prefers_sex=wanted.prefers_sex,
        dialects=list(wanted.dialects),
        carer_before=wanted.carer_before,
        key=key,
        digest=wanted.digest(),
    )


def freeze(row: Order, told: OfferTold, *, by: Actor, now: datetime, terms: Terms | None = None) -> None:
    """`set_terms`, and hold what her quota pays."""
    set_terms(row, told, now=now, terms=terms)
    hold_many([(row, by)], now=now)


def set_terms(row: Order, told: OfferTold, *, now: datetime, terms: Terms | None = None) -> None:
    """Copy the price and the rule of cancellation: they stand from now on. Who pays which part of it says
    `hold_many`.

    What is done again is free of charge and touches no quota. Raises UnableToOrder where terms leave the
    catalogue's range.
    """
    item = catalogue.item(row.item)
    one_fen = _within_range(row, terms.price_fen) if terms else told.price_fen
    price = 0 if row.redo_of_id else price_of(item.unit, one_fen, row.minutes, row.quantity)
    row.offer, row.organisation, row.provider_name = told.offer, told.organisation, told.provider_name
    row.price_fen, row.covered_fen, row.own_fen, row.account, row.rule = price, 0, price, None, ""
    rule = item.cancellation
    free_hours = terms.free_hours if terms else rule.free_hours
    row.cancellation = {"free_hours": free_hours, "fee_percent": rule.fee_percent}
    row.state, row.state_at = "offered", now


def _within_range(row: Order, price_fen: int) -> int:
    """The price itself, where the catalogue allows it there on that day."""
    if not services.range_of(row.item, row.area, timezone.localdate(row.from_at)).allows(price_fen):
        raise UnableToOrder(OUT_OF_RANGE)
    return price_fen


def hold_many(rows: Sequence[tuple[Order, Actor]], *, now: datetime) -> None:
    """What quotas pay of these orders is held, in their order, where the provider has a contract for the item
    there; the rest is the person's own. Where quotas are held: `purchase.operations.hold_many`.
    """
    priced = [(row, by) for row, by in rows if row.organisation and row.price_fen]
    paid = contracts.contracts_for({_bought(row) for row, _ in priced})
    held = [(row, by) for row, by in priced if _bought(row) in paid]
    for row, _ in rows:
        row.covered_fen, row.own_fen, row.account, row.rule = 0, row.price_fen, None, ""
    if not held:
        return
    told = purchase.hold_many([_asked(row, by) for row, by in held], now=now)
    for (row, _), one in zip(held, told, strict=True):
        row.covered_fen, row.own_fen = one.covered_fen, one.own_fen
        row.account, row.rule = one.account, one.rule[:60]


def _bought(row: Order) -> contracts.Asked:
    """What a contract must cover: this provider, place, item and day."""
    return (row.organisation or NOBODY, row.area, row.item, timezone.localdate(row.from_at))


def _asked(row: Order, by: Actor) -> purchase.Hold:
    return purchase.Hold(
        person=row.person,
        area=row.area,
        item=row.item,
        price_fen=row.price_fen,
        minutes=row.minutes,
        on=timezone.localdate(row.from_at),
        order=row.id,
        by=by,
    )
