"""Silence and trends of all elders at once: one statement for each rule and run, never a loop over elders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from chongyang.core.scopes import Actor
from chongyang.registry import queries as registry
from chongyang.registry.queries.clusters import FILES, clusters_of
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.operations.alerts import Raised, raise_alerts
from chongyang.telecare.queries.limits import distinct_limits, overrides_of
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Applied, Form, Rule, VitalRules

SENSORS = {
    "movement": (DeviceKind.FALL_RADAR,),
    "door": (DeviceKind.DOOR,),
    "bed": (DeviceKind.BED,),
    "check_in": (DeviceKind.PENDANT, DeviceKind.CALLER_BOX, DeviceKind.WATCH),
}
# A device that is down is the devices' matter: its silence says nothing of the elder. Who is handled once
# stays silent until she was active again, or for some hours.
# All files of a person are read together; of two own limits the survivor's counts.
OWN = "coalesce(f.members, ARRAY[l.person])"
SILENT = f"""
WITH RECURSIVE {FILES}, own AS (
  SELECT DISTINCT ON (1) coalesce(f.person, o.person) AS person, o."limit"
  FROM telecare_vitallimit o LEFT JOIN files f ON o.person = ANY(f.members)
  WHERE o.rule = %(rule)s AND o.valid_from <= %(now)s AND (o.valid_to IS NULL OR o.valid_to > %(now)s)
  ORDER BY 1, (o.person = f.root) DESC, o.id
)
SELECT l.person, l.area, l.active_at, o."limit", f.members FROM telecare_lastreading l
LEFT JOIN files f ON f.person = l.person
LEFT JOIN own o ON o.person = l.person
LEFT JOIN unnest(%(limits)s::float8[], %(cuts)s::timestamptz[]) AS k (own, cut) ON k.own = o."limit"
WHERE l.kind = %(kind)s AND l.active_at < %(latest)s AND l.active_at < coalesce(k.cut, %(cut)s)
  AND (NOT %(off)s OR l.value = 0)
  AND NOT EXISTS (SELECT FROM telecare_lastreading s WHERE s.person = ANY({OWN}) AND s.kind = ANY(%(signs)s)
    AND s.active_at >= coalesce(k.cut, %(cut)s))
  AND NOT EXISTS (SELECT FROM telecare_away w WHERE w.person = ANY({OWN}) AND w.valid_from <= %(now)s
    AND (w.valid_to IS NULL OR w.valid_to > %(now)s))
  AND EXISTS (SELECT FROM telecare_device d WHERE d.person = l.person AND d.state = 'in_use'
    AND d.kind = ANY(%(sensors)s) AND d.health <> 'down')
  AND NOT EXISTS (SELECT FROM telecare_alert a WHERE a.person = ANY({OWN}) AND a.rule = %(rule)s
    AND (a.state <> 'closed' OR (a.closed_at > l.active_at AND a.closed_at > %(again)s)))
ORDER BY l.active_at, l.person
"""  # noqa: S608 - our own text, bound values
STEEP = f"""
WITH RECURSIVE {FILES}
SELECT person, max(area), regr_slope(mean, day), min(day), max(day), count(*) FROM (
  SELECT coalesce(f.root, h.person) AS person, max(area) AS area, sum(mean * count) / sum(count) AS mean,
    floor(extract(epoch FROM hour + interval '8 hours') / 86400) AS day
  FROM telecare_hourlyreading h LEFT JOIN files f ON f.person = h.person
  WHERE kind = %(kind)s AND hour >= %(since)s AND hour < %(now)s
    AND (%(context)s = '' OR context = %(context)s)
  GROUP BY 1, 4) daily
GROUP BY person HAVING count(*) >= %(count)s AND CASE WHEN %(high)s THEN regr_slope(mean, day) >= %(limit)s
  ELSE regr_slope(mean, day) <= %(limit)s END
