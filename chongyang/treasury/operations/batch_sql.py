"""The statements of a batch: sets of a hundred thousand payments, never one at a time. System scope."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.treasury.rules.ledger import Sum

CANDIDATES = """
SELECT o.id, o.amount_fen - o.set_off_fen, o.person, o.organisation, p.id, p.name, a.id, a.bank, a.number,
    a.number_index
FROM treasury_paymentorder o
JOIN treasury_payee p ON p.id = o.payee_id
JOIN treasury_payeeaccount a ON a.payee_id = p.id AND a.confirmed_by IS NOT NULL
    AND a.valid_from <= %(today)s AND (a.valid_to IS NULL OR a.valid_to > %(today)s)
WHERE o.area = %(area)s AND o.state = 'planned' AND o.due_on <= %(until)s
    AND (%(programme)s = '' OR o.programme = %(programme)s)
    AND NOT EXISTS (SELECT FROM treasury_hold h WHERE h.order_id = o.id AND h.ended_at IS NULL)
ORDER BY o.due_on, o.id LIMIT %(most)s FOR UPDATE OF o SKIP LOCKED
"""
COLUMNS = (
    "id, place, order_id, person, organisation, name, account_id, bank, number, number_index, amount_fen"
)
PART = """
CREATE TEMPORARY TABLE IF NOT EXISTS treasury_new_line (id uuid, place int, order_id uuid, person uuid,
    organisation uuid, name bytea, account_id uuid, bank text, number bytea, number_index bytea,
    amount_fen bigint) ON COMMIT DELETE ROWS
"""
LINES = f"""
INSERT INTO treasury_batchline (batch_id, area, {COLUMNS})
SELECT %(batch)s, %(area)s, {COLUMNS} FROM treasury_new_line
"""  # noqa: S608 - names of columns are ours
STATE = """
UPDATE treasury_paymentorder o SET state = %(target)s FROM treasury_batchline l
WHERE l.batch_id = %(batch)s AND o.id = l.order_id AND o.state = %(source)s
"""
DIGEST = """
SELECT sha256(coalesce(string_agg(sha256(int4send(l.place) || uuid_send(l.order_id) || uuid_send(l.account_id)
    || int8send(l.amount_fen) || l.number_index || coalesce(l.name, '') || coalesce(l.number, '')
    || convert_to(l.bank, 'UTF8')), ''::bytea ORDER BY l.place), ''::bytea)), count(*),
    coalesce(sum(l.amount_fen), 0)::bigint
FROM treasury_batchline l WHERE l.batch_id = %(batch)s
"""
HELD = """
SELECT EXISTS (SELECT FROM treasury_batchline l JOIN treasury_paymentorder o ON o.id = l.order_id
WHERE l.batch_id = %(batch)s AND o.held_by && %(persons)s::uuid[])
"""
CHANGED = """
SELECT count(*) FROM treasury_batchline l WHERE l.batch_id = %(batch)s AND NOT EXISTS (
    SELECT FROM treasury_payeeaccount a WHERE a.id = l.account_id AND a.number_index = l.number_index
    AND a.bank = l.bank AND a.confirmed_by IS NOT NULL AND (a.valid_to IS NULL OR a.valid_to > %(today)s))
"""
NOT_READY = """
SELECT count(*) FROM treasury_batchline l JOIN treasury_paymentorder o ON o.id = l.order_id
WHERE l.batch_id = %(batch)s AND (o.state <> 'batched' OR o.amount_fen - o.set_off_fen <> l.amount_fen
    OR EXISTS (SELECT FROM treasury_hold h WHERE h.order_id = o.id AND h.ended_at IS NULL))
"""
FROZEN = """
SELECT f.reason FROM treasury_freeze f WHERE f.confirmed_by IS NOT NULL AND f.valid_from <= %(today)s
    AND (f.valid_to IS NULL OR f.valid_to > %(today)s)
    AND %(area)s BETWEEN f.area AND f.area + CASE f.level WHEN 'city' THEN 99999999 WHEN 'county' THEN 999999
        ELSE 999 END
    AND (f.programme = '' OR f.programme IN (SELECT o.programme FROM treasury_batchline l
        JOIN treasury_paymentorder o ON o.id = l.order_id WHERE l.batch_id = %(batch)s)) LIMIT 1
