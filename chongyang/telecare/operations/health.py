"""Judges all devices in homes at once: late, down, dormant; opens and ends their follow-ups; counts use.

Statements over a few thousand rows at once, because a million rows through Python would take minutes, and a
million rows in one transaction would hold every press and sign of life for as long. Each part is committed by
itself, so a run that is killed has done what it did, and the next does the rest. Only changes are written. A
device that a gateway holds this moment is left to the next run: waiting for it could end in a deadlock.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import events
from chongyang.core.access import enter, visible
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.telecare.enums import Health, Outcome
from chongyang.telecare.models import FollowUp
from chongyang.telecare.rules import health, life

SIZE = 4000  # devices of a part: some hundredths of a second
PART = """
SELECT max(id::text)::uuid, count(*) FROM (
  SELECT id FROM telecare_device WHERE id > %(after)s ORDER BY id LIMIT %(size)s) part
"""
JUDGE = """
WITH wrong AS (
  SELECT d.id, j.health FROM telecare_device d
  LEFT JOIN telecare_devicemodel m ON m.code = d.model
  CROSS JOIN LATERAL (SELECT coalesce(m.heartbeat_seconds, %(default)s) AS every,
    extract(epoch FROM %(now)s - d.last_seen_at) AS silent,
    (%(days)s::jsonb ->> d.kind)::int AS days) t
  CROSS JOIN LATERAL (SELECT CASE
    WHEN d.last_seen_at IS NULL THEN 'unknown'
    WHEN t.silent >= greatest(t.every * %(down)s, %(down_least)s) THEN 'down'
    WHEN t.silent >= greatest(t.every * %(late)s, %(late_least)s) THEN 'late'
    WHEN t.days IS NOT NULL AND coalesce(greatest(d.last_used_at, d.installed_on::timestamptz),
      '-infinity') <= %(now)s - make_interval(days => t.days) THEN 'dormant'
    ELSE 'ok' END AS health) j
  WHERE d.id > %(after)s AND d.id <= %(last)s AND d.state = ANY(%(homes)s) AND d.health <> j.health
  FOR NO KEY UPDATE OF d SKIP LOCKED)
UPDATE telecare_device d SET health = wrong.health, health_since = %(now)s FROM wrong WHERE d.id = wrong.id
"""
END = """
UPDATE telecare_followup f SET closed_at = %(now)s, outcome = %(recovered)s FROM telecare_device d
WHERE d.id = f.device_id AND d.id > %(after)s AND d.id <= %(last)s
  AND f.closed_at IS NULL AND f.kind <> d.health AND f.kind <> %(noisy)s
"""
OPEN = """
INSERT INTO telecare_followup (id, device_id, kind, person, area, opened_at, outcome)
SELECT gen_random_uuid(), d.id, d.health, d.person, d.area, %(now)s, '' FROM telecare_device d
WHERE d.id > %(after)s AND d.id <= %(last)s AND d.health = ANY(%(followed)s) AND d.health_since = %(now)s
ON CONFLICT (device_id) WHERE closed_at IS NULL DO NOTHING
"""
CONFIRM = """
WITH proven AS (
  SELECT d.id FROM telecare_device d
  WHERE d.id > %(after)s AND d.id <= %(last)s AND d.state = 'in_use' AND d.confirmed_at IS NULL
    AND d.last_used_at >= d.installed_on
  FOR NO KEY UPDATE OF d SKIP LOCKED),
done AS (
  UPDATE telecare_device d SET confirmed_at = d.last_used_at FROM proven WHERE d.id = proven.id RETURNING d.*)
INSERT INTO telecare_devicestep
  (id, device_id, action, source, target, at, actor_label, person, area, place, holder, reason)
SELECT gen_random_uuid(), id, 'confirm', 'installed', 'in_use', confirmed_at, 'system', person, area,
  place, holder, '' FROM done
"""
USE = """
INSERT INTO telecare_deviceuse (id, device_id, month, model, vendor, person, area)
SELECT gen_random_uuid(), d.id, date_trunc('month', u.at AT TIME ZONE 'Asia/Shanghai')::date,
  d.model, coalesce(m.vendor, ''), d.person, d.area
