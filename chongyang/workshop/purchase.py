"""Government purchase of the demo city: decisions in every state, vouchers, one purchase with its contracts.

Through the room's operations by demo accounts, another in each stage. Groups, quotas and prices are those of
the demonstration rules; contractors are invented. Repeatable: what stands already stays.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.purchase import operations, queries
from chongyang.purchase.models import Entitlement, Procurement
from chongyang.purchase.operations import ContractForm, LotTold
from chongyang.purchase.rules import county
from chongyang.services.rules import catalogue
from chongyang.territory.models import Organisation
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import Budget
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.demo_steps import PDF, by_demo
from chongyang.workshop.papers import scope_of

RULE = "jinshui.home_help@1"
CLERK, ASSESSOR, REVIEWER = "street_clerk", "third_party_assessor", "county_reviewer"
BUYER, FINANCE, SECOND = "purchaser", "county_finance", "county_finance2"
JUDGE = "city_reviewer2"
DAYS = timedelta(days=1)
IN_FORCE, IN_NOTICE, DECIDING, ASSESSING = 36, 3, 3, 4
BEFORE = 75 * DAYS
PROGRAMME = "government_purchase"
SUM_FEN = 60_000_000
LOTS = ("东片", "中片", "西片")


@transaction.atomic
def make_purchase(now: datetime) -> dict[str, int]:
    """How many were made; nothing where demo accounts are missing or decisions stand already."""
    names = (CLERK, ASSESSOR, REVIEWER, BUYER, FINANCE, SECOND, JUDGE)
    with enter(system_scope("demo purchase")):
        stands = Procurement.objects.exists() or Entitlement.objects.exclude(state="proposed").exists()
    if stands or any(scope_of(name, now) is None for name in names):
        return {}
    return {**_decide(now), "contracts": _buy(now)}


def _decide(now: datetime) -> dict[str, int]:
    """Proposals of the whole city, and for a part of them every step up to a voucher."""
    before = now - BEFORE
    with enter(system_scope("demo purchase")):
        proposed = sum(one.proposed for one in operations.propose_entitled(now=before).values())
        rows = Entitlement.objects.filter(rule=RULE, state="proposed").order_by("person", "id")
        keys = list(rows.values_list("id", flat=True)[: IN_FORCE + IN_NOTICE + DECIDING + ASSESSING])
    for place, key in zip(_places(len(keys)), keys, strict=False):
        _walk(key, place, now)
    with enter(system_scope("demo purchase")):
        in_force = operations.close_due_notices(now=before + 40 * DAYS)
        granted = operations.turn(now=now).granted
    return {"proposed": proposed, "in force": in_force, "vouchers": granted}


def _places(count: int) -> list[int]:
    """Where each of `count` decisions stands in the whole row. In a city too small for the row one stands in
    each stage after the vouchers and one is left proposed, so that no list of the desk is empty.
    """
    if count >= IN_FORCE + IN_NOTICE + DECIDING + ASSESSING:
        return list(range(count))
    later = [IN_FORCE, IN_FORCE + IN_NOTICE, IN_FORCE + IN_NOTICE + DECIDING]
    return [*range(count - len(later) - 1), *later]


def _walk(key: UUID, place: int, now: datetime) -> None:
    """One decision as far as its place in the row says; what is not in force yet began lately."""
    is_old = place < IN_FORCE
    at = now - BEFORE if is_old else now - 3 * DAYS
    told = {"entitlement": key}
    _as(CLERK, operations.apply, at, **told)
    if place >= IN_FORCE + IN_NOTICE + DECIDING:
        return
    with enter(system_scope("demo purchase")):
        row = Entitlement.objects.get(id=key)
    level = _level(row)
    note = "演示：上门评估，所见与登记一致。"
    _as(ASSESSOR, operations.assess, at + DAYS, level=level, note=note, **told)
    if place < IN_FORCE + IN_NOTICE:
        _as(REVIEWER, operations.approve, at + 2 * DAYS, **told)


def _level(row: Entitlement) -> str:
    """What the register says, or the first level that the group asks for."""
    asked = county.rule_of(row.rule).group(row.group).when.get("ability")
    known = next((fact["value"] for fact in row.facts if fact["condition"] == "ability"), "")
    return str(known or (asked[0] if asked else "1"))


def _as(who: str, operation: Callable[..., Any], at: datetime, **told: Any) -> Any:
    """By a demo account, within any street of the county: the demo has clerks for one street alone."""
    scope = scope_of(who, timezone.now())
    if scope is None:
        raise LookupError(who)
    wide = _wide(scope)
    with enter(wide):
        return operation(scope=wide, by=scope.actor, now=at, **told)


def _wide(scope: Scope) -> Scope:
    first = int(JINSHUI) * 10**6
    return replace(scope, intervals=((first, first + 10**6 - 1),))


def _buy(now: datetime) -> int:
    """One purchase of the county, as far as its contracts; nothing without contractors."""
    winners = _contractors()
    if not winners:
        return 0
    began, year = now - 120 * DAYS, timezone.localdate(now).year
    budget = _budget(year, began)
    told = {
        "title": "金水区居家养老服务购买项目（演示）",
        "need": "演示数据：为符合细则的老人购买助浴、助餐、家政、照料等上门服务。",
    }
    lots = [_lot(name) for name in LOTS[: len(winners)]]
    row = _step(operations.begin, BUYER, began, year=year, lots=lots, **told)
    do = partial(_with, row.id)
    do(operations.confirm_budget, FINANCE, began + 3 * DAYS, paper=BUYER, budget=budget)
    reason = "演示：达到公开招标数额标准。"
    do(operations.approve_method, REVIEWER, began + 5 * DAYS, method="public_tender", reason=reason)
    end = began + 30 * DAYS
    do(operations.announce, BUYER, began + 8 * DAYS, paper=BUYER, offers_until=end)
    points = {
        _step(operations.record_bid, BUYER, began + 20 * DAYS, lot=lot.id, **bid).id: score
        for lot, own in zip(queries.lots_of(row), winners, strict=True)
        for bid, score in _bids(own, winners)
    }
    do(operations.award, JUDGE, end + DAYS, paper=BUYER, points=points)
    return _sign(row, end + 8 * DAYS)


def _lot(name: str) -> LotTold:
    """Everything that the county's rule covers, in the whole county."""
    items = {item: catalogue.item(item).price_to_fen for item in county.rule_of(RULE).items}
    return LotTold(f"居家养老服务（{name}）", (JINSHUI,), items, SUM_FEN // len(LOTS))


def _bids(own: UUID, winners: list[UUID]) -> list[tuple[dict[str, Any], Decimal]]:
    """The winner's and one more."""
    price = SUM_FEN // len(LOTS)
    others = [one for one in winners if one != own][:1]
    made = [({"organisation": own, "price_fen": price * 97 // 100}, Decimal("91.5"))]
    return made + [({"organisation": one, "price_fen": price * 99 // 100}, Decimal("84")) for one in others]


def _sign(row: Procurement, at: datetime) -> int:
    """Signed, published and filed within their days; from the month after for a year and a half."""
    _attach(row.id, BUYER, at)
    signed = timezone.localdate(at)
    first = county.months_after(signed, 1)
    made = 0
    for lot in queries.lots_of(row):
        number = f"演示-{signed.year}-{row.number[-4:]}-{lot.number}"
        form = ContractForm(number, lot.sum_fen * 97 // 100, signed, first, county.months_after(first, 18))
        held = _step(operations.sign, BUYER, at, lot=lot.id, form=form)
        made += 1
        last = held
    for contract in queries.contracts_of(last.lot.procurement):
        _step(operations.publish_contract, BUYER, at + DAYS, contract=contract.id, on=signed)
        filing = {"on": signed, "filing": f"演示备案 {contract.number}"}
        _step(operations.file_contract, BUYER, at + DAYS, contract=contract.id, **filing)
    return made


def _with(
    key: UUID, operation: Callable[..., Any], who: str, at: datetime, *, paper: str = "", **told: Any
) -> None:
    if paper:
        _attach(key, paper, at)
    _step(operation, who, at, procurement=key, **told)


def _attach(key: UUID, who: str, at: datetime) -> None:
    told = {"procurement": key, "title": "", "chunks": [PDF], "name": "演示材料.pdf"}
    _step(operations.attach, who, at, **told)


def _step(operation: Callable[..., Any], who: str, at: datetime, **told: Any) -> Any:
    return by_demo(operation, who, at, **told)


def _budget(year: int, at: datetime) -> UUID:
    """The county's line of the year, by two persons of its finance."""
    area = int(JINSHUI) * 10**6
    with enter(system_scope("demo purchase")):
        held = Budget.objects.filter(area=area, programme=PROGRAMME, year=year).first()
    if held is None:
        document = "演示预算文件（虚构）"
        told = treasury.LineTold(
            *("county", area, "general_budget", PROGRAMME, year, "initial", 2 * SUM_FEN, document)
        )
        line = _step(treasury.propose_line, FINANCE, at, told=told)
        _step(treasury.confirm_line, SECOND, at, line=line.id)
        return line.budget_id  # type: ignore[no-any-return]
    return held.id


def _contractors() -> list[UUID]:
    """The demo's providers of services, else institutions of the county."""
    with enter(system_scope("demo purchase")):
        rows = Organisation.objects.filter(key__startswith="provider.demo-").order_by("key")
        keys = list(rows.values_list("id", flat=True)[: len(LOTS)])
        if not keys:
            held = Organisation.objects.filter(kind="institution").order_by("key")
            keys = list(held.values_list("id", flat=True)[: len(LOTS)])
        return keys
