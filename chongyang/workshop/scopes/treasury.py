"""Money in check_scope: payees, payments and batches, by list, detail and count."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from chongyang.treasury import queries
from chongyang.treasury.models import Batch, Budget, OrderPart, Payee, PaymentOrder
from chongyang.workshop.scopes.rule import Door, Resource
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
FIRST, LAST, YEAR, FEN = date(2000, 1, 1), date(2000, 2, 1), 2000, 100
NOT_THERE = (queries.NotFound, NotAllowed)
PROGRAMME = "check"


def add_rows(sample: Sample, now: datetime) -> None:
    """A payee with one payment for every elder, and a batch where she lives."""
    for number, elder in enumerate(list(sample.rows[Elder]), start=1):
        payee = Payee(kind="person", person=elder.id, area=elder.area)
        payee.name = PROGRAMME
        sample.add(payee)
        order = sample.add(_order(payee, now))
        told = {"area": elder.area, "fund": "lottery", "programme": PROGRAMME, "year": YEAR}
        money = {"level": "street", "ceiling_fen": 10**6}
        budget, _ = Budget.objects.get_or_create(**told, defaults=money)
        part = {"level": "street", "fund": "lottery", "amount_fen": FEN}
        OrderPart.objects.create(order=order, budget=budget, area=elder.area, **part)
        sample.add(
            Batch(
                area=elder.area, year=YEAR, number=number, programme=PROGRAMME, made_by=new_key(), made_at=now
            )
        )


def _order(payee: Payee, now: datetime) -> PaymentOrder:
    return PaymentOrder(
        area=payee.area,
        payee=payee,
        person=payee.person,
        programme=PROGRAMME,
        clause=PROGRAMME,
        object=PROGRAMME,
        period_from=FIRST,
        period_to=LAST,
        amount_fen=FEN,
        reference_kind=PROGRAMME,
        reference=new_key(),
        key=f"check/{payee.id}",
        content=b"",
        ordered_at=now,
        due_on=FIRST,
    )


def reads_money(role: Role) -> bool:
    """Whether the role may see single payments; who has no persons reads sums elsewhere."""
    return can(role, Can.READ_MONEY) and role not in WITHOUT_PERSONS


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _count(get: Callable[[Scope], Any]) -> Callable[[Scope], int]:
    def counted(scope: Scope) -> int:
        try:
            return int(get(scope).count())
        except NOT_THERE:
            return 0

    return counted


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


RESOURCES = (
    Resource("payees", Payee, reads_money, {"detail": _each(queries.access_payee)}),
    Resource(
        "payments",
        PaymentOrder,
        reads_money,
        {
            "list": _page(lambda scope: queries.list_orders(scope)[:FEW]),
            "detail": _each(queries.access_order),
        },
        {"count": _count(queries.list_orders)},
    ),
    Resource(
        "payment batches",
        Batch,
        reads_money,
        {
            "list": _page(lambda scope: queries.list_batches(scope)[:FEW]),
            "detail": _each(queries.access_batch),
        },
        {"count": _count(queries.list_batches)},
    ),
)
