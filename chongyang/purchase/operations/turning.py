"""The turn of a month, in sets: quotas are granted to all in force, and what is no longer usable lapses.

Nothing is carried from one account to another: an account stays usable for as long as its rule says
(`rules.county.usable_until`), and the one that lapses first is used first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core.scopes import SYSTEM, Actor
from chongyang.purchase.enums import IN_FORCE, Unit
from chongyang.purchase.models import Entitlement
from chongyang.purchase.operations.events import tell_of
from chongyang.purchase.operations.proposing import key_of, stop
from chongyang.purchase.rules import county
from chongyang.purchase.rules.county import Rule

GRANT = """
WITH made AS (
    INSERT INTO purchase_voucheraccount (id, person, area, entitlement, rule, unit, period_from, valid_to,
        granted, held, spent)
    SELECT gen_random_uuid(), e.person, e.area, e.id, e.rule, %(unit)s, %(first)s::date,
        least(%(until)s::date, coalesce(e.valid_to, %(until)s::date)), e.quota, 0, 0
    FROM purchase_entitlement e
    WHERE e.rule = %(rule)s AND e.state = 'in_force' AND e.valid_from < %(end)s::date
        AND e.valid_from <= %(on)s::date AND (e.valid_to IS NULL OR e.valid_to > %(on)s::date)
        AND (%(all)s OR e.id = %(only)s::uuid)
    ON CONFLICT (person, rule, period_from) DO NOTHING
    RETURNING id, person, area, rule, granted
), told AS (
    INSERT INTO purchase_voucherentry (id, account_id, person, area, rule, kind, round, item, units,
        amount_fen, parts, "on", at)
    SELECT gen_random_uuid(), id, person, area, rule, 'granted', 0, '', granted,
        CASE WHEN %(unit)s = 'fen' THEN granted ELSE 0 END, '[]', %(on)s::date, %(now)s FROM made
    RETURNING 1
)
SELECT count(*) FROM told
"""
LAPSE = """
WITH due AS (
    SELECT id, person, area, rule, unit, granted - held - spent AS rest, held FROM purchase_voucheraccount
    WHERE valid_to <= %(on)s::date AND lapsed_at IS NULL ORDER BY id FOR UPDATE
), done AS (
    UPDATE purchase_voucheraccount a SET granted = a.granted - due.rest,
        lapsed_at = CASE WHEN due.held = 0 THEN %(now)s::timestamptz END
    FROM due WHERE a.id = due.id AND (due.rest > 0 OR due.held = 0) RETURNING a.id
), told AS (
    INSERT INTO purchase_voucherentry (id, account_id, person, area, rule, kind, round, item, units,
        amount_fen, parts, "on", at)
    SELECT gen_random_uuid(), id, person, area, rule, 'lapsed', 0, '', -rest,
        CASE WHEN unit = 'fen' THEN rest ELSE 0 END, '[]', %(on)s::date, %(now)s FROM due WHERE rest > 0
    RETURNING 1
)
SELECT count(*) FROM told
"""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn wrote: accounts granted and lapsed, decisions that ended."""

    granted: int
    lapsed: int
    stopped: int


@transaction.atomic
def turn(*, now: datetime, by: Actor = SYSTEM) -> Turned:
    """End what has ended, grant each period that runs today, let lapse what is past its day. Idempotent, a
    statement for each rule; in the system's scope.
    """
    today = timezone.localdate(now)
    stopped = _stop_ended(today, now)
    keys = Entitlement.objects.filter(state=IN_FORCE).order_by("rule").values_list("rule", flat=True)
    granted = sum(_grant(county.rule_of(key), today, now, by) for key in keys.distinct())
    return Turned(granted, _run(LAPSE, {"on": today, "now": now}), stopped)


def grant_one(row: Entitlement, on: date, now: datetime) -> None:
    """The period that runs on a day for one who has just come into force; nothing where it begins later."""
    _run(GRANT, _told(county.rule_of(row.rule), on, now, row.id))


def _grant(rule: Rule, on: date, now: datetime, by: Actor) -> int:
    count = _run(GRANT, _told(rule, on, now, None))
    if count:
        told: dict[str, Any] = {"rule": rule.key, "count": count, "period": str(county.first_of(rule, on))}
        tell_of("purchase.vouchers.issued", key_of(rule), rule.intervals[0][0], by, now, **told)
    return count


def _told(rule: Rule, on: date, now: datetime, only: UUID | None) -> dict[str, Any]:
    first = county.first_of(rule, on)
    end, until = county.months_after(first, rule.months), county.usable_until(rule, first)
    told: dict[str, Any] = {
        "rule": rule.key,
        "unit": Unit(rule.unit).value,
        "first": first,
        "end": end,
        "until": until,
    }
    return told | {"on": on, "now": now, "all": only is None, "only": only}


def _run(words: str, told: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(words, told)
        return int(cursor.fetchone()[0])


def _stop_ended(today: date, now: datetime) -> int:
    rows = Entitlement.objects.filter(state=IN_FORCE, valid_to__lte=today).order_by("id")
    held = list(rows.select_for_update(of=("self",)))
    for row in held:
        stop(row, now)
    return len(held)
