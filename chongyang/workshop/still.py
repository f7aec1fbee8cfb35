"""A city that stands still while it is compared with itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def still() -> Iterator[None]:
    """A transaction in which no row of another appears, so that what is counted twice can be compared."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
