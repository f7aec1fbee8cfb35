"""The lines of a month, written in sets by the database: visit, order, what was spent, contract, deductions.

Rows come from the rooms that own them as their own queries; here they are joined. Every amount is in
whole fen and every order is fixed: the same rows give the same bytes however often they are asked.
"""

import json
from datetime import date
from typing import Any

from django.db import connection

from chongyang.orders.queries.sets import verified_rows
from chongyang.purchase.queries.sets import list_covers, spent_rows
from chongyang.settlement.models import Line
from chongyang.settlement.rules.deductions import catalogue
from chongyang.settlement.rules.months import shifted
from chongyang.visits.queries.sets import payable_until

CONTRACTS = """
CREATE TEMP TABLE settlement_cover ON COMMIT DROP AS
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[], %s::bigint[], %s::date[], %s::date[])
    WITH ORDINALITY AS c(contract, organisation, item, first, last, valid_from, valid_to, place)
"""
DUE = """
CREATE TEMP TABLE settlement_due ON COMMIT DROP AS
SELECT v.id, v."order", o.number, v.person, v.area, v.organisation, v.item, v.ended_at,
    o.price_fen, o.own_fen, s.amount_fen AS covered_fen, s.parts AS whole, c.contract,
    {percent} AS percent, {reasons} AS reasons
FROM ({visits}) v
JOIN ({orders}) o ON o.id = v."order"
JOIN LATERAL (
    SELECT sum(e.amount_fen)::bigint AS amount_fen, jsonb_agg(e.parts ORDER BY e.parts::text) AS parts
    FROM ({spent}) e WHERE e."order" = v."order") s ON true
JOIN LATERAL (
    SELECT c.contract FROM settlement_cover c
    WHERE c.organisation = v.organisation AND c.item = v.item AND v.area BETWEEN c.first AND c.last
    AND (v.ended_at AT TIME ZONE 'Asia/Shanghai')::date >= c.valid_from
    AND (v.ended_at AT TIME ZONE 'Asia/Shanghai')::date < c.valid_to
    ORDER BY c.place DESC LIMIT 1) c ON true
WHERE NOT EXISTS (SELECT FROM settlement_line l WHERE l.id = v.id)
"""
PARTS = """
SELECT coalesce(jsonb_agg(jsonb_build_object('level', level, 'area', area, 'amount_fen', fen)
    ORDER BY level, area) FILTER (WHERE fen > 0), '[]'::jsonb), coalesce(sum(fen), 0)::bigint
FROM (SELECT p->>'level' AS level, (p->>'area')::bigint AS area,
    sum((p->>'amount_fen')::bigint - (p->>'amount_fen')::bigint * d.percent / 100)::bigint AS fen
    FROM jsonb_array_elements(d.whole) w, jsonb_array_elements(w) p GROUP BY 1, 2) q
"""
"""What each payer pays of a visit after what was taken off; each part is rounded for itself."""


def find_due(month: date) -> int:
    """Fill the transaction's table of what is due, and say how many visits that are."""
    since = shifted(month, -catalogue().look_back_months)
    _covers(since, shifted(month, 1))
    visits, of_visits = _sql(payable_until(month, since))
    orders, of_orders = _sql(verified_rows())
    spent, of_spent = _sql(spent_rows())
    rules = catalogue()
    reading = {"visits": visits, "orders": orders, "spent": spent}
    statement = DUE.format(percent=rules.percent_sql, reasons=rules.reasons_sql, **reading)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*of_visits, *of_orders, *of_spent])
        return int(cursor.rowcount)


