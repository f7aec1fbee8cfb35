"""Which files are one person's, for many persons at once: for the machine's work in the system's scope."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

CLUSTERS = """
WITH RECURSIVE up(asked, id, above) AS (
    SELECT id, id, same_as_id FROM registry_elder WHERE id = ANY(%s)
    UNION
    SELECT up.asked, e.id, e.same_as_id FROM up JOIN registry_elder e ON e.id = up.above
), down(asked, id, depth) AS (
    SELECT asked, id, 0 FROM up WHERE above IS NULL
    UNION
    SELECT down.asked, e.id, depth + 1 FROM down JOIN registry_elder e ON e.same_as_id = down.id
    WHERE depth < 20
)
SELECT asked, id FROM down ORDER BY asked, depth, id
"""
FILES = """
linked(id, root, above) AS (
    SELECT d.id, s.id, s.same_as_id FROM registry_elder d JOIN registry_elder s ON s.id = d.same_as_id
    UNION
    SELECT linked.id, s.id, s.same_as_id FROM linked JOIN registry_elder s ON s.id = linked.above
), member(root, id) AS (
    SELECT root, id FROM linked WHERE above IS NULL
    UNION SELECT root, root FROM linked WHERE above IS NULL
), files AS MATERIALIZED (
    SELECT a.id AS person, a.root, array_agg(b.id ORDER BY b.id <> a.root, b.id) AS members
    FROM member a JOIN member b ON b.root = a.root GROUP BY a.id, a.root
)
"""
"""Common table expressions of a recursive statement: `files(person, root, members)`, a row for each file that
is linked, the survivor first among the members. A file that stands alone has none. One scan of an index.
"""


def clusters_of(persons: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By person all of her files, the survivor first; a person without doubles is alone. One statement."""
    found: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CLUSTERS, [list(persons)])
        for asked, member in cursor.fetchall():
            found.setdefault(asked, []).append(member)
    return {person: found.get(person, [person]) for person in persons}
