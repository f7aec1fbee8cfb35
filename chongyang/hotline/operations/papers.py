"""What the papers of the line share: their refusal, their numbers, their second click."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.hotline.rules.deadlines import ZONE
from chongyang.territory.permissions import NotAllowed

DONE_BEFORE = N_("刚刚已经有人办理，请看最新状态")


class UnableToHandle(Exception):
    """What a form or a step lacks, by field, as Chinese source text."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(gettext(fault) for fault in faults.values()))
        self.faults = dict(faults)


def refuse(faults: Mapping[str, str]) -> None:
    """Raise if there is anything to say."""
    if faults:
        raise UnableToHandle(faults)


def person_of(scope: Scope) -> UUID:
    """The account that acts, where a person has to; a machine has none and is refused."""
    if scope.actor.account is None:
        raise NotAllowed("only a person may do this")
    return scope.actor.account


def number_of(sequence: str, letter: str, now: datetime) -> str:
    """The next running number, with the city's day: `D260930-000123`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return f"{letter}{now.astimezone(ZONE):%y%m%d}-{cursor.fetchone()[0]:06d}"


def queue(key: str) -> None:
    """Whoever comes second with this key waits until the first transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hotline/{key}"])
