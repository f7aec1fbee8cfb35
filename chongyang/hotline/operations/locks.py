"""Who comes second waits."""

from django.db import connection


def queue(key: str) -> None:
    """Whoever comes second with this key waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
