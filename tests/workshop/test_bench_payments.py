"""The bench of payments in a small form, on the suite's database: every payment answered, no fen astray."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.treasury.models import ReturnFile
from chongyang.treasury.operations import batch_sql as sql
from chongyang.workshop.benches import payments
from chongyang.workshop.benches.frame import Result


def test_a_small_batch_is_released_written_and_reconciled(committed, monkeypatch):
    monkeypatch.setattr(payments, "SECONDS", float("inf"))
    result = Result("payments", {"name": "the suite's own"})
    payments.prepare(400)
    payments.measure(400, result)
    assert result.holds, result.as_dict()["goals"]
    assert result.figures["returned"] == 4
    assert set(payments.MEASURED) <= set(result.figures["seconds"])


def test_an_answer_is_joined_by_keys_before_statistics_exist(committed):
    """A batch is often reconciled before the database has looked at its rows: no line meets every other."""
    payments.prepare(300)
    payments.measure(300, Result("payments", {"name": "the suite's own"}))
    with enter(system_scope("test")):
        file = ReturnFile.objects.get()
        values = {
            "batch": file.batch_id,
            "files": [file.id],
            "outcome": "paid",
            "said": "paid",
            "today": None,
        }
        statements = (sql.SUMS.format(**sql.ANSWERED), sql.OPEN, sql.SETTLED)
        plans = [_plan(statement, values) for statement in statements]
    assert max(_touched(node) for plan in plans for node in _nodes(plan)) <= 2 * 300


def _plan(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        return cursor.fetchone()[0][0]["Plan"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _touched(node: dict[str, Any]) -> float:
    left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Join Filter", 0)
    return (node["Actual Rows"] + left_out) * node["Actual Loops"]
