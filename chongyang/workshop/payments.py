"""Payments of the demo city: a budget year, allotments, batches in every state, answers of a bank.

Sums and payees are invented and say so; every step is taken by the room's operations and as many demo
accounts as it needs. Repeatable: what stands already stays.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import Scope, system_scope
from chongyang.territory import queries as territory
from chongyang.treasury import operations
from chongyang.treasury.models import Batch, Budget, PayeeAccount
from chongyang.treasury.rules.bank import money, serial_of
from chongyang.workshop.papers import scope_of

COUNTY, CITY = 410105000000, 410100000000
COUNTIES = ("410102", "410103", "410105", "410122", "410184")
SHARES = (
    ("carer_post_allowance", "general_budget"),
    ("star_award", "lottery"),
    ("medical_bed", "special_fund"),
)
DOCUMENT = "演示预算文件（虚构）"
MONTHLY, CITY_PART = 20_000, 10_000
CARERS, MONTHS = 14, 3
DAY, DUE_AFTER = timedelta(days=1), timedelta(days=30)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱"
PROGRAMME, CLAUSE = "carer_post_allowance", "2018-34/3.9.2"
MAKER, CHECKER, RELEASER, RECONCILER = (
    *("county_finance", "county_finance2"),
    *("county_finance3", "county_finance4"),
)


def make_payments(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where there are batches already, or no demo accounts."""
    with enter(system_scope("demo payments")):
        stands = Batch.objects.filter(programme=PROGRAMME).exists()
    names = (MAKER, CHECKER, RELEASER, RECONCILER, "city_finance", "city_finance2")
    people = [scope for name in names if (scope := scope_of(name, now))]
    if stands or len(people) < len(names):
        return {}
    four, city = people[:4], people[4:]
    return {
        "budgets": _budgets(city, now),
        "allotments": _allot(city, four[0], now),
        "payments": _order(four, now),
        "batches": _batches(four, now),
    }


def _budgets(city: list[Scope], now: datetime) -> int:
    """The year of the city and of five counties, three programmes each."""
    year, made = timezone.localdate(now).year, 0
    places = [("city", CITY, 9)] + [
        ("county", territory.get_area(code).first, 1 + n) for n, code in enumerate(COUNTIES)
    ]
    for level, area, size in places:
        for turn, (programme, fund) in enumerate(SHARES, start=1):
            with enter(system_scope("demo payments")):
                there = Budget.objects.filter(area=area, fund=fund, programme=programme, year=year).exists()
            if not there:
                fen = size * 200_000 * (4 - turn)
                told = operations.LineTold(level, area, fund, programme, year, "initial", fen, DOCUMENT)
                line = _by(operations.propose_line, city[0], now, told=told)
                _by(operations.confirm_line, city[1], now, line=line.id)
                made += 1
    return made


def _allot(city: list[Scope], county: Scope, now: datetime) -> int:
    """One allotment that the county received, and one that waits for it."""
    year = timezone.localdate(now).year
    with enter(system_scope("demo payments")):
        budget = Budget.objects.get(area=CITY, fund="general_budget", programme=PROGRAMME, year=year)
    for fen, is_received in ((2_000_000, True), (1_500_000, False)):
        told = {"budget": budget.id, "to_area": COUNTY, "amount_fen": fen, "document": "演示指标文件（虚构）"}
        row = _by(operations.propose_allotment, city[0], now, **told)
        _by(operations.confirm_allotment, city[1], now, allotment=row.id)
        if is_received:
            _by(operations.receive_allotment, county, now, allotment=row.id)
    return 2


def _order(four: list[Scope], now: datetime) -> int:
    """Invented carers with three months each; all accounts but the last two are confirmed."""
    today = timezone.localdate(now)
    for number in range(CARERS):
        for month, due_on in _months(today):
            _order_one(number, month, due_on, now)
    with enter(system_scope("demo payments")):
        keys = [named_key("demo-carer", str(number)) for number in range(CARERS - 2)]
        accounts = list(PayeeAccount.objects.filter(person__in=keys, confirmed_by=None).order_by("id"))
    for account in accounts:
        _by(operations.confirm_account, four[1], now, account=account.id)
    return CARERS * MONTHS


