"""A package: several items for one person, in one window or in several, placed all together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.orders.models import Order
from chongyang.orders.operations.drafting import Wanted, item_of, key_of
from chongyang.orders.operations.errors import UnableToOrder
from chongyang.orders.operations.placing import place

NOTHING = N_("请至少选一项服务")
TOO_MANY = N_("一次最多选八项服务")
TOO_SHORT = N_("这些服务加起来比约定的时间段长，请放宽时间或分几次")
MOST_LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of a package in its window."""

    item: str
    from_at: datetime
    to_at: datetime
    offer: UUID | None = None
    quantity: int = 1
    minutes: int = 0


@transaction.atomic
def create_package(
    *,
    person: UUID,
    lines: Sequence[Line],
    channel: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    key: str = "",
    prefers_sex: str = "",
    dialects: Sequence[str] = (),
    note: str = "",
) -> list[Order]:
    """Place an order for each line, all under one package. Lines of one window must fit into it one after the
    other. Raises as `create`; where one line is refused none is placed.
    """
    if not lines:
        raise UnableToOrder(NOTHING, field="item")
    if len(lines) > MOST_LINES:
        raise UnableToOrder(TOO_MANY, field="item")
    _check_windows(lines)
    package = _key_of_package(by, key)
    word = key or str(package)
    return [
        place(
            Wanted(
                person=person,
                item=line.item,
                from_at=line.from_at,
                to_at=line.to_at,
                channel=channel,
                offer=line.offer,
                quantity=line.quantity,
                minutes=line.minutes,
                prefers_sex=prefers_sex,
                dialects=tuple(dialects),
                note=note,
                package=package,
            ),
            scope=scope,
            by=by,
            now=now,
            key=key_of(by.account, f"{word}/{number}"),
        )
        for number, line in enumerate(lines, start=1)
    ]


def _key_of_package(by: Actor, key: str) -> UUID:
    """The same word of the same account names the same package."""
    return UUID(hex=key_of(by.account, f"package/{key}")[:32]) if key else new_key()


def _check_windows(lines: Sequence[Line]) -> None:
    minutes: dict[tuple[datetime, datetime], int] = {}
    for line in lines:
        window = (line.from_at, line.to_at)
        minutes[window] = minutes.get(window, 0) + (line.minutes or item_of(line.item).minutes)
    for (from_at, to_at), needed in minutes.items():
        if (to_at - from_at).total_seconds() < needed * 60:
            raise UnableToOrder(TOO_SHORT, field="to_at")