def _covers(since: date, until: date) -> None:
    rows = list_covers(since, until)
    columns = [
        [getattr(row, name) for row in rows]
        for name in ("contract", "organisation", "item", "first", "last", "valid_from", "valid_to")
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS settlement_cover, settlement_due")
        cursor.execute(CONTRACTS, columns)
        cursor.execute("ANALYZE settlement_cover")


def _sql(rows: Any) -> tuple[str, tuple[Any, ...]]:
    text, values = rows.query.sql_with_params()
    return text, tuple(values)


WRITE = f"""
INSERT INTO settlement_line (id, statement_id, "order", number, person, area, organisation, item, ended_at,
    price_fen, own_fen, covered_fen, percent, deducted_fen, reasons, parts)
SELECT d.id, t.id, d."order", d.number, d.person, d.area, d.organisation, d.item, d.ended_at,
    d.price_fen, d.own_fen, d.covered_fen, d.percent, d.covered_fen - p.fen, d.reasons, p.parts
FROM settlement_due d
JOIN settlement_statement t ON t.organisation = d.organisation AND t.month = %s
    AND t.contract = d.contract AND t.state = 'new'
CROSS JOIN LATERAL ({PARTS}) p(parts, fen)
WHERE d.covered_fen > 0
ORDER BY d.ended_at, d.id
"""  # noqa: S608 - our own text


def write_lines(month: date) -> int:
    """The due visits as lines of the new statements of their month."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [month])
        return int(cursor.rowcount)


GROUPS = """
SELECT d.organisation, d.contract, count(*), min(d.area) FROM settlement_due d WHERE d.covered_fen > 0
AND NOT EXISTS (SELECT FROM settlement_statement t WHERE t.organisation = d.organisation
    AND t.contract = d.contract AND t.month = %s)
GROUP BY 1, 2 ORDER BY 1, 2
"""


def groups_due(month: date) -> list[tuple[Any, Any, int, int]]:
    """Provider, contract, visits and the first area of what is due and has no statement of this month yet."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, [month])
        return list(cursor.fetchall())


SUMS = """
UPDATE settlement_statement t SET lines = s.lines, covered_fen = s.covered, deducted_fen = s.deducted,
    own_fen = s.own, parts = coalesce(p.parts, '[]'::jsonb), digest = s.digest, state = %(state)s
FROM (
    SELECT statement_id, count(*) AS lines, sum(covered_fen) AS covered, sum(deducted_fen) AS deducted,
        sum(own_fen) AS own, encode(sha256(string_agg(
            sha256(convert_to(concat_ws('|', id, covered_fen, percent, deducted_fen, parts::text), 'UTF8')),
            ''::bytea ORDER BY ended_at, id)), 'hex') AS digest
    FROM settlement_line WHERE statement_id = ANY(%(statements)s) GROUP BY 1) s
LEFT JOIN (
    SELECT statement_id, jsonb_agg(jsonb_build_object('level', level, 'area', area, 'amount_fen', fen)
        ORDER BY level, area) AS parts
    FROM (SELECT statement_id, p->>'level' AS level, (p->>'area')::bigint AS area,
        sum((p->>'amount_fen')::bigint) AS fen
        FROM settlement_line, jsonb_array_elements(parts) p WHERE statement_id = ANY(%(statements)s)
        GROUP BY 1, 2, 3) q GROUP BY 1) p ON p.statement_id = s.statement_id
WHERE t.id = s.statement_id
"""


def sum_up(statements: list[Any], state: str) -> None:
    """Sums, payers and digest of statements from their lines as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"statements": statements, "state": state})


RESTORE = """
UPDATE settlement_line l SET percent = 0, deducted_fen = 0, reasons = '{}', parts = p.parts
FROM (SELECT %(line)s::uuid AS id, coalesce(jsonb_agg(
        jsonb_build_object('level', level, 'area', area, 'amount_fen', fen)
        ORDER BY level, area), '[]'::jsonb)
    FROM (SELECT p->>'level' AS level, (p->>'area')::bigint AS area,
            sum((p->>'amount_fen')::bigint)::bigint AS fen
        FROM jsonb_array_elements(%(whole)s::jsonb) p GROUP BY 1, 2) q) p(id, parts)
WHERE l.id = p.id
"""


def restore(line: Any) -> None:
    """A visit's deduction falls away: its payers pay what was spent."""
    order = Line.objects.values_list("order", flat=True).get(id=line)
    spent = list(spent_rows().filter(order=order).values_list("parts", flat=True))
    whole = [part for parts in spent for part in parts]
    with connection.cursor() as cursor:
        cursor.execute(RESTORE, {"line": line, "whole": json.dumps(whole)})
