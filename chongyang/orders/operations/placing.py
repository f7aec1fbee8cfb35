"""An order is placed: written once however often it is asked, offered at once where somebody offers it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import bulk
from chongyang.core.operations.openings import Opening, Taken, open_many
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.orders import permissions
from chongyang.orders.models import Order
from chongyang.orders.operations import drafting
from chongyang.orders.operations.drafting import Wanted
from chongyang.orders.operations.errors import OtherOrder
from chongyang.orders.rules.late import is_soon
from chongyang.orders.rules.lifecycle import ORDER, SOON
from chongyang.registry import queries as registry
from chongyang.registry.queries import wishes_of

KEY_USED = N_("这个编号已用于另一份订单，请换一个编号")
KEY_CONSTRAINT = "orders_order_key"


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
    )
    return place(wanted, scope=scope, by=by, now=now, key=drafting.key_of(by.account, key))


def place(wanted: Wanted, *, scope: Scope, by: Actor, now: datetime, key: str) -> Order:
    """As `create`, of what is wanted already. Of two at once with one key the second gets the first's."""
    try:
        with transaction.atomic():
            return _placed(wanted, scope, by, now, key)
    except IntegrityError as error:
        if _constraint_of(error) != KEY_CONSTRAINT:
            raise
        return _again(wanted, key)


def _placed(wanted: Wanted, scope: Scope, by: Actor, now: datetime, key: str) -> Order:
    elder = registry.access_elder(scope, wanted.person)
    if elder.same_as_id:
        elder = registry.access_elder(scope, registry.canonical_of(elder))
    permissions.demand_order(scope, wanted.person, now)
    item = drafting.item_of(wanted.item)
    drafting.check_alive(elder)
    drafting.check(wanted, item, now)
    row = drafting.order_of(wanted, elder, item, by=by, now=now, key=key)
    if not row.prefers_sex and not row.dialects:
        wishes = wishes_of(scope, [elder.id])
        row.prefers_sex, row.dialects = wishes.prefers_sex, sorted(wishes.languages)
    told = drafting.find_offer(wanted, scope, row.area)
    if told:
        drafting.freeze(row, told, by=by, now=now)
    write([row], by=by, now=now)
    return row


def write(rows: Sequence[Order], *, by: Actor, now: datetime) -> None:
    """The rows, their cases with the first step or two, and the events: four statements for one or many."""
    bulk.create(rows)
    open_many(lifecycle=ORDER, openings=[_opening(row, now) for row in rows], by=by, now=now)


def _opening(row: Order, now: datetime) -> Opening:
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
    )


def _constraint_of(error: IntegrityError) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", "") or ""
    return KEY_CONSTRAINT if name.startswith(KEY_CONSTRAINT) else name


def _again(wanted: Wanted, key: str) -> Order:
    """The order of that key; raises OtherOrder where the key was used for something else."""
    row = Order.objects.get(key=key)
    if bytes(row.digest or b"") != wanted.digest():
        raise OtherOrder(KEY_USED, field="key")
    return row
