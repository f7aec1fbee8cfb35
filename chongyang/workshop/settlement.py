"""A settled month of the demo city: last month's visits of two providers, their statements at several stages,
and bills of what the elders pay themselves.

The visits are written as rows, as phones told them in a month that is over; from there on it is the rooms'
own operations by demo accounts. All of it is invented. Repeatable: what stands already stays.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from chongyang.checkout import operations as checkout
from chongyang.checkout.enums import BillKind
from chongyang.checkout.models import Merchant
from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.orders.models import Order
from chongyang.purchase.models import Contract, VoucherAccount, VoucherEntry
from chongyang.purchase.rules.shares import parts_of
from chongyang.settlement import operations
from chongyang.settlement.models import Line, Statement
from chongyang.settlement.rules.months import shifted
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import Budget
from chongyang.visits.models import Visit
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.papers import scope_of

CITY = ZoneInfo("Asia/Shanghai")
ITEM, PRICE, COVERED, MINUTES = "bath_help", 10_000, 8_000, 60
SHARES = {"county": 90, "community": 10}
"""Payers of the demonstration: the county's finance, and the community itself."""
EACH, PROVIDERS, BILLS = 24, 2, 6
PURCHASER, FINANCE, SECOND = "purchaser", "county_finance", "county_finance2"
BUDGET_FEN = 50_000_000


def make_settlement(now: datetime) -> dict[str, int]:
    """How many statements and bills there are now; needs contracts and vouchers (`make_purchase`)."""
    month = shifted(timezone.localdate(now).replace(day=1), -1)
    with transaction.atomic(), enter(system_scope("demo settlement")):
        if not Statement.objects.exists():
            for contract in _contracts():
                _visits(contract, month)
    made = operations.settle_month(month=month, now=now)
    if made:
        _walk(made, now)
    with enter(system_scope("demo settlement")):
        return {"statements": Statement.objects.count(), "bills": _bills(now)}


def _contracts() -> list[Contract]:
    rows = Contract.objects.filter(items__has_key=ITEM, areas__contains=[JINSHUI]).order_by("number", "id")
    return list(rows[:PROVIDERS])


def _visits(contract: Contract, month: date) -> None:
    """Two dozen visits of a provider; every sixth was late, every eighth weak."""
    with_vouchers = VoucherAccount.objects.filter(area__range=_county()).order_by("id")
    for number, account in enumerate(islice(_round(list(with_vouchers)), EACH)):
        at = datetime.combine(month + timedelta(days=number), time(9), CITY)
        order = _order(contract.organisation, account, at, number)
        _spend(order, account, at)
        _told(order, contract.organisation, at, number)


def _county() -> tuple[int, int]:
    first = int(JINSHUI) * 10**6
    return first, first + 10**6 - 1


def _round(rows: list[VoucherAccount]) -> Iterator[VoucherAccount]:
    while rows:
        yield from rows


def _order(organisation: UUID, account: VoucherAccount, at: datetime, number: int) -> Order:
    key = named_key("demo settlement", f"{organisation}/{number}")
    order = Order(
        id=key,
        person=account.person,
        area=account.area,
        item=ITEM,
        organisation=organisation,
        channel="call",
        from_at=at,
        to_at=at + timedelta(hours=1),
        minutes=MINUTES,
        price_fen=PRICE,
        covered_fen=COVERED,
        own_fen=PRICE - COVERED,
        account=account.id,
        rule=account.rule,
        state="verified",
        state_at=at,
        opened_at=at - timedelta(days=3),
        key=f"demo/{key}",
    )
    order.save(force_insert=True)
    told: dict[str, Any] = {"area": account.area, "person": account.person, "organisation": organisation}
    cases.open_case(lifecycle="orders.order", case_id=key, by=SYSTEM, now=at, **told)
    Case.objects.filter(id=key).update(state="verified", due_at=None)
    Order.objects.filter(id=key).update(state="verified")
    order.refresh_from_db()
    return order