FROM telecare_device d LEFT JOIN telecare_devicemodel m ON m.code = d.model
CROSS JOIN LATERAL (SELECT CASE WHEN %(days)s::jsonb ? d.kind THEN d.last_used_at
  ELSE d.last_seen_at END AS at) u
WHERE d.id > %(after)s AND d.id <= %(last)s AND d.state = ANY(%(homes)s)
  AND u.at > %(now)s - interval '2 days' AND u.at >= d.installed_on
ON CONFLICT (device_id, month) DO NOTHING
"""

FIRST = UUID(int=0)
ACTOR = "judge_devices"
CLOSED_OR_OTHER = N_("这件事已经办结，或结果不合适")


class UnableToClose(Exception):
    """The follow-up is closed already, or the outcome does not belong to it; Chinese source text."""


JUDGING = {"confirmed": CONFIRM, "changed": JUDGE, "ended": END, "opened": OPEN}


def judge_devices(*, now: datetime, size: int = SIZE) -> dict[str, int]:
    """Bring every device in a home to what it is now; how many changed, follow-ups ended and opened.

    Part by part, each a transaction of its own that holds `size` devices at most.
    """
    return _in_parts(JUDGING, _words(now), size)


def note_use(*, now: datetime, size: int = SIZE) -> int:
    """Keep which devices were used in their month; each once, whatever happens to the device later."""
    return _in_parts({"used": USE}, _words(now), size)["used"]


@transaction.atomic
def close_follow_up(*, follow_up: UUID, outcome: str, scope: Scope, by: Actor, now: datetime) -> FollowUp:
    """Say how a follow-up ended. A device that stays as it is opens no second one: no noise."""
    rows = visible(FollowUp.objects.select_for_update(of=("self",)), scope)
    held = rows.filter(id=follow_up, closed_at__isnull=True).first()
    if held is None or outcome not in [one.value for one in health.OUTCOMES[Health.of(held.kind)]]:
        raise UnableToClose(CLOSED_OR_OTHER)
    held.closed_at, held.closed_by, held.outcome = now, by.account, outcome
    held.save(update_fields=["closed_at", "closed_by", "outcome"])
    events.record(
        "telecare.follow_up.closed",
        by=by,
        now=now,
        area=held.area,
        subject_type="follow_up",
        subject=held.id,
        person=held.person,
        payload={"kind": held.kind, "outcome": outcome},
    )
    return held


def _words(now: datetime) -> dict[str, Any]:
    told = health.load_thresholds()
    return {
        "now": now,
        "default": told.default_heartbeat_seconds,
        "days": json.dumps(dict(told.dormant_days)),
        "late": told.late_after,
        "down": told.down_after,
        "late_least": told.late_at_least_seconds,
        "down_least": told.down_at_least_seconds,
        "homes": list(life.IN_HOME),
        "followed": [one.value for one in health.FOLLOWED],
        "recovered": Outcome.RECOVERED.value,
        "noisy": Health.NOISY.value,
    }


def _in_parts(statements: Mapping[str, str], words: dict[str, Any], size: int) -> dict[str, int]:
    """These statements in turn over each part of the devices, by key; how many rows each wrote.

    The scope is entered anew for each part, because that is a transaction: do not enter one around this.
    """
    done, after, held = Counter(dict.fromkeys(statements, 0)), FIRST, size
    while held == size:
        with enter(system_scope(ACTOR)):
            last, held = _part(after, size)
            if held:
                part = {**words, "after": after, "last": last}
                done.update({name: _do(statement, part) for name, statement in statements.items()})
                after = last
    return dict(done)


def _part(after: UUID, size: int) -> tuple[UUID, int]:
    """The last key of the next part, and how many devices are in it."""
    with connection.cursor() as cursor:
        cursor.execute(PART, {"after": after, "size": size})
        last, held = cursor.fetchone()
    return last, held


def _do(statement: str, words: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return int(cursor.rowcount)
