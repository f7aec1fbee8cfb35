"""What the database says about a replayed day: incidents by source, seconds to answer and to the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope

BY_SOURCE = """
SELECT t.source, count(*), count(t.closed_at),
  percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY t.answer_seconds)
    FILTER (WHERE t.answer_seconds IS NOT NULL),
  percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY t.door_seconds)
    FILTER (WHERE t.door_seconds IS NOT NULL)
FROM emergency_incidenttimes t
WHERE t.opened_at >= %(since)s AND t.opened_at < %(until)s AND t.merged_into IS NULL
GROUP BY GROUPING SETS ((t.source), ()) ORDER BY t.source NULLS LAST
"""
CALLS = """
SELECT purpose, count(*) FROM emergency_call WHERE began_at >= %(since)s AND began_at < %(until)s
GROUP BY purpose ORDER BY 2 DESC, 1
"""
KEPT = """
SELECT s.event_key, count(o.id) FROM telecare_signal s
LEFT JOIN emergency_origin o ON o.source = 'device' AND o.reference = s.id
WHERE s.event_key = ANY(%(events)s) GROUP BY s.event_key
"""
TWICE = """
SELECT count(*) FROM (SELECT 1 FROM emergency_incident WHERE closed_at IS NULL AND merged_into_id IS NULL
  GROUP BY coalesce('person:' || person, subject_key), kind HAVING count(*) > 1) d
"""
READINGS = "SELECT count(DISTINCT event_key) FROM telecare_reading WHERE event_key = ANY(%(events)s)"
ALERTS = """
SELECT level, count(*) FROM telecare_alert WHERE first_at >= %(since)s AND first_at < %(until)s
GROUP BY level ORDER BY level
"""


@dataclass(frozen=True, slots=True)
class Source:
    """The incidents of one source; `source` is empty for all together."""

    source: str
    incidents: int
    closed: int
    answer: tuple[float, float] | None
    door: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The day in figures."""

    sources: tuple[Source, ...]
    calls: Mapping[str, int]
    lost: int
    doubled: int
    alerts: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        rows = [
            {
                "source": row.source or "all",
                "incidents": row.incidents,
                "closed": row.closed,
                "answer_seconds": _named(row.answer),
                "door_seconds": _named(row.door),
            }
            for row in self.sources
        ]
        told = {"calls": dict(self.calls), "alerts": dict(self.alerts)}
        return {"incidents": rows, **told, "lost": self.lost, "doubled": self.doubled}


def _named(pair: tuple[float, float] | None) -> dict[str, float] | None:
    return {"median": pair[0], "p90": pair[1]} if pair else None


def figures_of(
    since: datetime, until: datetime, events: list[str], answered: int, readings: Sequence[str] = ()
) -> Figures:
    """Of incidents opened in this span. Lost: a press without answer, signal or incident; a reading."""
    words: dict[str, Any] = {"since": since, "until": until, "events": events}
    with enter(system_scope("replay")), connection.cursor() as cursor:
        cursor.execute(BY_SOURCE, words)
        found = cursor.fetchall()
        cursor.execute(CALLS, words)
        calls = dict(cursor.fetchall())
        cursor.execute(KEPT, words)
        kept = dict(cursor.fetchall())
        cursor.execute(TWICE)
        twice = int(cursor.fetchone()[0])
        cursor.execute(ALERTS, words)
        alerts = dict(cursor.fetchall())
        cursor.execute(READINGS, {"events": list(readings)})
        unread = len(readings) - int(cursor.fetchone()[0])
    sources = [Source(row[0] or "", row[1], row[2], _pair(row[3]), _pair(row[4])) for row in found]
    unkept = sum(not kept.get(event) for event in events)
    doubled = sum(max(0, count - 1) for count in kept.values()) + twice
    return Figures(tuple(sources), calls, max(unkept, len(events) - answered) + unread, doubled, alerts)


def _pair(found: Any) -> tuple[float, float] | None:
    return (round(found[0], 1), round(found[1], 1)) if found else None


def lines_of(figures: Figures) -> list[str]:
    """For people: one line a source, calls, what must be nought."""
    lines = [f"{'source':<12} {'incidents':>9} {'closed':>7} {'press→answer':>18} {'press→door':>20}"]
    for row in figures.sources:
        spans = f"{_shown(row.answer):>18} {_shown(row.door):>20}"
        lines.append(f"{row.source or 'all':<12} {row.incidents:>9} {row.closed:>7} {spans}")
    lines.append("calls: " + ", ".join(f"{purpose} {count}" for purpose, count in figures.calls.items()))
    lines.append("alerts: " + (", ".join(f"{level} {n}" for level, n in figures.alerts.items()) or "none"))
    lines.append(f"lost {figures.lost}, doubled {figures.doubled}   (seconds: median / 90 of 100)")
    return lines


def _shown(pair: tuple[float, float] | None) -> str:
    return f"{pair[0]:,.0f} / {pair[1]:,.0f} s" if pair else "–"
