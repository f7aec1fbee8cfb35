"""`chongyang bench payments`: a batch of 100,000 payments released, written for the bank and reconciled.

Payees, accounts and orders are invented and lie there before; a county's four persons of finance do the steps
as the desk does, each in a transaction that is committed. One payment in a hundred comes back from the bank.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection

from chongyang.core import clock, sealing
from chongyang.core.access import enter
from chongyang.core.fields import field_key
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.territory.enums import Role
from chongyang.treasury import operations
from chongyang.treasury.models import Batch, Budget
from chongyang.treasury.operations import UnableToPay
from chongyang.treasury.operations.batch_sql import copying
from chongyang.treasury.operations.payees import index_for
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.databases import working_on

PAYMENTS, ELDERS = 100_000, 2_000
SECONDS = 60.0
COUNTY, CITY, PROGRAMME = 410105000000, 410100000000, "bench"
FEN, CITY_FEN = 20_000, 10_000
RETURNED_EACH = 100
MEASURED = ("release", "write", "take", "reconcile")
FORMAT = "plain_csv"
SYNTHETIC = "演示预算（虚构）"
T = TypeVar("T")

PAYEES = "payee uuid, person uuid, name bytea, account uuid, number bytea, number_index bytea, place int"
COLUMNS = "payee, person, name, account, number, number_index, place"
ORDERS = """
INSERT INTO treasury_payee (id, kind, person, organisation, area, name)
SELECT payee, 'person', person, NULL, %(area)s::bigint + 1001001, name FROM bench_payee;
INSERT INTO treasury_payeeaccount (id, payee_id, person, organisation, area, bank, number, number_index,
    valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
SELECT account, payee, person, NULL, %(area)s::bigint + 1001001, '演示银行', number, number_index, %(today)s,
    %(told)s, %(now)s, %(checked)s, %(now)s FROM bench_payee;
INSERT INTO treasury_paymentorder (id, area, payee_id, person, organisation, programme, clause, object,
    period_from, period_to, line, amount_fen, set_off_fen, reference_kind, reference, key, content, held_by,
    state, ordered_at, due_on, cancel_reason)
SELECT account, %(area)s, payee, person, NULL, %(programme)s, '2018-34/3.9.2', 'post', %(first)s, %(today)s,
    0, %(fen)s::bigint + %(city_fen)s, 0, 'bench', payee, 'bench/' || place, ''::bytea, %(held)s::uuid[],
    'planned', %(now)s, %(today)s, '' FROM bench_payee;
INSERT INTO treasury_orderpart (id, order_id, budget_id, area, level, fund, amount_fen, set_off_fen)
SELECT gen_random_uuid(), account, %(budget)s, %(area)s, 'county', 'general_budget', %(fen)s, 0
FROM bench_payee;
INSERT INTO treasury_orderpart (id, order_id, budget_id, area, level, fund, amount_fen, set_off_fen)
SELECT gen_random_uuid(), account, %(city_budget)s, %(city)s, 'city', 'general_budget', %(city_fen)s, 0
FROM bench_payee;
UPDATE treasury_budget SET committed_fen = committed_fen + %(payments)s::bigint * %(fen)s::bigint
WHERE id = %(budget)s;
UPDATE treasury_budget SET committed_fen = committed_fen + %(payments)s::bigint * %(city_fen)s::bigint
WHERE id = %(city_budget)s;
"""


def run(payments: int = PAYMENTS) -> Result:
    """On a copy of a small city, with all payments in it."""
    with bench_city(ELDERS) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("payments", {"name": city.template, "copied_as": city.database, "payments": payments})
        prepare(payments)
        _vacuum(city.owner_url)
        result.machine["busy_before"] = settle()
        measure(payments, result)
    return result


def _vacuum(url: str) -> None:
    """As autovacuum leaves a table a minute after a night's orders."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def person(role: Role = Role.COUNTY_FINANCE, code: str = "410105") -> Scope:
    account = new_key()
    actor = Actor("person", role.value, account, role.value)
    return Scope((interval_of(code),), actor, role=role.value)


def prepare(payments: int) -> float:
    """Budgets by their own operations, and orders as if a month's run had ordered them."""
    began = time.perf_counter()
    with enter(system_scope("bench")):
        budget = _budget("county", COUNTY, payments * FEN, person(), person())
        rich, other = (person(Role.CITY_FINANCE, "4101") for _ in range(2))
        city = _budget("city", CITY, payments * CITY_FEN, rich, other)
        _allot(city, payments * CITY_FEN, rich, other)
        with copying("bench_payee", COLUMNS, f"CREATE TEMPORARY TABLE bench_payee ({PAYEES})") as copy:
            for row in _payees(payments):
                copy.write_row(row)
        today = clock.now().date()
        values: dict[str, Any] = {
            "area": COUNTY,
            "city": CITY,
            "programme": PROGRAMME,
            "payments": payments,
            "fen": FEN,
            "city_fen": CITY_FEN,
            "budget": budget.id,
            "city_budget": city.id,
            "today": today,
            "first": date(today.year - 1, 1, 1),
            "now": clock.now(),
            "told": new_key(),
            "checked": new_key(),
            "held": [new_key() for _ in range(4)],
        }
        with connection.cursor() as cursor:
            for statement in ORDERS.split(";\n")[:-1]:
                cursor.execute(statement, values)
            cursor.execute("DROP TABLE bench_payee")
    return time.perf_counter() - began


def _budget(level: str, area: int, fen: int, first: Scope, second: Scope) -> Budget:
    year, now = clock.now().date().year, clock.now()
    told = operations.LineTold(
        level, area, "general_budget", PROGRAMME, year, "initial", fen, "演示预算（虚构）"
    )
    line = operations.propose_line(told=told, scope=first, by=first.actor, now=now)
    operations.confirm_line(line=line.id, scope=second, by=second.actor, now=now)
    return Budget.objects.get(id=line.budget_id)


def _allot(budget: Budget, fen: int, first: Scope, second: Scope) -> None:
    told: dict[str, Any] = {
        "budget": budget.id,
        "to_area": COUNTY,
        "amount_fen": fen,
        "document": "演示指标文件（虚构）",
    }
    row = operations.propose_allotment(scope=first, by=first.actor, now=clock.now(), **told)
    operations.confirm_allotment(allotment=row.id, scope=second, by=second.actor, now=clock.now())
    county = person()
    operations.receive_allotment(allotment=row.id, scope=county, by=county.actor, now=clock.now())


def _payees(payments: int) -> Iterator[tuple[Any, ...]]:
    number = settings.FIELD_KEY_NUMBER
    key = field_key(number)
    for place in range(1, payments + 1):
        payee, account, digits = new_key(), new_key(), f"62179999{place:011d}"
        name_at, number_at = f"treasury_payee.name.{payee}", f"treasury_payeeaccount.number.{account}"
        yield (
            *(payee, new_key()),
            sealing.seal(f"演示{place}", key=key, key_number=number, place=name_at),
            account,
            sealing.seal(digits, key=key, key_number=number, place=number_at),
            *(index_for(digits), place),
        )


def measure(payments: int, result: Result) -> Result:
    """The steps of four persons, each timed; then whether every fen is where it should be."""
    maker, checker, releaser, reconciler = (person() for _ in range(4))
    seconds: dict[str, float] = {}
    due: dict[str, Any] = {"area": COUNTY, "until": clock.now().date(), "programme": PROGRAMME}
    batch = _timed(seconds, "make", maker, lambda: operations.make_batch(**due, **_by(maker)))
    for name, step, who in (
        ("submit", operations.submit_batch, maker),
        ("approve", operations.approve_batch, checker),
        ("release", operations.release_batch, releaser),
    ):
        _timed(seconds, name, who, lambda step=step, who=who: step(batch=batch.id, **_by(who)))  # type: ignore[misc]
    written = _timed(
        seconds,
        "write",
        maker,
        lambda: operations.write_bank_file(batch=batch.id, format=FORMAT, **_by(maker)),
    )
    answer = _answer(written.content)
    told: dict[str, Any] = {"batch": batch.id, "format": FORMAT, "content": answer}
    _timed(seconds, "take", releaser, lambda: operations.take_return(**told, **_by(releaser)))
    _timed(
        seconds,
        "reconcile",
        reconciler,
        lambda: operations.reconcile_batch(batch=batch.id, **_by(reconciler)),
    )
    _tell(result, payments, batch, seconds, _again(batch, releaser))
    return result


def _by(scope: Scope) -> dict[str, Any]:
    return {"scope": scope, "by": scope.actor, "now": clock.now()}


def _timed(seconds: dict[str, float], name: str, scope: Scope, step: Callable[[], T]) -> T:
    began = time.perf_counter()
    with enter(scope):
        done = step()
    seconds[name] = round(time.perf_counter() - began, 2)
    return done


def _answer(content: bytes) -> bytes:
    """What a bank would say of the file: paid, and one in a hundred returned."""
    lines = ["业务流水号,收款账号,金额,处理结果,失败原因,银行流水号,交易日期"]
    day = clock.now().date().isoformat()
    for place, line in enumerate(content.decode("utf-8-sig").splitlines()[1:], start=1):
        serial, account, _, _, amount, _ = line.split(",")
        said = "失败,账号有误" if place % RETURNED_EACH == 0 else "成功,"
        lines.append(f"{serial},{account},{amount},{said},B{place},{day}")
    return "\r\n".join(lines).encode()


def _again(batch: Batch, releaser: Scope) -> int:
    """How often a second release goes through."""
    try:
        with enter(releaser):
            operations.release_batch(batch=batch.id, **_by(releaser))
    except UnableToPay:
        return 0
    return 1


def _tell(result: Result, payments: int, batch: Batch, seconds: dict[str, float], again: int) -> None:
    returned = payments // RETURNED_EACH
    with enter(system_scope("bench")):
        unsettled, wrong = _left(batch.id, payments, returned)
    total = round(sum(seconds[name] for name in MEASURED), 2)
    result.figures = {"payments": payments, "returned": returned, "seconds": seconds, "total_seconds": total}
    result.goals = [
        Goal("payments released, written and reconciled, in s", "<=", SECONDS, total),
        Goal("payments without an answer", "==", 0, unsettled),
        Goal("fen that ledger, budgets and orders tell apart", "==", 0, wrong),
        Goal("second releases of the batch", "==", 0, again),
    ]


LEFT = """
SELECT count(*) FILTER (WHERE o.state NOT IN ('paid', 'returned')),
    coalesce(sum(l.amount_fen) FILTER (WHERE o.state = 'paid'), 0)::bigint,
    (SELECT -sum(amount_fen) FROM treasury_posting WHERE account = 'treasury'
        AND programme = %(programme)s)::bigint,
    (SELECT sum(spent_fen) FROM treasury_budget WHERE programme = %(programme)s)::bigint,
    (SELECT sum(amount_fen) FROM treasury_posting)::bigint
FROM treasury_batchline l JOIN treasury_paymentorder o ON o.id = l.order_id WHERE l.batch_id = %(batch)s
"""


def _left(batch: UUID, payments: int, returned: int) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"batch": batch, "programme": PROGRAMME})
        unsettled, paid, treasury, spent, balance = cursor.fetchone()
    wanted = (payments - returned) * (FEN + CITY_FEN)
    return unsettled, abs(balance) + sum(abs(found - wanted) for found in (paid, treasury, spent))
