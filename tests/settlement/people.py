"""A provider with a contract, visits whose evidence counts, and who stands between them and the money."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Scope
from chongyang.orders.models import Order
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from chongyang.territory.enums import Role
from chongyang.visits.models import Visit
from tests import factories
from tests.checkout.people import of_provider, provider
from tests.orders.people import ITEM, make_contract
from tests.treasury.people import county_finance, fund_budget

CITY = ZoneInfo("Asia/Shanghai")
MONTH = date(2026, 4, 1)
AT = datetime(2026, 4, 10, 9, tzinfo=CITY)
AFTER = datetime(2026, 5, 2, 8, tzinfo=CITY)
STREET = factories.JINSHUI // 1000 * 1000

__all__ = ["county_finance", "fund_budget", "of_provider", "provider"]


def parts_of(fen: int) -> list[dict[str, Any]]:
    """The city pays half, the county the rest but a tenth of the community's own."""
    community = fen // 10
    city = fen // 2
    return [
        {"level": "city", "area": 410100000000, "amount_fen": city},
        {"level": "community", "area": factories.JINSHUI, "amount_fen": community},
        {"level": "county", "area": 410105000000, "amount_fen": fen - city - community},
    ]


def contracted() -> UUID:
    """The organisation of a provider with a contract."""
    organisation = provider().id
    make_contract(organisation, ITEM)
    return organisation


def visit(organisation: UUID, *, fen: int = 10_001, own: int = 2_000, **columns: Any) -> Visit:
    """A visit that was accepted, its order verified and what it cost spent."""
    order = _order(organisation, fen, own)
    if fen:
        _spend(order, fen)
    told = {"verdict": "accepted", "started_at": AT, "ended_at": AT + timedelta(minutes=60), **columns}
    return Visit.objects.create(
        order=order.id,
        number=order.number,
        person=order.person,
        area=order.area,
        organisation=organisation,
        item=ITEM,
        from_at=AT - timedelta(minutes=30),
        to_at=AT + timedelta(minutes=30),
        minutes=60,
        last_received_at=AT,
        **{"score": 90, **told},
    )


def _order(organisation: UUID, fen: int, own: int) -> Order:
    order = Order(
        person=new_key(),
        area=factories.JINSHUI,
        item=ITEM,
        organisation=organisation,
        channel="call",
        from_at=AT - timedelta(minutes=30),
        to_at=AT + timedelta(minutes=30),
        minutes=60,
        price_fen=fen + own,
        covered_fen=fen,
        own_fen=own,
        state="verified",
        state_at=AT,
        opened_at=AT,
        key=str(new_key()),
    )
    order.save(force_insert=True)
    order.refresh_from_db()
    case = cases.open_case(
        lifecycle="orders.order",
        area=order.area,
        case_id=order.id,
        by=SYSTEM,
        now=AT,
        organisation=organisation,
    )
    type(case).objects.filter(id=case.id).update(state="verified")
    Order.objects.filter(id=order.id).update(state="verified")
    return order


def _spend(order: Order, fen: int) -> None:
    account = VoucherAccount.objects.create(
        person=order.person,
        area=order.area,
        entitlement=new_key(),
        rule="jinshui.home_help",
        unit="fen",
        period_from=MONTH,
        valid_to=date(2026, 6, 1),
        granted=fen,
        spent=fen,
    )
    VoucherEntry.objects.create(
        account=account,
        person=order.person,
        area=order.area,
        rule=account.rule,
        kind="spent",
        order=order.id,
        item=ITEM,
        units=fen,
        amount_fen=fen,
        parts=parts_of(fen),
        on=AT.date(),
        at=AT,
    )


def purchaser(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.PURCHASER, None, county))


def give_budgets(fen: int = 10_000_000, year: int = AFTER.year) -> None:
    """Money of city and county for what government buys."""
    for level, area in (("city", 410100000000), ("county", 410105000000)):
        fund_budget(level, area, fen, programme="government_purchase", year=year)