"""
SUMS = """
SELECT b.id, b.area, b.level, b.fund, b.programme, b.year, b.closed_at IS NOT NULL,
    sum(p.amount_fen - p.set_off_fen)::bigint
FROM {lines} JOIN treasury_orderpart p ON p.order_id = l.order_id
JOIN treasury_budget b ON b.id = p.budget_id
WHERE {chosen} GROUP BY b.id ORDER BY b.id
"""
ALL = {"lines": "treasury_batchline l", "chosen": "l.batch_id = %(batch)s"}
# By its files alone: of a batch that was just written the planner has no statistics, and joins every line of
# the batch with every line of the file where both are named (100,000 payments: over eight minutes).
ANSWERED = {
    "lines": "treasury_returnline r JOIN treasury_batchline l ON l.id = r.batch_line_id",
    "chosen": "r.outcome = %(outcome)s AND r.file_id = any(%(files)s::uuid[])",
}
SPEND = """
UPDATE treasury_budget SET committed_fen = committed_fen - %(amount)s, spent_fen = spent_fen + %(amount)s
WHERE id = %(budget)s AND committed_fen >= %(amount)s AND spent_fen >= -%(amount)s
"""
USE = """
UPDATE treasury_allottedfund SET used_fen = used_fen + %(amount)s
WHERE budget_id = %(budget)s AND area = %(area)s AND used_fen + %(amount)s BETWEEN 0 AND allotted_fen
"""
SETTLED = """
UPDATE treasury_paymentorder o SET state = %(outcome)s::varchar,
    paid_on = CASE WHEN %(outcome)s::varchar = 'paid' THEN coalesce(r.settled_on, %(today)s) END
FROM treasury_returnline r JOIN treasury_batchline l ON l.id = r.batch_line_id
WHERE r.file_id = any(%(files)s::uuid[]) AND r.outcome = %(said)s
    AND o.id = l.order_id AND o.state = 'released'
"""
OPEN = """
SELECT (SELECT count(*) FROM treasury_batchline l WHERE l.batch_id = %(batch)s) >
    (SELECT count(*) FROM treasury_returnline r JOIN treasury_returnfile f ON f.id = r.file_id
    WHERE f.batch_id = %(batch)s AND r.outcome IN ('paid', 'failed'))
"""


def run(statement: str, **values: Any) -> int:
    """How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def ask(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def first(statement: str, **values: Any) -> Any:
    """The first column of the first row, or None."""
    rows = ask(statement, **values)
    return rows[0][0] if rows else None


def lock_numbers(area: int, year: int) -> None:
    """Batches of a county and year are numbered one after the other."""
    ask("SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", name=f"treasury.batch/{area}/{year}")


@contextlib.contextmanager
def copying(table: str, columns: str, create: str) -> Iterator[Any]:
    """COPY into a temporary table: into a table with policies it is refused for the run role."""
    with connection.cursor() as cursor:
        cursor.execute(create)
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            yield copy


def sums_by_budget(
    batch: UUID, *, outcome: str = "", files: Sequence[UUID] = ()
) -> list[tuple[UUID, bool, Sum]]:
    """What a batch (or what of it came out so in these files) takes of each budget: key, closed, sum."""
    rows = ask(SUMS.format(**(ANSWERED if outcome else ALL)), batch=batch, outcome=outcome, files=list(files))
    return [(row[0], row[6], Sum(row[1], row[2], row[3], row[4], row[5], row[7])) for row in rows]


def move(sums: Iterable[tuple[UUID, bool, Sum]], *, area: int, sign: int) -> str:
    """Spend what was committed (or give back, sign -1), on each budget and of what the city allotted; the
    first that has not enough is the answer: "budget", "allotted", or nothing.
    """
    for budget, _, one in sums:
        amount = sign * one.amount_fen
        if not run(SPEND, budget=budget, amount=amount):
            return "budget"
        if one.level == "city" and one.area != area and not run(USE, budget=budget, area=area, amount=amount):
            return "allotted"
    return ""
