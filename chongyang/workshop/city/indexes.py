"""Indexes of the large tables, taken away before a large load and put back after it."""

from dataclasses import dataclass

import psycopg

LARGE = 100_000
TABLES = (
    *("registry_elder", "registry_profile", "registry_contact", "registry_consent"),
    *("registry_searchtoken", "telecare_device"),
)
# Keys that other tables point to stay; rows come in the order of their keys, so that these cost little.
CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
    WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('u', 'x', 'p')
      AND (c.contype <> 'p' OR c.conrelid = 'registry_searchtoken'::regclass)
    ORDER BY 1, 2
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Laid:
    """Statements that take the indexes away and those that build them again."""

    drops: tuple[str, ...]
    builds: tuple[str, ...]


def find_indexes(connection: psycopg.Connection) -> Laid:
    """Every index and unique constraint of the large tables, as the database itself writes them."""
    constraints = connection.execute(CONSTRAINTS, [list(TABLES)]).fetchall()
    indexes = connection.execute(INDEXES, [list(TABLES)]).fetchall()
    return Laid(
        drops=(
            *(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in constraints),
            *(f"DROP INDEX {name}" for name, _ in indexes),
        ),
        builds=(
            *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}' for table, name, how in constraints),
            *(how for _, how in indexes),
        ),
    )
