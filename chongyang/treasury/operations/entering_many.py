"""Entries of the ledger for many orders at once: one each, as `entries.enter` writes one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from chongyang.core.scopes import Actor
from chongyang.treasury.enums import EntryKind
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.rules.ledger import MOVES

ENTER = """
WITH entry AS (
    INSERT INTO treasury_entry (id, at, "on", area, kind, reference_kind, reference, by)
    SELECT gen_random_uuid(), %(now)s, %(today)s, o.area, %(kind)s, 'order', o.id, %(by)s
    FROM treasury_paymentorder o WHERE o.id = ANY(%(orders)s) ORDER BY o.id
    RETURNING id, reference
)
INSERT INTO treasury_posting (id, entry_id, account, area, level, fund, programme, year, payee, amount_fen)
SELECT gen_random_uuid(), e.id, m.account, p.area, p.level, p.fund, o.programme, b.year, o.payee_id,
    m.sign * p.amount_fen
FROM entry e JOIN treasury_paymentorder o ON o.id = e.reference
JOIN treasury_orderpart p ON p.order_id = o.id JOIN treasury_budget b ON b.id = p.budget_id
CROSS JOIN unnest(%(accounts)s::text[], %(signs)s::int[]) AS m (account, sign)
"""
"""The foreign key of a posting to its entry is looked at after the whole statement."""


def enter_orders(kind: EntryKind, orders: Sequence[UUID], by: Actor, now: datetime) -> None:
    """What happened to the parts of these orders; in the system's scope."""
    accounts, signs = zip(*MOVES[kind], strict=True)
    sql.run(
        ENTER,
        now=now,
        today=timezone.localdate(now),
        kind=kind.value,
        by=by.account,
        orders=list(orders),
        accounts=list(accounts),
        signs=list(signs),
    )
