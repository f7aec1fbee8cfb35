"""Alerts: raised by rules, at most one open for a person and a rule, taken and closed by people."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.telecare.enums import AlertLevel, AlertOutcome, AlertState
from chongyang.telecare.models import Alert
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Finding, VitalRules
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

RAISED, ESCALATED = "telecare.alert.raised", "telecare.alert.escalated"
NOT_OPEN = N_("这条提醒已经办结，或不在您的辖区")
WRONG_OUTCOME = N_("请选择处理结果")

# One elder and rule once in a statement: PostgreSQL refuses to join the same row twice.
RAISE = """
INSERT INTO telecare_alert AS a (id, person, area, kind, level, rule, reasons, first_at, last_at, count,
  shown_at, due_at, state, outcome)
SELECT x.id, x.person, x.area, x.kind, x.level, x.rule, x.reasons, x.now, x.last_at, 1, x.shown_at, x.due_at,
  'open', ''
FROM jsonb_to_recordset(%(rows)s::jsonb) AS x (id uuid, person uuid, area bigint, kind text, level text,
  rule text, reasons jsonb, files uuid[], now timestamptz, last_at timestamptz, shown_at timestamptz,
  due_at timestamptz)
WHERE x.level <> 'watch' OR NOT EXISTS (
  SELECT FROM telecare_alert c WHERE c.person = ANY(x.files) AND c.rule = x.rule AND c.state = 'closed'
    AND c.closed_at > %(again)s)
ON CONFLICT (person, rule) WHERE NOT (state = 'closed') DO UPDATE SET
  count = a.count + 1,
  reasons = CASE WHEN excluded.last_at >= a.last_at THEN excluded.reasons ELSE a.reasons END,
  last_at = greatest(a.last_at, excluded.last_at)
RETURNING a.id, a.person, a.area, a.level, a.rule, (xmax = 0)
"""


class UnableToHandle(Exception):
    """The alert cannot be taken or closed so; Chinese source text."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding about a person; `files` are all of hers, the survivor first."""

    person: UUID
    area: int
    finding: Finding
    files: tuple[UUID, ...] = ()

    @property
    def key(self) -> tuple[UUID, str]:
        """One alert for the person and the rule; a person of several files is the survivor."""
        return (self.files or (self.person,))[0], self.finding.applied.rule.code


def raise_alerts(*, found: Sequence[Raised], by: Actor, now: datetime) -> list[Raised]:
    """Open an alert for each finding, with its event, or join the open one; returns those that are new."""
    rules = vitals.load_rules()
    unique = _under_open_ones({one.key: one for one in found})
    rows = [_row(one, person, rules, now) for (person, _), one in sorted(unique.items())]
    again = now - timedelta(hours=rules.again_hours)
    with connection.cursor() as cursor:
        cursor.execute(RAISE, {"rows": json.dumps(rows), "again": again})
        answered = cursor.fetchall()
    for key, person, area, level, _, is_new in answered:
        if is_new:
            tell(RAISED, alert=key, person=person, area=area, level=level, by=by, now=now)
    return [unique[person, rule] for _, person, _, _, rule, is_new in answered if is_new]


def _under_open_ones(found: dict[tuple[UUID, str], Raised]) -> dict[tuple[UUID, str], Raised]:
    """What is open under another file of hers is joined there."""
    several = {member: key[0] for key, one in found.items() if len(one.files) > 1 for member in one.files}
    if not several:
        return found
    rows = Alert.objects.exclude(state=AlertState.CLOSED.value).filter(person__in=several).order_by("-id")
    held = {(several[row.person], row.rule): row.person for row in rows}
    return {(held.get(key, key[0]), key[1]): one for key, one in found.items()}


def tell(kind: str, *, alert: UUID, person: UUID, area: int, level: str, by: Actor, now: datetime) -> None:
    """The event of an alert says how grave it is and nothing of what was measured."""
    events.record(
        kind,
        by=by,
        now=now,
        area=area,
        subject_type="alert",
        subject=alert,
        person=person,
        payload={"level": level},
    )


def _row(one: Raised, person: UUID, rules: VitalRules, now: datetime) -> dict[str, Any]:
    rule = one.finding.applied.rule
    shown_at = vitals.shown_from(rule.level, now, rules)
    return {
        "id": str(new_key()),
        "person": str(person),
        "files": [str(key) for key in one.files or (one.person,)],
        "area": one.area,
        "kind": rule.kind.value,
        "level": rule.level.value,
        "rule": rule.code,
        "reasons": [dict(one.finding.reason)],
        "now": now.isoformat(),
        "last_at": one.finding.at.isoformat(),
        "shown_at": shown_at.isoformat(),
        "due_at": vitals.due_from(rule.level, shown_at, rules).isoformat(),
    }


@transaction.atomic
def take_alert(*, alert: UUID, scope: Scope, by: Actor, now: datetime) -> Alert:
    """Somebody looks after it; who comes second finds it taken. Raises UnableToHandle, NotAllowed."""
    held = _held(alert, scope)
    if held.state == AlertState.OPEN.value:
        held.state, held.taken_at, held.taken_by = AlertState.ACKNOWLEDGED.value, now, by.account
        held.save(update_fields=["state", "taken_at", "taken_by"])
        _say("telecare.alert.taken", held, by, now)
    return held


@transaction.atomic
def close_alert(*, alert: UUID, outcome: str, scope: Scope, by: Actor, now: datetime) -> Alert:
    """Say how it ended. Raises UnableToHandle, NotAllowed."""
    if outcome not in [one.value for one in AlertOutcome]:
        raise UnableToHandle(WRONG_OUTCOME)
    held = _held(alert, scope)
    held.state, held.outcome = AlertState.CLOSED.value, outcome
    held.closed_at, held.closed_by = now, by.account
    held.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    _say("telecare.alert.closed", held, by, now)
    return held


def _held(alert: UUID, scope: Scope) -> Alert:
    if not scope.system:
        demand(scope, Can.WATCH_VITALS)
    rows = visible(Alert.objects.exclude(state=AlertState.CLOSED.value), scope)
    held = rows.select_for_update(of=("self",)).filter(id=alert).first()
    if held is None:
        raise UnableToHandle(NOT_OPEN)
    return held


def _say(kind: str, held: Alert, by: Actor, now: datetime) -> None:
    tell(kind, alert=held.id, person=held.person, area=held.area, level=held.level, by=by, now=now)


@transaction.atomic
def escalate_overdue(*, by: Actor, now: datetime, limit: int = 200) -> int:
    """Alerts that nobody closed in time go to the line 12349, each once; another worker's are left to it."""
    told = vitals.load_rules().levels
    levels = [level.value for level in AlertLevel if told[level.value].escalates]
    due = Alert.objects.exclude(state=AlertState.CLOSED.value).filter(
        due_at__lte=now, escalated_at__isnull=True, level__in=levels
    )
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "id")[:limit])
    for row in rows:
        row.escalated_at = now
        row.save(update_fields=["escalated_at"])
        _say(ESCALATED, row, by, now)
    return len(rows)
