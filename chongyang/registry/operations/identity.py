"""One identity number, one file: the question across all counties, and the constraint behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from chongyang.core.scopes import Actor
from chongyang.registry.operations.errors import DuplicateIdentity
from chongyang.territory import queries as territory

CONSTRAINT = "elder_identity_once"


def refuse_taken(index: bytes, by: Actor) -> None:
    """Raise DuplicateIdentity if the number is registered anywhere; the question itself is an event."""
    area = _asked(index, by)
    if area is not None:
        raise DuplicateIdentity(area, _county(area))


def _asked(index: bytes, by: Actor) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT area FROM chongyang_identity_taken(%s, %s)", [index, by.role])
        row = cursor.fetchone()
    return row[0] if row else None


def _county(area: int) -> str:
    try:
        return territory.get_area(area).name
    except territory.UnknownArea:
        return territory.area_name(area)


@contextmanager
def one_file_a_number(index: bytes | None, by: Actor) -> Iterator[None]:
    """Two clerks at once: whom the constraint refuses hears the same as who came later."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if index is None or CONSTRAINT not in str(error):
            raise
        refuse_taken(index, by)
        raise
