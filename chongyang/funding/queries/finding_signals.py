"""What each rule finds: statements over whole tables, in the system's scope. Rows are (case, finding)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.funding.rules.signals import SignalRule

LIVE = "a.state NOT IN ('draft', 'refused', 'withdrawn')"
PAYEE = "coalesce(a.person, a.carer, a.organisation)"


@dataclass(frozen=True, slots=True)
class Found:
    """A case and what was found: numbers and keys, nothing personal."""

    application: UUID
    finding: Mapping[str, Any]


BEDS = f"""
WITH named AS (SELECT DISTINCT a.place, bed FROM funding_application a, unnest(a.objects_named) AS bed
    WHERE {LIVE} AND a.place IS NOT NULL),
counted AS (SELECT place, count(*) AS beds FROM named GROUP BY place)
SELECT DISTINCT ON (p.id) a.id, jsonb_build_object('claimed', c.beds, 'filed', p.beds)
FROM counted c JOIN providers_provider p ON p.id = c.place AND c.beds > p.beds
JOIN funding_application a ON a.place = p.id AND {LIVE} AND cardinality(a.objects_named) > 0
ORDER BY p.id, a.submitted_at DESC, a.id DESC
"""  # noqa: S608 - nothing but our own words
TWO = f"""
WITH named AS (SELECT a.id, a.place, a.programme, a.submitted_at, bed
    FROM funding_application a, unnest(a.objects_named) AS bed WHERE {LIVE} AND a.place IS NOT NULL)
SELECT later.id, jsonb_build_object('beds', count(DISTINCT later.bed), 'other', min(first.id::text))
FROM named later JOIN named first ON first.place = later.place AND first.bed = later.bed
    AND first.programme <> later.programme AND (first.submitted_at, first.id) < (later.submitted_at, later.id)
GROUP BY later.id ORDER BY later.id
"""  # noqa: S608 - the same
DEAD = """
SELECT coalesce(w.application_id, o.reference),
    jsonb_build_object('payments', count(*), 'fen', sum(o.amount_fen), 'last', max(o.period_from))
FROM treasury_paymentorder o JOIN registry_elder e ON e.id = o.person AND e.life_status = 'dead'
LEFT JOIN funding_award w ON w.id = o.reference
WHERE o.reference_kind IN ('funding.award', 'funding.application') AND o.state <> 'cancelled'
    AND o.period_from > e.status_on
    AND NOT EXISTS (SELECT FROM treasury_receivable r WHERE r.order_id = o.id)
GROUP BY 1 ORDER BY 1
"""
PHOTOS = f"""
WITH pictures AS (SELECT a.id, a.submitted_at, f.looks FROM funding_evidence v
    JOIN core_filestored f ON f.id = v.file_id AND f.looks IS NOT NULL
    JOIN funding_application a ON a.id = v.application_id AND {LIVE})
SELECT later.id, jsonb_build_object('other', min(first.id::text), 'pictures', count(DISTINCT later.looks))
FROM pictures later JOIN pictures first ON (first.submitted_at, first.id) < (later.submitted_at, later.id)
    AND bit_count((first.looks # later.looks)::bit(64)) <= %(bits)s
GROUP BY later.id ORDER BY later.id
"""  # noqa: S608 - the same
ACCOUNTS = f"""
WITH shared AS (SELECT number_index, count(DISTINCT payee_id) AS payees FROM treasury_payeeaccount
    WHERE valid_to IS NULL GROUP BY number_index HAVING count(DISTINCT payee_id) >= %(payees)s)
SELECT DISTINCT ON (a.id) a.id, jsonb_build_object('payees', s.payees)
FROM shared s JOIN treasury_payeeaccount c ON c.number_index = s.number_index AND c.valid_to IS NULL
JOIN treasury_payee p ON p.id = c.payee_id
JOIN funding_application a ON {LIVE} AND {PAYEE} = coalesce(p.person, p.organisation) ORDER BY a.id
"""  # noqa: S608 - the same


def _told_less(programme: str, asked: str, before: str, kind: str) -> str:
    """Cases that name less as paid before than was approved for the same place."""
    told = f"coalesce((a.inputs->>'{before}')::{kind}, 0)"
    paid = f"max((b.inputs->>'{asked}')::{kind})"
    return f"""
SELECT a.id, jsonb_build_object('told', {told}, 'awarded', {paid})
FROM funding_application a JOIN funding_application b ON b.place = a.place AND b.programme = a.programme
    AND b.state = 'approved' AND b.id <> a.id AND b.decided_at < coalesce(a.decided_at, 'infinity')
WHERE a.programme = '{programme}' AND {LIVE} GROUP BY a.id HAVING {paid} > {told} ORDER BY a.id
"""  # noqa: S608 - the same


STATEMENTS = {
    "beds_over_filed": BEDS,
    "one_bed_two_subsidies": TWO,
    "dead_and_paid": DEAD,
    "photo_twice": PHOTOS,
    "account_of_many": ACCOUNTS,
    "star_before_untrue": _told_less("star_award", "star", "star_awarded_before", "int"),
    "area_before_untrue": _told_less(
        "community_facility", "floor_area_sqm", "floor_area_paid_before_sqm", "numeric"
    ),
}


def find_signals(rule: SignalRule) -> list[Found]:
    """What one rule finds now; nothing for a rule that waits for facts, or is raised by people."""
    statement = STATEMENTS.get(rule.name)
    if statement is None or rule.waits_for:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(rule.numbers))
        return [Found(row[0], _plain(row[1])) for row in cursor.fetchall()]


def _plain(told: Any) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(told) if isinstance(told, str) else told
    return held
