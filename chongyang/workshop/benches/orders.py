"""`chongyang bench orders`: orders placed over real HTTP with a quota held, none lost, doubled, overspent.

The web server runs as on two cores: two processes over PostgreSQL, which syncs its files. Programs with
tokens place orders for many elders, and for a few whose quota lasts for three: there they meet. One in fifty
is said twice under one key. Afterwards the database is asked whether every accepted order is there once, with
one hold where government pays, and whether any account holds more than it was granted.

Placer, server and PostgreSQL share the cores; what each used of them for an order is told beside the rate,
and how many orders that arrived together were placed as one set.
"""

import json
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.orders.models import Order
from chongyang.purchase.enums import Kind, Unit
from chongyang.purchase.models import Contract, Lot, Procurement, VoucherAccount, VoucherEntry
from chongyang.purchase.rules import county
from chongyang.registry.models import Elder
from chongyang.services.models import Offer, OfferArea, ServiceProvider
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.models import Account, Organisation
from chongyang.workshop.benches import used
from chongyang.workshop.benches.city import City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on

ELDERS, SECONDS, CONNECTIONS, TOKENS = 20_000, 20.0, 32, 24
A_SECOND = 200.0
COUNTY, RULE, ITEM, PRICE = "410105", "jinshui.home_help@1", "bath_help", 10_000
PROVIDERS, HOT, WARM, MADE = 6, 40, 2.0, 201
RICH, POOR = 100_000_000, 24_000
"""Quotas in fen: one that lasts, and one that pays for three orders of the demo's rule."""
SETTINGS = {"CHONGYANG_API_CALLS": "1000000", "CHONGYANG_PREPARE": "1"}
CLIENT = [sys.executable, str(Path(__file__).with_name("orders_client.py"))]

CHECKED = """
WITH placed AS (SELECT id, covered_fen, price_fen, state FROM orders_order WHERE opened_at >= %(since)s),
held AS (SELECT "order", count(*) AS n, sum(amount_fen) AS fen FROM purchase_voucherentry
    WHERE kind = 'held' AND at >= %(since)s GROUP BY "order")
SELECT (SELECT count(*) FROM placed),
  (SELECT count(*) FROM placed p LEFT JOIN held h ON h."order" = p.id
    WHERE coalesce(h.n, 0) <> (p.covered_fen > 0)::int OR coalesce(h.fen, 0) <> p.covered_fen),
  (SELECT count(*) FROM held h WHERE NOT EXISTS (SELECT FROM placed p WHERE p.id = h."order")),
  (SELECT count(*) FROM placed p WHERE NOT EXISTS (SELECT FROM core_case c WHERE c.id = p.id
    AND c.state = p.state) OR (SELECT count(*) FROM core_step s WHERE s.case_id = p.id) <> 2),
  (SELECT count(*) FROM purchase_voucheraccount WHERE held + spent > granted),
  (SELECT count(*) FROM purchase_voucheraccount a WHERE a.held <> coalesce((SELECT sum(e.units)
    FROM purchase_voucherentry e WHERE e.account_id = a.id AND e.kind = 'held'), 0)),
  (SELECT count(*) FROM purchase_voucheraccount WHERE held > granted / 2 AND granted = %(poor)s)
"""


def run(elders: int = ELDERS, seconds: float = SECONDS) -> Result:
    """On a copy of a city; about a minute beside making it."""
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("orders", {"name": city.template, "copied_as": city.database, "elders": elders})
        told = prepare()
        result.machine["busy_before"] = settle()
        since = clock.now()
        with serving(city, threads=CONNECTIONS, workers=2, more=SETTINGS) as port:
            warm = _place(told | {"port": port, "seconds": WARM, "seed": 1})
            before = _used(city)
            answered = _place(told | {"port": port, "seconds": seconds, "seed": 2})
            after = _used(city)
        _tell(result, warm, answered, _checked(since))
        answers = len(answered["answers"])
        costs = {who: round((after[who] - before[who]) / answers * 1000, 2) for who in after}
        result.figures |= {"processor_ms_an_order": costs, "orders_a_set": _orders_a_set(since)}
    return result


