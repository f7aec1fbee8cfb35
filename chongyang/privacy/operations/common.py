"""What the operations of this room share: their refusal, running numbers, waiting for each other."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from chongyang.privacy.rules.rights import ZONE


class UnableToHandle(Exception):
    """What a form or a step lacks, by field, as Chinese source text."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


def refuse(faults: Mapping[str, str]) -> None:
    """Raise if there is anything to say."""
    if faults:
        raise UnableToHandle(faults)


def next_number(sequence: str) -> int:
    """The next of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])


def dated_number(sequence: str, letter: str, now: datetime) -> str:
    """A running number with the city's day: `Q261122-000123`."""
    return f"{letter}{now.astimezone(ZONE):%y%m%d}-{next_number(sequence):06d}"


def queue(key: str) -> None:
    """Whoever comes second with this key waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"privacy/{key}"])
