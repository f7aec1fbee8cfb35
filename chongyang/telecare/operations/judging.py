"""Judging new readings: five statements for a batch, however many elders are in it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from chongyang.core.scopes import Actor
from chongyang.registry import queries as registry
from chongyang.registry.queries.clusters import clusters_of
from chongyang.telecare.operations.alerts import Raised, raise_alerts
from chongyang.telecare.queries.limits import overrides_of
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Rule, Sample, VitalRules

MOST = 24  # values of one kind that any rule looks back on
RECENT = """
SELECT p.person, p.kind, l.area, r.at, r.value, r.context
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS p (person, kind, since)
JOIN telecare_lastreading l ON l.person = p.person AND l.kind = p.kind
CROSS JOIN LATERAL (
  SELECT at, value, context FROM telecare_reading r
  WHERE r.person = p.person AND r.kind = p.kind AND r.at >= p.since AND r.fault <> 'implausible'
  ORDER BY at DESC LIMIT %s) r
"""
JUDGED = """
UPDATE telecare_lastreading l SET unjudged_since = NULL
FROM unnest(%s::uuid[], %s::text[]) AS p (person, kind) WHERE l.person = p.person AND l.kind = p.kind
"""
Pair = tuple[UUID, str]


def judge(*, pairs: Sequence[Pair], by: Actor, now: datetime) -> list[Raised]:
    """Ask every rule that may be broken by new values of these kinds; raise or join alerts."""
    rules = vitals.load_rules()
    asked = [pair for pair in pairs if rules.judged_at_once(pair[1])]
    found = list(_findings(asked, rules, now)) if asked else []
    raised = raise_alerts(found=found, by=by, now=now) if found else []
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [list(column) for column in zip(*pairs, strict=True)])
    return raised


def _findings(pairs: Sequence[Pair], rules: VitalRules, now: datetime) -> Iterator[Raised]:
    recent, areas = _recent(pairs, rules, now)
    clusters = clusters_of({person for person, _ in recent})
    risks = registry.list_risks({files[0] for files in clusters.values()})
    overrides = overrides_of(clusters, now)
    for (person, kind), samples in recent.items():
        if max(one.at for one in samples) < now - timedelta(hours=rules.stale_hours):
            continue  # it came too late to bring somebody; it is drawn in the chart
        risk = risks.get(clusters[person][0])
        age = vitals.age_on(risk.born_on, now.astimezone(vitals.LOCAL).date()) if risk else 0
        for rule in rules.judged_at_once(kind):
            applied = vitals.apply(
                rule, risk.conditions if risk else (), age, overrides.get((person, rule.code))
            )
            finding = vitals.judge_values(applied, samples) if applied else None
            if finding:
                yield Raised(person, areas[person], finding, tuple(clusters[person]))


def _recent(
    pairs: Sequence[Pair], rules: VitalRules, now: datetime
) -> tuple[dict[Pair, list[Sample]], dict[UUID, int]]:
    since = [now - timedelta(hours=_reach(rules.judged_at_once(kind), rules)) for _, kind in pairs]
    persons, kinds = [person for person, _ in pairs], [kind for _, kind in pairs]
    held: dict[Pair, list[Sample]] = defaultdict(list)
    areas: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(RECENT, [persons, kinds, since, MOST])
        for person, kind, area, at, value, context in cursor.fetchall():
            held[person, kind].append(Sample(at, value, context))
            areas[person] = area
    return held, areas


def _reach(asked: Sequence[Rule], rules: VitalRules) -> float:
    """How many hours back the rules of a kind look."""
    return max(rule.hours for rule in asked) + rules.stale_hours
