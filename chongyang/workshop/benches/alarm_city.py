"""A million devices in homes, beside those that the city has; written set-based into a bench's template."""

import hashlib
from pathlib import Path

import psycopg

from chongyang.telecare.rules.credentials import hashed

PREFIX = "BENCH"
SECRET = "bench"  # noqa: S105 - of devices that exist in a bench's database alone
SALT = b"bench-of-alarm"

# Elders at home in the order of their keys, again and again until there are devices enough.
DEVICES = """
WITH homes AS (
  SELECT e.id, e.area, row_number() OVER (ORDER BY e.id) - 1 AS place, count(*) OVER () AS homes
  FROM registry_elder e WHERE e.life_status = 'alive' AND e.same_as_id IS NULL)
INSERT INTO telecare_device (id, serial, kind, model, state, person, area, place, installed_on, sim,
  credential, health, firmware, holder, last_seen_at, last_used_at, confirmed_at)
SELECT gen_random_uuid(), %(prefix)s || lpad((h.place + r.n * h.homes)::text, 8, '0'), 'pendant',
  'demo-pendant', 'in_use', h.id, h.area, '', current_date - 100, NULL, %(credential)s, 'ok', '', 'elder',
  now(), now(), now()
FROM homes h CROSS JOIN generate_series(0, %(rounds)s) AS r (n)
WHERE h.place + r.n * h.homes < %(devices)s - (SELECT count(*) FROM telecare_device)
"""


def digest() -> str:
    """What decides about the bytes of these devices."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:6]


def add_devices(url: str, devices: int) -> int:
    """Fill up to so many devices; returns how many were added. About 25 s for a million."""
    with psycopg.connect(url, autocommit=True) as owner:
        found = owner.execute("SELECT count(*) FROM registry_elder WHERE life_status = 'alive'").fetchone()
        homes = int(found[0]) if found else 0
        words = {
            "prefix": PREFIX,
            "credential": hashed(SECRET, SALT),
            "rounds": devices // max(1, homes) + 1,
            "devices": devices,
        }
        added = owner.execute(DEVICES, words).rowcount
        owner.execute("VACUUM (ANALYZE) telecare_device")
    return added
