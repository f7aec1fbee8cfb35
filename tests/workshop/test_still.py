"""A comparison of a city with itself sees no work of others."""

from threading import Thread

from django.db import connection

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.workshop.still import still
from tests import factories

KIND = "workshop.still"


def _another_writes() -> None:
    with enter(system_scope("test")):
        told = {"area": factories.JINSHUI, "subject_type": KIND, "payload": {}}
        events.record(KIND, by=SYSTEM, now=now(), **told)
    connection.close()


def test_what_another_writes_meanwhile_appears_afterwards(committed):
    rows = Event.objects.filter(kind=KIND)
    with still(), enter(system_scope("test")):
        assert rows.count() == 0
        another = Thread(target=_another_writes)
        another.start()
        another.join()
        assert rows.count() == 0
    with enter(system_scope("test")):
        assert rows.count() == 1
