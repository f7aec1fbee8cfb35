"""How long readings stay: hours are rolled up, coming days stand ready, old days are dropped whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from chongyang.telecare.rules import vitals

# Only the hours that something came in for, however late it came; an hour told anew is counted anew.
ROLL_UP = """
INSERT INTO telecare_hourlyreading AS h
  (id, person, area, kind, context, hour, lowest, highest, mean, count, last)
SELECT gen_random_uuid(), r.person, (array_agg(r.area ORDER BY r.at DESC))[1], r.kind, r.context, t.hour,
  min(r.value), max(r.value), avg(r.value), count(*), (array_agg(r.value ORDER BY r.at DESC))[1]
FROM (SELECT DISTINCT person, kind, context, date_trunc('hour', at) AS hour FROM telecare_reading
  WHERE received_at >= %(since)s AND received_at < %(until)s AND person IS NOT NULL
    AND fault <> 'implausible') t
JOIN telecare_reading r ON r.person = t.person AND r.kind = t.kind AND r.context = t.context
  AND r.at >= t.hour AND r.at < t.hour + interval '1 hour' AND r.fault <> 'implausible'
GROUP BY r.person, r.kind, r.context, t.hour
ON CONFLICT (person, kind, hour, context) DO UPDATE SET area = excluded.area, lowest = excluded.lowest,
  highest = excluded.highest, mean = excluded.mean, count = excluded.count, last = excluded.last
"""


@dataclass(frozen=True, slots=True)
class Turned:
    """How many parts were made ahead and how many dropped."""

    made: int
    dropped: int


@transaction.atomic
def roll_up(*, since: datetime, until: datetime) -> int:
    """Bring the hours of all readings that were received in [since, until) up to date; how many hours."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, {"since": since, "until": until})
        return int(cursor.rowcount)


@transaction.atomic
def turn_readings(*, now: datetime, back: int = 1) -> Turned:
    """Make the parts of the coming days (and `back` past ones), drop what is over its time."""
    rules = vitals.load_rules()
    today = now.astimezone(vitals.LOCAL).date()
    words: list[Any] = [today, rules.ahead_days, back, rules.raw_days, rules.hourly_months]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM telecare_turn_readings(%s, %s, %s, %s, %s)", words)
        made, dropped = cursor.fetchone()
    return Turned(made, dropped)