def _months(today: date) -> list[tuple[tuple[date, date], date]]:
    """The last months, the oldest first, each with the day it is due: none of the newest is late, and all
    fall into this year, whose budgets pay them.
    """
    ends = [today.replace(day=1)]
    while len(ends) <= MONTHS:
        ends.insert(0, (ends[0] - timedelta(days=1)).replace(day=1))
    january = date(today.year, 1, 1)
    dues = [max(end + DUE_AFTER, january + turn * DAY) for turn, end in enumerate(ends[1:])]
    return list(zip(pairwise(ends), dues, strict=True))


def _order_one(number: int, month: tuple[date, date], due_on: date, now: datetime) -> None:
    person = named_key("demo-carer", str(number))
    payee = operations.PayeeTold(
        "person",
        person,
        COUNTY + 1_001 + number % 3,
        f"{SURNAMES[number % len(SURNAMES)]}演示",
        "演示银行",
        f"6299{number:012d}",
    )
    parts = [
        operations.PartTold("county", "general_budget", COUNTY, MONTHLY),
        operations.PartTold("city", "general_budget", CITY, CITY_PART),
    ]
    scope = system_scope("demo payments")
    operations.order_payment(
        payee=payee,
        programme=PROGRAMME,
        clause=CLAUSE,
        object="post",
        period=month,
        parts=parts,
        reference=("demo", person),
        key=f"demo/{number}/{month[0]}",
        held_by=(),
        due_on=due_on,
        by=scope.actor,
        now=now,
    )


def _batches(four: list[Scope], now: datetime) -> int:
    """The oldest month is settled with a payment returned and a line in doubt, the next waits for release."""
    days = [due_on for _, due_on in _months(timezone.localdate(now))]
    settled = _approved(four, days[0], now)
    _by(operations.release_batch, four[2], now, batch=settled.id)
    with enter(system_scope("demo payments", actor=four[0].actor)):
        answer = answer_of(settled, failing=2)
    told = {"batch": settled.id, "format": "plain_csv", "content": answer}
    _by(operations.take_return, four[2], now, **told)
    _by(operations.reconcile_batch, four[3], now, batch=settled.id)
    _approved(four, days[1], now)
    return 2


def _approved(four: list[Scope], until: date, now: datetime) -> Batch:
    told = {"area": COUNTY, "until": until, "programme": PROGRAMME}
    batch: Batch = _by(operations.make_batch, four[0], now, **told)
    _by(operations.submit_batch, four[0], now, batch=batch.id)
    _by(operations.approve_batch, four[1], now, batch=batch.id)
    return batch


def answer_of(batch: Batch, *, failing: int) -> bytes:
    """What the invented bank says: one payment fails, one line belongs to nobody. In the system's scope."""
    lines = ["业务流水号,收款账号,金额,处理结果,失败原因,银行流水号,交易日期"]
    day = batch.made_at.date().isoformat()
    for row in batch.lines.order_by("place"):
        serial = serial_of(batch.year, batch.area, batch.number, row.place)
        said = "失败,账户状态异常" if row.place == failing else "成功,"
        fen = money(row.amount_fen, "yuan")
        lines.append(f"{serial},{row.number.plain},{fen},{said},D{batch.number:02d}{row.place:04d},{day}")
    return "\r\n".join([*lines, f"2020-000000-00001-000001,6299,1.00,成功,,D9,{day}"]).encode()


def _by(step: Callable[..., Any], scope: Scope, now: datetime, **words: Any) -> Any:
    with enter(scope):
        return step(scope=scope, by=scope.actor, now=now, **words)
