"""A word to the live boards, sent with the commit: something under this topic changed in this area."""

import json

from django.db import connection

CHANNEL = "chongyang_live"


def announce(topic: str, *, area: int, key: str = "") -> None:
    """Tell listeners after the commit; carries no personal data, only where and what kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"t": topic, "a": area, "k": key})])