ORDER BY person
"""  # noqa: S608 - our own text, bound values
EPOCH = datetime(1970, 1, 1, tzinfo=vitals.LOCAL)


@transaction.atomic
def watch_absences(*, by: Actor, now: datetime) -> int:
    """Raise an alert for everybody who is silent for too long; how many are new."""
    rules = vitals.load_rules()
    found: list[Raised] = []
    for rule in rules.of_form(Form.ABSENCE):
        if _is_watched_now(rule, rules, now):
            found += _silent(rule, rules, now)
    return len(raise_alerts(found=found, by=by, now=now)) if found else 0


def _is_watched_now(rule: Rule, rules: VitalRules, now: datetime) -> bool:
    """A rule over waking hours rests at night, one over the night by day."""
    if rule.night:
        return rules.quiet.holds(now)
    return rules.waking.holds(now) if rule.waking else True


def _silent(rule: Rule, rules: VitalRules, now: datetime) -> list[Raised]:
    waking = rules.waking if rule.waking else None
    own = distinct_limits(rule.code, now)
    cuts = [vitals.cut_off(now, hours, waking) for hours in own]
    cut = vitals.cut_off(now, rule.limit, waking)
    words = {
        "rule": rule.code,
        "kind": rule.kind.value,
        "now": now,
        "limits": own,
        "cuts": cuts,
        "cut": cut,
        "latest": max([cut, *cuts]),
        "off": rule.night,
        "signs": _signs(rule),
        "sensors": [kind.value for kind in SENSORS.get(rule.kind.value, ())],
        "again": now - timedelta(hours=rules.again_hours),
    }
    return [
        Raised(person, area, vitals.found_absent(_applied(rule, limit), active_at, now), tuple(members or ()))
        for person, area, active_at, limit, members in _rows(SILENT, words)
    ]


def _signs(rule: Rule) -> list[str]:
    """What proves that she lives; the rule's own kind by another file. At night lying still is no sign."""
    return [*rule.signs, *([] if rule.night else [rule.kind.value])]


def _applied(rule: Rule, own: float | None) -> Applied:
    return Applied(rule, rule.limit, "default") if own is None else Applied(rule, own, "override")


@transaction.atomic
def watch_trends(*, by: Actor, now: datetime) -> int:
    """Raise an alert for everybody whose daily means climb or fall too steeply; how many are new."""
    rules = vitals.load_rules()
    found: list[Raised] = []
    for rule in rules.of_form(Form.TREND):
        found += _steep(rule, now)
    return len(raise_alerts(found=found, by=by, now=now)) if found else 0


def _steep(rule: Rule, now: datetime) -> list[Raised]:
    """Those beyond the mildest limit of anybody, by one statement; then each by her own."""
    limits = [rule.limit, *(case.limit for case in rule.cases), *distinct_limits(rule.code, now)]
    words = {
        "kind": rule.kind.value,
        "context": rule.context,
        "since": now - timedelta(days=rule.days),
        "now": now,
        "count": rule.count,
        "high": rule.is_high,
        "limit": min(limits) if rule.is_high else max(limits),
    }
    rows = _rows(STEEP, words)
    persons = [row[0] for row in rows]
    clusters = clusters_of(persons)
    risks, own = registry.list_risks(persons), overrides_of(clusters, now)
    found = (_steep_one(row, rule, risks.get(row[0]), own.get((row[0], rule.code)), now) for row in rows)
    return [replace(one, files=tuple(clusters[one.person])) for one in found if one]


def _steep_one(
    row: Sequence[Any], rule: Rule, risk: registry.Risk | None, own: float | None, now: datetime
) -> Raised | None:
    person, area, steepness, first, _, days = row
    age = vitals.age_on(risk.born_on, now.astimezone(vitals.LOCAL).date()) if risk else 0
    applied = vitals.apply(rule, risk.conditions if risk else (), age, own)
    if applied is None or not applied.is_beyond(steepness):
        return None
    since = EPOCH + timedelta(days=float(first))
    return Raised(person, area, vitals.found_steep(applied, float(steepness), since, now, int(days)))


def _rows(statement: str, words: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return list(cursor.fetchall())
