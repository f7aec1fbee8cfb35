"""What the database says after a bench of alarms: nothing lost, nothing doubled; and what it all weighs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from chongyang.core import facts
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.groups.operations.force import ROUND
from chongyang.workshop.benches.frame import Goal

PRESSED = """
SELECT s.event_key, s.serial, o.incident_id::text, i.number, extract(epoch FROM s.received_at)::float8
FROM telecare_signal s
LEFT JOIN emergency_origin o ON o.source = 'device' AND o.reference = s.id
LEFT JOIN emergency_incident i ON i.id = o.incident_id
WHERE s.event_key = ANY(%s)
"""
DOUBLED = """
SELECT count(*) FROM (SELECT 1 FROM emergency_incident WHERE closed_at IS NULL AND merged_into_id IS NULL
  GROUP BY subject_key, kind HAVING count(*) > 1) d
"""
SIZES = """
SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
LEFT JOIN pg_class p ON p.oid = i.inhparent
WHERE c.relkind IN ('r', 'p') AND coalesce(p.relname, c.relname) = ANY(%s)
"""
BEATS, ALARMS = (
    ("telecare_framepack",),
    (
        *("telecare_frame", "telecare_signal", "emergency_incident", "emergency_origin", "emergency_link"),
        *("core_case", "core_step", "core_event"),
    ),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Every press of a run, looked for at the device and in the database."""

    unanswered: int
    unrecorded: int  # answered or not: no signal, or a signal that no incident has
    doubled: int
    incidents: int
    numbers: Mapping[str, tuple[str, str]]  # event: incident, its number
    received: Mapping[str, float] = field(default_factory=dict)  # event: when the gateway had it

    @property
    def lost(self) -> int:
        return self.unanswered + self.unrecorded


def check(presses: Sequence[Mapping[str, Any]], *, one_each: bool = True) -> Checked:
    """Each press answered, and in exactly one signal and one incident. `one_each`: of a person of its own."""
    events = [press["event"] for press in presses]
    with enter(system_scope("bench")), connection.cursor() as cursor:
        cursor.execute(PRESSED, [events])
        rows = cursor.fetchall()
        cursor.execute(DOUBLED)
        open_twice = int(cursor.fetchone()[0])
    found = Counter(row[0] for row in rows if row[2])
    incidents = {row[2] for row in rows if row[2]}
    more = len(incidents) - len({press["serial"] for press in presses if found[press["event"]]})
    return Checked(
        unanswered=sum(not press.get("answered") for press in presses),
        unrecorded=sum(not found[event] for event in events),
        doubled=sum(count - 1 for count in found.values()) + open_twice + (max(0, more) if one_each else 0),
        incidents=len(incidents),
        numbers={row[0]: (row[2], row[3]) for row in rows if row[2]},
        received={row[0]: row[4] for row in rows},
    )


def count_packed() -> int:
    """Signs of life kept so far."""
    return int(_one("SELECT coalesce(sum(count), 0) FROM telecare_framepack", []))


def bytes_of(tables: Sequence[str]) -> int:
    """What tables weigh with their indexes and partitions."""
    return int(_one(SIZES, [list(tables)]) or 0)


def count_waiting() -> int:
    return int(_one("SELECT count(*) FROM emergency_incident WHERE state = 'open'", []))


def count_classes() -> int:
    """Files whose list of classes was written anew so far."""
    return int(_one("SELECT count(*) FROM core_event WHERE kind = 'registry.classes.set'", []))


def forget_classes() -> None:
    """The city as before its first round: no file knows its classes, no day of a round is kept."""
    with enter(system_scope("bench")), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_profile SET classes = '{}' WHERE classes <> '{}'")
        facts.put(ROUND, "")


def _one(statement: str, words: list[Any]) -> Any:
    with enter(system_scope("bench")), connection.cursor() as cursor:
        cursor.execute(statement, words)
        return cursor.fetchone()[0]


def lost_and_doubled(checked: Checked) -> list[Goal]:
    return [
        Goal("alarms lost", "==", 0, checked.lost),
        Goal("alarms doubled", "==", 0, checked.doubled),
    ]
