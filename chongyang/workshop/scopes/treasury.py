"""Money in check_scope: payees, payments and batches, by list, detail and count."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from chongyang.api import treasury, yuan
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import TokenName
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import queries
from chongyang.treasury.models import Batch, Budget, OrderPart, Payee, PaymentOrder
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import all_of, counted, may, one_by_one
from chongyang.workshop.scopes.rule import Door, Resource
from chongyang.workshop.scopes.sample import Sample

FIRST, LAST, YEAR, FEN = date(2000, 1, 1), date(2000, 2, 1), 2000, 100
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


def _of_sample(door: Door) -> Door:
    """The door tells a payment without its area: of the city's own, the list of the query is compared."""

    def told(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        keys = {row.pk for row in rows}
        return [one for one in door(scope, rows) if one.id in keys]

    return told


READS, MONEY = may(Can.READ_MONEY), TokenName.MONEY_READ

RESOURCES = (
    Resource(
        "payees",
        Payee,
        READS,
        {
            "detail": one_by_one(queries.access_payee),
            "API statement": api.each(treasury.get_statement, MONEY, "payee"),
        },
    ),
    Resource(
        "payments",
        PaymentOrder,
        READS,
        {
            "list": all_of(queries.list_orders),
            "detail": one_by_one(queries.access_order),
            "API list": _of_sample(api.page(treasury.list_payments, MONEY)),
            "API explanation": api.each(yuan.explain_payment, MONEY, "order"),
        },
        {"count": counted(queries.list_orders)},
    ),
    Resource(
        "payment batches",
        Batch,
        READS,
        {
            "list": all_of(queries.list_batches),
            "detail": one_by_one(queries.access_batch),
            "API list": api.page(treasury.list_batches, MONEY),
            "API detail": api.each(treasury.get_batch, MONEY, "batch"),
        },
        {"count": counted(queries.list_batches)},
    ),
)