def prepare() -> dict[str, Any]:
    """Providers with a contract and offers, quotas, and programs with tokens; what the client is told."""
    with enter(system_scope("bench")):
        interval = interval_of(COUNTY)
        people = Elder.objects.filter(area__range=interval, life_status="alive", same_as=None)
        people = people.exclude(id__in=VoucherAccount.objects.values("person"))  # the demo's own keep theirs
        persons = [str(key) for key in people.order_by("id").values_list("id", flat=True)]
        offers = [_provider(number) for number in range(PROVIDERS)]
        _grant(persons)
        return {
            "path": "/api/services/orders",
            "item": ITEM,
            "persons": persons[HOT:],
            "hot": persons[:HOT],
            "offers": offers,
            "tokens": _tokens(),
            "connections": CONNECTIONS,
            "windows": _windows(),
        }


def _provider(number: int) -> str:
    """One that may be paid by government for the item in the county; the key of its offer."""
    first, last = interval_of(COUNTY)
    day = timezone.localdate(clock.now()) - timedelta(days=400)
    org = Organisation.objects.create(
        key=f"provider.bench-{number}", name=f"演示服务商{number}", short_name=f"演示{number}",
        kind="service_provider", area=first, intervals=[[first, last]],
    )  # fmt: skip
    who = ServiceProvider.objects.create(
        organisation=org.id, name=org.name, kind="enterprise", credit_code=new_key().hex[-18:].upper(),
        area=first, since_on=day, entered_on=day, check_on=day + timedelta(days=800),
    )  # fmt: skip
    held: dict[str, Any] = {"provider": who, "item": ITEM, "valid_from": day, "valid_to": None}
    offer = Offer.objects.create(
        organisation=org.id, price_fen=PRICE, areas=[first], made_at=clock.now(), **held
    )
    OfferArea.objects.create(offer=offer, area=first, last=last, **held)
    _contract(org.id, first, day)
    return str(offer.id)


def _contract(organisation: UUID, area: int, day: Any) -> None:
    bought = Procurement.objects.create(
        organisation=new_key(), area=area, title="演示采购（虚构）", need="演示", year=day.year,
        estimated_fen=1, state="signed", opened_at=clock.now(),
    )  # fmt: skip
    told: dict[str, Any] = {"area": area, "areas": [COUNTY], "items": {ITEM: PRICE * 2}, "sum_fen": 1}
    lot = Lot.objects.create(procurement=bought, number=1, title="演示标的", **told)
    Contract.objects.create(
        lot=lot, organisation=organisation, number=f"演示-{organisation}", signed_on=day, valid_from=day,
        valid_to=day + timedelta(days=1200), publish_due_on=day, file_due_on=day, **told,
    )  # fmt: skip


def _grant(persons: list[str]) -> None:
    """A quota for everybody: for the first few one that three orders use up."""
    rule, now = county.rule_of(RULE), clock.now()
    month = timezone.localdate(now).replace(day=1)
    accounts = [
        VoucherAccount(
            person=UUID(person), area=interval_of(COUNTY)[0], entitlement=new_key(), rule=rule.key,
            unit=Unit(rule.unit).value, period_from=month, valid_to=month + timedelta(days=92),
            granted=POOR if place < HOT else RICH,
        )
        for place, person in enumerate(persons)
    ]  # fmt: skip
    VoucherAccount.objects.bulk_create(accounts, batch_size=1000)
    VoucherEntry.objects.bulk_create(
        [
            VoucherEntry(
                account=one, person=one.person, area=one.area, rule=one.rule, kind=Kind.GRANTED,
                units=one.granted, amount_fen=one.granted, on=month, at=now - timedelta(days=1),
            )
            for one in accounts
        ],
        batch_size=1000,
    )  # fmt: skip