def _spend(order: Order, account: VoucherAccount, at: datetime) -> None:
    """What the voucher of that month paid: an account of its own, used up."""
    month = at.date().replace(day=1)
    held, _ = VoucherAccount.objects.get_or_create(
        person=account.person,
        rule=account.rule,
        period_from=month,
        defaults={
            "area": account.area,
            "entitlement": account.entitlement,
            "unit": account.unit,
            "valid_to": shifted(month, 1),
        },
    )
    parts = [one.as_json() for one in parts_of(COVERED, SHARES, "county", order.area)]
    common: dict[str, Any] = {"account": held, "person": held.person, "area": held.area, "rule": held.rule}
    common |= {"units": COVERED, "amount_fen": COVERED, "on": at.date(), "at": at}
    VoucherEntry.objects.create(kind="granted", **common)
    VoucherEntry.objects.create(kind="spent", order=order.id, round=1, item=ITEM, parts=parts, **common)
    held.granted, held.spent = held.granted + COVERED, held.spent + COVERED
    held.save(update_fields=["granted", "spent"])


def _told(order: Order, organisation: UUID, at: datetime, number: int) -> None:
    late = timedelta(minutes=100 if number % 6 == 5 else 5)
    Visit.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=organisation,
        item=ITEM,
        from_at=order.from_at,
        to_at=order.to_at,
        minutes=MINUTES,
        set_out_at=at,
        arrived_at=at + late,
        started_at=at + late,
        ended_at=at + late + timedelta(minutes=58),
        last_received_at=at + late + timedelta(hours=1),
        score=66 if number % 8 == 7 else 92,
        verdict="accepted",
        judged_at=at + timedelta(hours=4),
    )


def _walk(made: list[Statement], now: datetime) -> None:
    """The first goes as far as finance, to the second its provider objects."""
    _budgets(now)
    first, *others = made
    for who, action in (("contractor", "agree"), (PURCHASER, "check")):
        _step(first, who, action, now)
    for row in others[:1]:
        with enter(system_scope("demo settlement")):
            line = Line.objects.filter(statement=row, percent__gt=0).order_by("ended_at", "id").first()
        scope = scope_of("contractor2", now)
        if line and scope and scope.organisation == row.organisation:
            text = "演示：老人临时外出，护理员在门口等候。"
            with enter(scope):
                operations.object_to(
                    statement=row.id, line=line.id, text=text, scope=scope, by=scope.actor, now=now
                )


def _step(row: Statement, who: str, action: str, now: datetime) -> None:
    scope = scope_of(who, now)
    if scope is None:
        return
    try:
        with enter(scope):
            operations.step(statement=row.id, action=action, scope=scope, by=scope.actor, now=now)
    except (UnableToStep, LookupError):
        return  # another provider's statement came first: it waits where it is


def _budgets(now: datetime) -> None:
    """The county's money for what government buys, by two persons of its finance."""
    year = timezone.localdate(now).year
    area = int(JINSHUI) * 10**6
    with enter(system_scope("demo settlement")):
        held = Budget.objects.filter(programme="government_purchase", year=year, area=area).exists()
    scopes = scope_of(FINANCE, now), scope_of(SECOND, now)
    if held or None in scopes:
        return
    told = treasury.LineTold(
        *("county", area, "general_budget", "government_purchase", year, "initial", BUDGET_FEN),
        "演示预算文件（虚构）",
    )
    maker, second = scopes
    assert maker is not None
    assert second is not None
    with enter(maker):
        line = treasury.propose_line(told=told, scope=maker, by=maker.actor, now=now)
    with enter(second):
        treasury.confirm_line(line=line.id, scope=second, by=second.actor, now=now)


def _bills(now: datetime) -> int:
    """What the elders of some of these visits pay themselves, to providers who can be paid in the demo."""
    rows = Line.objects.filter(own_fen__gt=0).order_by("ended_at", "id")[:BILLS]
    for row in rows:
        _merchant(row.organisation, now)
        checkout.make_bill(
            kind=BillKind.SERVICE,
            reference=row.order,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            item=row.item,
            amount_fen=row.own_fen,
            by=SYSTEM,
            now=now,
        )
    return len(rows)


def _merchant(organisation: UUID, now: datetime) -> None:
    Merchant.objects.get_or_create(
        organisation=organisation,
        vendor="sandbox",
        ended_on=None,
        defaults={
            "number": f"DEMO-{organisation.hex[:8]}",
            "told_by": named_key("demo merchant", "teller"),
            "confirmed_by": named_key("demo merchant", "second"),
            "valid_from": timezone.localdate(now),
        },
    )
