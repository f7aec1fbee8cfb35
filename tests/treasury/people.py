"""Finance of a county and of the city, a budget with money in it, and somebody to be paid."""

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Scope
from chongyang.territory.enums import Role
from chongyang.treasury import operations
from chongyang.treasury.models import Budget, Payee, PayeeAccount, PaymentOrder
from chongyang.treasury.operations import LineTold, PartTold, PayeeTold
from tests import factories

COUNTY, CITY = 410105000000, 410100000000
OTHER_COUNTY = 410102000000
TODAY = now().date()
YEAR = TODAY.year
PROGRAMME, CLAUSE = "carer_post_allowance", "2018-34/3.9.2"
_numbers = count(1)


def county_finance(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_FINANCE, None, county))


def city_finance() -> Scope:
    return factories.scope_of(factories.make_account(Role.CITY_FINANCE))


def fund_budget(
    level: str = "county",
    area: int = COUNTY,
    amount: int = 10_000_000,
    fund: str = "general_budget",
    programme: str = PROGRAMME,
    year: int = YEAR,
) -> Budget:
    """A budget with one confirmed line, by two persons of its payer."""
    people = [city_finance(), city_finance()] if level == "city" else [county_finance(), county_finance()]
    if level != "city" and area // 10**6 != 410105:
        people = [county_finance(str(area // 10**6)), county_finance(str(area // 10**6))]
    told = LineTold(level, area, fund, programme, year, "initial", amount, "测试预算文件")
    line = operations.propose_line(told=told, scope=people[0], by=people[0].actor, now=now())
    operations.confirm_line(line=line.id, scope=people[1], by=people[1].actor, now=now())
    return Budget.objects.get(id=line.budget_id)


def payee_told(key: UUID | None = None, area: int = factories.JINSHUI, **columns: Any) -> PayeeTold:
    number = f"62170000{next(_numbers):011d}"
    told = {"bank": "测试银行", "number": number, "name": "王护理", **columns}
    return PayeeTold("person", key or new_key(), area, **told)


def part(
    amount: int = 30_000, level: str = "county", area: int = COUNTY, fund: str = "general_budget"
) -> PartTold:
    return PartTold(level, fund, area, amount)


def order(payee: PayeeTold | None = None, parts: Any = None, **words: Any) -> PaymentOrder:
    """One payment of 300 yuan by the county for a month."""
    told: dict[str, Any] = {
        "programme": PROGRAMME,
        "clause": CLAUSE,
        "object": "post",
        "period": (date(YEAR, 1, 1), date(YEAR, 2, 1)),
        "reference": ("funding.application", new_key()),
        "key": f"test-{next(_numbers)}-{new_key()}",
        "held_by": (),
        "due_on": TODAY,
        "by": SYSTEM,
        "now": now(),
        **words,
    }
    return operations.order_payment(payee=payee or payee_told(), parts=parts or [part()], **told)


def confirm_account_of(row: PaymentOrder, scope: Scope | None = None) -> PayeeAccount:
    scope = scope or county_finance()
    account = PayeeAccount.objects.filter(payee=row.payee_id, confirmed_by=None, valid_to=None).get()
    return operations.confirm_account(account=account.id, scope=scope, by=scope.actor, now=now())


def payee_of(row: PaymentOrder) -> Payee:
    return Payee.objects.get(id=row.payee_id)
