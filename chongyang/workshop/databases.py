"""Working for a while on another database than the one that the process was started with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict


@contextmanager
def working_on(url: str) -> Iterator[None]:
    """Point Django's connection to this database, without a pool, and back again."""
    parts = conninfo_to_dict(url)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "NAME": "dbname", "PASSWORD": "password"}
    wanted: dict[str, Any] = {setting: str(parts.get(part) or "") for setting, part in names.items()} | {
        "OPTIONS": {}
    }
    held = connection.settings_dict
    former = {name: held[name] for name in wanted}
    connections.close_all()
    held.update(wanted)
    try:
        yield
    finally:
        connections.close_all()
        held.update(former)
