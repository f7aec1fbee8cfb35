"""How far long work is, told while its transaction still runs: on a connection of its own, for that alone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

Tell = Callable[[Mapping[str, Any]], None]


@contextmanager
def telling(statement: str) -> Iterator[Tell]:
    """Runs the statement with each values told, at once and for all to see, in the system's scope. Rows that
    the running transaction holds would wait for ever: it must touch others.
    """
    other = connection.copy()
    other.connect()

    def tell(values: Mapping[str, Any]) -> None:
        with other.connection.transaction(), other.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('chongyang.system', 'on', true)")
            cursor.execute(statement, values)

    try:
        yield tell
    finally:
        other.close()
