"""The characters of orders: an elder with a quota, two providers with prices, carers, a seat, a family."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope, system_scope
from chongyang.orders import operations
from chongyang.orders.models import Order
from chongyang.purchase.models import Contract, Lot, Procurement
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.rules.mandates import Allow, Basis, MandateChannel
from chongyang.services.models import ServiceProvider
from chongyang.territory.enums import Role
from tests import factories
from tests.services.made import make_offer, make_provider
from tests.workforce.made import contractor, make_carer

CITY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2019, 6, 10, 9, tzinfo=CITY)
FROM = datetime(2019, 6, 12, 9, tzinfo=CITY)
TO = datetime(2019, 6, 12, 12, tzinfo=CITY)
HOUR = timedelta(hours=1)
ITEM = "bath_help"
SYSTEM_SCOPE = system_scope("test")

__all__ = ["HOUR", "contractor", "make_carer", "make_offer", "make_provider"]


def make_contract(organisation: UUID, *items: str, area: int = 410105000000) -> Contract:
    """A contract that lets government pay this provider for these items in a county."""
    day = date(2018, 1, 1)
    bought = Procurement.objects.create(
        organisation=new_key(),
        area=area,
        title="居家养老服务",
        need="测试",
        year=2018,
        estimated_fen=100,
        state="signed",
        opened_at=NOW,
    )
    lot = Lot.objects.create(
        procurement=bought,
        area=area,
        number=1,
        title="一标",
        areas=["410105"],
        items=dict.fromkeys(items, 100_000),
        sum_fen=100,
    )
    return Contract.objects.create(
        lot=lot,
        organisation=organisation,
        area=area,
        number=f"合同-{new_key()}",
        areas=["410105"],
        items=dict.fromkeys(items, 100_000),
        sum_fen=100,
        signed_on=day,
        valid_from=day,
        valid_to=date(2030, 1, 1),
        publish_due_on=day,
        file_due_on=day,
    )


def seat() -> Scope:
    return factories.scope_of(factories.make_operator())


def offered_by(price_fen: int = 10_000, *, item: str = ITEM, contract: bool = True) -> ServiceProvider:
    """A provider that offers an item in 金水区, with a contract for it."""
    provider = make_provider()
    make_offer(provider, item, price_fen=price_fen)
    if contract:
        make_contract(provider.organisation, item)
    return provider


def order_for(person: UUID, scope: Scope | None = None, **told: object) -> Order:
    """An order for two days later, by default by the seat."""
    scope = scope or seat()
    values: dict[str, object] = {"item": ITEM, "from_at": FROM, "to_at": TO, "channel": "call", **told}
    return operations.create(person=person, scope=scope, by=scope.actor, now=NOW, **values)


def step(
    order: Order, action: str, scope: Scope = SYSTEM_SCOPE, now: datetime = NOW, **told: object
) -> Order:
    return operations.step(order=order.id, action=action, by=scope.actor, now=now, scope=scope, **told)


def walk(order: Order, *actions: str, now: datetime = NOW) -> Order:
    """The carer's and the elder's steps in their order, in the system's name but for accepting."""
    for action in actions:
        scope = org_scope(order) if action == "accept" else SYSTEM_SCOPE
        order = step(order, action, scope, now)
    return order


def org_scope(order: Order) -> Scope:
    """The scope of who answers for the provider that is asked."""
    from chongyang.territory.models import Organisation

    return contractor(Organisation.objects.get(id=order.organisation))


def daughter(person: UUID, *allows: Allow) -> Scope:
    """Family by mandate; by default it covers ordering."""
    account = factories.make_account(Role.FAMILY)
    area = Elder.objects.values_list("area", flat=True).get(id=person)
    Mandate.objects.create(
        person=person,
        area=area,
        account=account.id,
        relation="daughter",
        basis=Basis.ELDER.value,
        channel=MandateChannel.PAPER.value,
        text_version="2019-1",
        allows=[one.value for one in allows or (Allow.READ_FILE, Allow.ORDER_SERVICES)],
        valid_from=NOW - timedelta(days=100),
        valid_to=NOW + timedelta(days=200),
        given_at=NOW - timedelta(days=100),
    )
    return replace(factories.scope_of(account), persons=(person,))
