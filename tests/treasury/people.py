"""Finance of a county and of the city, a budget with money in it, and somebody to be paid."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Scope
from chongyang.territory.enums import Role
from chongyang.treasury import operations
from chongyang.treasury.models import Batch, BatchLine, Budget, Payee, PayeeAccount, PaymentOrder, ReturnFile
from chongyang.treasury.operations import LineTold, PartTold, PayeeTold
from chongyang.treasury.rules.bank import money, serial_of
from tests import factories

COUNTY, CITY = 410105000000, 410100000000
OTHER_COUNTY = 410102000000
TODAY = timezone.localdate(now())
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


@dataclass
class Four:
    """Four persons of a county's finance, and what they do one after the other."""

    maker: Scope
    checker: Scope
    releaser: Scope
    reconciler: Scope

    @classmethod
    def of(cls, county: str = "410105") -> "Four":
        return cls(*(county_finance(county) for _ in range(4)))

    def make(self, **words: Any) -> Batch:
        told = {"area": COUNTY, "until": TODAY, **words}
        return operations.make_batch(scope=self.maker, by=self.maker.actor, now=now(), **told)

    def submit(self, batch: Batch) -> Batch:
        return operations.submit_batch(**doing(batch, self.maker))

    def approve(self, batch: Batch) -> Batch:
        return operations.approve_batch(**doing(batch, self.checker))

    def release(self, batch: Batch) -> Batch:
        return operations.release_batch(**doing(batch, self.releaser))

    def approved(self, **words: Any) -> Batch:
        return self.approve(self.submit(self.make(**words)))

    def released(self, **words: Any) -> Batch:
        return self.release(self.approved(**words))

    def take(self, batch: Batch, content: bytes, format: str = "plain_csv") -> ReturnFile:
        return operations.take_return(content=content, format=format, **doing(batch, self.releaser))

    def reconcile(self, batch: Batch) -> Batch:
        return operations.reconcile_batch(**doing(batch, self.reconciler))


def doing(batch: Batch, scope: Scope) -> dict[str, Any]:
    return {"batch": batch.id, "scope": scope, "by": scope.actor, "now": now()}


def ready_orders(payments: int = 2, **words: Any) -> list[PaymentOrder]:
    """Orders to different persons whose accounts are confirmed."""
    made = [order(**words) for _ in range(payments)]
    scope = county_finance()
    for row in made:
        confirm_account_of(row, scope)
    return made


def answer(batch: Batch, *outcomes: str, extra: str = "") -> bytes:
    """What the bank says of the lines of a batch in their order: 成功, 失败, or another word."""
    rows = BatchLine.objects.filter(batch=batch).order_by("place")
    lines = ["业务流水号,收款账号,金额,处理结果,失败原因,银行流水号,交易日期"]
    for row, outcome in zip(rows, outcomes, strict=False):
        serial = serial_of(batch.year, batch.area, batch.number, row.place)
        reason = "账号有误" if outcome == "失败" else ""
        words = (serial, row.number.plain, money(row.amount_fen, "yuan"), outcome, reason)
        lines.append(",".join([*words, f"B{row.place:06d}", f"{TODAY:%Y-%m-%d}"]))
    return ("\r\n".join([*lines, *extra.splitlines()]) + "\r\n").encode("utf-8-sig")