def _tokens() -> list[str]:
    """Tokens of seats: each its own account, as each seat's program has one."""
    now = clock.now()
    workers = [Worker(f"orders{n}", Role.OPERATOR, (), "city.12349-centre") for n in range(TOKENS)]
    sign_in(workers, now=now)
    accounts = Account.objects.filter(username__in=[one.username for one in workers]).order_by("username")
    return [
        territory.issue_token(
            account=account,
            label="bench",
            names=[TokenName.ORDERS_WRITE.value],
            valid_to=now + timedelta(days=1),
            by=SYSTEM,
            now=clock.now(),
        ).secret
        for account in accounts
    ]


def _windows() -> list[tuple[str, str]]:
    """Three hours each on the next days."""
    begin = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    moments = [begin + timedelta(hours=hours) for hours in range(0, 72, 3)]
    return [(moment.isoformat(), (moment + timedelta(hours=3)).isoformat()) for moment in moments]


def _place(told: Mapping[str, Any]) -> dict[str, Any]:
    done = subprocess.run(CLIENT, input=json.dumps(told) + "\n", capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _used(city: City) -> dict[str, float]:
    """Seconds of the processors so far: the web processes, PostgreSQL, and who placed orders and ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "web": used.seconds(used.children()),
        "postgres": used.seconds(used.postgres_of(city)),
        "placer": ended.ru_utime + ended.ru_stime,
    }


def _orders_a_set(since: Any) -> float:
    """How many orders one transaction wrote, on the average."""
    sets = "SELECT count(*), count(DISTINCT xmin::text) FROM orders_order WHERE opened_at >= %s"
    with enter(system_scope("bench")), connection.cursor() as cursor:
        cursor.execute(sets, [since])
        orders, transactions = cursor.fetchone()
    return round(float(orders) / max(int(transactions), 1), 1)


def _checked(since: Any) -> tuple[int, ...]:
    with enter(system_scope("bench")), connection.cursor() as cursor:
        cursor.execute(CHECKED, {"since": since, "poor": POOR})
        return tuple(int(value) for value in cursor.fetchone())


def _orders_of(answered: Mapping[str, Any]) -> dict[str, set[str]]:
    """Which orders were told for each key that was answered with one."""
    told: dict[str, set[str]] = defaultdict(set)
    for key, status, _, order, _ in answered["answers"]:
        if status == MADE:
            told[key].add(order)
    return told


def _tell(
    result: Result, warm: Mapping[str, Any], answered: Mapping[str, Any], checked: tuple[int, ...]
) -> None:
    answers, orders = answered["answers"], _orders_of(answered)
    known = [order for told in (*orders.values(), *_orders_of(warm).values()) for order in told]
    placed, wrong_holds, strays, wrong_cases, overspent, apart, used_up = checked
    result.figures = {
        "accepted": len(orders),
        "said_twice": len(answers) - len({row[0] for row in answers}),
        "seconds": round(answered["seconds"], 1),
        "small_quotas_used_up": used_up,
        "milliseconds": summary([ms for _, _, ms, _, _ in answers]),
    }
    result.goals = [
        Goal("orders accepted a second", ">=", A_SECOND, round(len(orders) / answered["seconds"], 1)),
        Goal("answers that were no order", "==", 0, answered["failed"] + warm["failed"]),
        Goal("accepted orders that are not there", "==", 0, len(set(known)) - _count(known)),
        Goal("orders that nobody was told of", "==", 0, placed - len(set(known))),
        Goal("keys with more than one order", "==", 0, len(known) - len(orders) - len(_orders_of(warm))),
        Goal("orders without exactly the hold that they tell", "==", 0, wrong_holds),
        Goal("holds of no order", "==", 0, strays),
        Goal("orders whose case or steps are otherwise", "==", 0, wrong_cases),
        Goal("accounts that hold more than was granted", "==", 0, overspent),
        Goal("accounts apart from their entries", "==", 0, apart),
    ]


def _count(orders: list[str]) -> int:
    """How many of these are there."""
    with enter(system_scope("bench")):
        return Order.objects.filter(id__in=orders).count()
