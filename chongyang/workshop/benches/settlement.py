"""`chongyang bench settlement`: a million visits of a month settled, and again, to the same bytes.

Visits, orders and what was spent of vouchers are invented and lie there before; a hundred providers have a
contract each. Some visits were late, short or weak, so that a fifth of them loses something.
"""

import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.settlement import operations
from chongyang.settlement.models import Line, Statement
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.databases import working_on

VISITS, ELDERS, PROVIDERS = 1_000_000, 2_000, 100
SECONDS = 90.0
MONTH, NOW = date(2026, 4, 1), datetime(2026, 5, 3, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
AREA, COUNTY, CITY = 410105001001, 410105000000, 410100000000
ITEM = "bath_help"

CONTRACTS = """
INSERT INTO purchase_procurement (id, organisation, area, title, need, year, estimated_fen, state, opened_at,
    method, method_reason, acceptance, payment, evaluation)
VALUES (md5('bench')::uuid, md5('bench')::uuid, %(county)s, '演示采购（虚构）', '', 2026, 1, 'signed',
    %(now)s,
    '', '', '', '', '');
INSERT INTO purchase_lot (id, procurement_id, area, number, title, areas, items, sum_fen)
SELECT md5('lot' || p)::uuid, md5('bench')::uuid, %(county)s, p, '演示标的（虚构）', ARRAY['410105'],
    jsonb_build_object(%(item)s::text, 100000), 1 FROM generate_series(1, %(providers)s::int) p;
INSERT INTO purchase_contract (id, lot_id, organisation, area, number, areas, items, sum_fen, signed_on,
    valid_from, valid_to, publish_due_on, file_due_on, filing, ended_why)
SELECT md5('contract' || p)::uuid, md5('lot' || p)::uuid, md5('provider' || p)::uuid, %(county)s,
    'B-' || p, ARRAY['410105'], jsonb_build_object(%(item)s::text, 100000), 1, '2026-01-01', '2026-01-01',
    '2027-01-01', '2026-01-05', '2026-01-09', '', '' FROM generate_series(1, %(providers)s::int) p;
"""
VISITED = """
INSERT INTO orders_order (id, number, person, area, item, quantity, organisation, provider_name, channel,
    from_at, to_at, minutes, people, price_fen, covered_fen, own_fen, rule, cancellation, fee_fen, state,
    state_at,
    opened_at, ended, tried, prefers_sex, dialects, key)
SELECT md5('order' || n)::uuid, 'Z' || n, md5('elder' || n %% %(people)s::int)::uuid, %(area)s, %(item)s, 1,
    md5('provider' || (n %% %(providers)s::int + 1))::uuid, '', 'call', at, at + interval '1 hour', 60, 1,
    10000 + n %% 97, 8000 + n %% 97, 2000, '', '{}', 0, 'verified', at, at, '', '[]', '', '{}', 'bench/' || n
FROM (SELECT n, %(first)s::timestamptz + n * interval '2 seconds' AS at
    FROM generate_series(1, %(visits)s::int) n) g;
INSERT INTO visits_visit (id, "order", number, person, area, organisation, item, carers, accounts,
    from_at, to_at, minutes, started_at, ended_at, paused_seconds, last_received_at, marks, score,
    score_reasons, verdict)
SELECT md5('visit' || n)::uuid, md5('order' || n)::uuid, 'Z' || n, md5('elder' || n %% %(people)s::int)::uuid,
    %(area)s, md5('provider' || (n %% %(providers)s::int + 1))::uuid, %(item)s, '{}', '{}', at,
    at + interval '1 hour', 60, at + (n %% 20) * interval '5 minutes',
    at + (n %% 20) * interval '5 minutes' + interval '55 minutes', 0, at,
    CASE WHEN n %% 50 = 0 THEN ARRAY['clock'] ELSE '{}' END::varchar[], 100 - n %% 40, '[]', 'accepted'
FROM (SELECT n, %(first)s::timestamptz + n * interval '2 seconds' AS at
    FROM generate_series(1, %(visits)s::int) n) g;
INSERT INTO purchase_voucheraccount (id, person, area, entitlement, rule, unit, period_from, valid_to,
    granted, held, spent)
SELECT md5('account' || n)::uuid, md5('elder' || n)::uuid, %(area)s, md5('right' || n)::uuid, 'bench', 'fen',
    '2026-04-01', '2026-05-01', 10000000, 0, 0 FROM generate_series(0, %(people)s::int - 1) n;
INSERT INTO purchase_voucherentry (id, account_id, person, area, rule, kind, "order", round, item, units,
    amount_fen, parts, "on", at)
SELECT md5('entry' || n)::uuid, md5('account' || n %% %(people)s::int)::uuid,
    md5('elder' || n %% %(people)s::int)::uuid,
    %(area)s, 'bench', 'spent', md5('order' || n)::uuid, 1, %(item)s, 8000 + n %% 97, 8000 + n %% 97,
    jsonb_build_array(
    jsonb_build_object('level', 'city', 'area', %(city)s::bigint, 'amount_fen', 4000),
    jsonb_build_object('level', 'county', 'area', %(county)s::bigint, 'amount_fen', 4000 + n %% 97)),
    '2026-04-10', %(now)s FROM generate_series(1, %(visits)s::int) n;
"""


def run(visits: int = VISITS) -> Result:
    """On a copy of a small city, with all visits in it."""
    with bench_city(ELDERS) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("settlement", {"name": city.template, "copied_as": city.database, "visits": visits})
        prepare(visits)
        _vacuum(city.owner_url)
        result.machine["busy_before"] = settle()
        measure(visits, result)
    return result


def _vacuum(url: str) -> None:
    """As autovacuum leaves tables that grew over a month."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def prepare(visits: int) -> None:
    """A month's rows as the rooms keep them."""
    values: dict[str, Any] = {
        "visits": visits,
        "people": max(visits // 5, 1),
        "providers": PROVIDERS,
        "area": AREA,
        "county": COUNTY,
        "city": CITY,
        "item": ITEM,
        "now": NOW,
        "first": NOW - timedelta(days=32),
    }
    with enter(system_scope("bench")), connection.cursor() as cursor:
        for statement in (CONTRACTS + VISITED).split(";\n")[:-1]:
            cursor.execute(statement, values)


def measure(visits: int, result: Result) -> Result:
    """Settled, taken away, settled again: the seconds of the first, and whether the bytes agree."""
    seconds, first = _settled()
    again, second = _settled(drop=True)
    with enter(system_scope("bench")):
        lines, wrong = Line.objects.filter(statement__month=MONTH), _wrong()
        settled, lost = lines.count(), lines.filter(percent__gt=0).count()
    result.figures = {"visits": visits, "statements": len(first), "seconds": seconds, "again_seconds": again}
    result.figures |= {"with_a_deduction": lost}
    result.goals = [
        Goal("visits settled, in s", "<=", SECONDS, seconds),
        Goal("visits without a line", "==", 0, visits - settled),
        Goal("statements whose bytes differ when settled again", "==", 0, len(first ^ second)),
        Goal("statements whose payers do not add up", "==", 0, wrong),
    ]
    return result


def _settled(*, drop: bool = False) -> tuple[float, set[tuple[Any, ...]]]:
    """How long a month takes, and what its statements say."""
    if drop:
        _forget()
    began = time.perf_counter()
    operations.settle_month(month=MONTH, now=NOW)
    seconds = round(time.perf_counter() - began, 2)
    with enter(system_scope("bench")):
        told = Statement.objects.filter(month=MONTH).values_list(
            "organisation", "covered_fen", "deducted_fen", "digest"
        )
        return seconds, set(told)


def _forget() -> None:
    """As if the month had not been settled."""
    with enter(system_scope("bench")):
        rows = Statement.objects.filter(month=MONTH)
        lines = Line.objects.filter(statement__month=MONTH)
        Line.objects.filter(id__in=lines.values("id"))._raw_delete(Line.objects.db)
        rows._raw_delete(Statement.objects.db)


def _wrong() -> int:
    """Statements where payers, lines and sums tell apart."""
    rows = Statement.objects.filter(month=MONTH).order_by("id")
    return sum(sum(part["amount_fen"] for part in row.parts) != row.payable_fen for row in rows)
