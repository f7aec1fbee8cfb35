"""The row of measured times beside an incident: written whenever its chain changes, made anew on demand.

The rule of `rules.chain` stands here once more as SQL, because one statement then measures one incident or a
million; a property test holds both together.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chongyang.core.access import enter
from chongyang.core.models import Case, Step
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.emergency.models import Incident, IncidentTimes
from chongyang.emergency.rules.chain import CLOCK_TOLERANCE, LATE_FRAME, LINK_OF_ACTION
from chongyang.emergency.rules.lifecycle import RURAL

TOLD_BY = frozenset(LINK_OF_ACTION) - {"open"} | {
    "triage_again",
    "resolve",
    "resolve_on_site",
    "reopen",
    "report_again",
    "merge",
    "join",
    "unmerge",
}
"""Steps after which the row may differ. The opening writes its own, after its first links."""
BATCH = 5000

MEASURE = """
WITH RECURSIVE need AS (
    SELECT id AS root, id FROM emergency_incident WHERE id = ANY(%(keys)s)
    UNION
    SELECT need.root, i.id FROM need JOIN emergency_incident i ON i.merged_into_id = need.id
), last_line AS (
    SELECT DISTINCT ON (incident_id, link) incident_id, link, at, is_void
    FROM emergency_link WHERE incident_id IN (SELECT id FROM need)
    ORDER BY incident_id, link, id DESC
), chain AS (
    SELECT need.root, i.id, i.opened_at,
        min(l.at) FILTER (WHERE l.link = 'pressed') AS pressed,
        coalesce(min(l.at) FILTER (WHERE l.link = 'received'), i.opened_at) AS received,
        min(l.at) FILTER (WHERE l.link = 'answered') AS answered,
        min(l.at) FILTER (WHERE l.link = 'assigned') AS assigned,
        min(l.at) FILTER (WHERE l.link = 'arrived') AS arrived
    FROM need JOIN emergency_incident i ON i.id = need.id
    LEFT JOIN last_line l ON l.incident_id = i.id AND NOT l.is_void
    GROUP BY need.root, i.id, i.opened_at
), clock AS (
    SELECT *, pressed IS NULL OR received - pressed BETWEEN - %(tolerance)s AND %(late)s AS believed
    FROM chain
), measured AS (
    SELECT root,
        min(CASE WHEN believed THEN least(pressed, received) ELSE received END) AS began,
        bool_or(NOT believed) FILTER (WHERE id = root) AS clock_wrong,
        min(answered) AS answered, min(assigned) AS assigned, min(arrived) AS arrived
    FROM clock GROUP BY root
)
INSERT INTO emergency_incidenttimes (
    id, incident_id, area, file, kind, source, level, outcome, merged_into, is_rural, is_clock_wrong,
    corrections, opened_at, closed_at, began_at, assigned_at, answer_seconds, door_seconds
)
SELECT i.id, i.id, i.area, i.file, i.kind, i.source, i.level, i.outcome, i.merged_into_id,
    coalesce(c.pace = %(rural)s, false), m.clock_wrong,
    (SELECT count(*) FROM emergency_link k WHERE k.incident_id = i.id
        AND (k.corrects_id IS NOT NULL OR k.written_at IS NOT NULL)),
    i.opened_at, CASE WHEN i.state IN ('closed', 'merged') THEN coalesce(i.closed_at, %(now)s) END,
    m.began, m.assigned,
    CASE WHEN m.answered IS NOT NULL THEN greatest(extract(epoch FROM m.answered - m.began), 0) END,
    CASE WHEN m.arrived IS NOT NULL THEN greatest(extract(epoch FROM m.arrived - m.began), 0) END
FROM measured m JOIN emergency_incident i ON i.id = m.root LEFT JOIN core_case c ON c.id = i.id
ON CONFLICT (incident_id) DO UPDATE SET
    area = excluded.area, file = excluded.file, kind = excluded.kind, source = excluded.source,
    level = excluded.level, outcome = excluded.outcome, merged_into = excluded.merged_into,
    is_rural = excluded.is_rural, is_clock_wrong = excluded.is_clock_wrong,
    corrections = excluded.corrections, opened_at = excluded.opened_at, closed_at = excluded.closed_at,
    began_at = excluded.began_at, assigned_at = excluded.assigned_at,
    answer_seconds = excluded.answer_seconds, door_seconds = excluded.door_seconds
"""


def follow_step(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on every step of an incident."""
    if step.action in TOLD_BY:
        keep_times(case.id, by=by, now=now)


@transaction.atomic
def keep_times(incident: UUID, *, by: Actor, now: datetime) -> None:
    """Measure an incident, and what it was or is merged into. Five statements, in the system's scope.

    Whoever measures the same incident waits here for the other's commit, and then reads all of its links.
    """
    with enter(system_scope("times", actor=by)):
        keys = _needs_of(incident)
        list(IncidentTimes.objects.select_for_update(of=("self",)).filter(incident__in=keys).order_by("id"))
        measure(keys, now=now)


def measure(keys: Sequence[UUID], *, now: datetime) -> None:
    """Write the rows of these incidents; for the system's scope."""
    words: dict[str, Any] = {
        "keys": list(keys),
        "tolerance": CLOCK_TOLERANCE,
        "late": LATE_FRAME,
        "rural": RURAL,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(MEASURE, words)


def _needs_of(incident: UUID) -> list[UUID]:
    """The incident, the one in which it ends now, and the one in which it ended before."""
    former = IncidentTimes.objects.filter(incident=incident).values_list("merged_into", flat=True).first()
    return sorted({incident, _survivor_of(incident), _survivor_of(former) if former else incident})


def _survivor_of(incident: UUID) -> UUID:
    while into := Incident.objects.values_list("merged_into_id", flat=True).get(id=incident):
        incident = into
    return incident


def measure_all(*, now: datetime, only_missing: bool = True) -> int:
    """Measure every incident (or those without a row) in batches; returns how many. Safe to repeat."""
    rows = Incident.objects.filter(times=None) if only_missing else Incident.objects.all()
    with enter(system_scope("times", actor=SYSTEM)):
        keys = list(rows.order_by("id").values_list("id", flat=True))
        for batch in _batches(keys):
            measure(batch, now=now)
    return len(keys)


def _batches(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    yield from (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
