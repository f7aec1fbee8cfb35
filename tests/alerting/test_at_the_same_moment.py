"""The engine with real commits: workers, seats and senders at once, and one that dies."""

import threading
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from chongyang.alerting import operations as alerting
from chongyang.alerting import queries
from chongyang.alerting.models import Delivery, Run
from chongyang.alerting.operations import stepping, telling
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.policies import RUN_ROLE
from chongyang.core.scopes import system_scope
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import (
    LEAD,
    OVERFLOW,
    Vendor,
    begin,
    make_chain,
    make_channel,
    step,
    told,
    wait,
    waiting,
)
from tests.conftest import owner_dsn
from tests.emergency.races import Held, as_system, together

pytestmark = pytest.mark.usefixtures("committed")
SYSTEM_SCOPE = system_scope("test")


@pytest.fixture
def lead(committed):
    account = as_system(lambda: factories.make_account(Role.SHIFT_LEAD))
    as_system(lambda: make_channel(account))
    return account


def actor_of(account):
    return as_system(lambda: factories.scope_of(account).actor)


def test_two_seats_in_the_same_moment_are_one_acknowledgement(lead):
    as_system(lambda: make_chain(OVERFLOW, wait(9), OVERFLOW))
    subject = as_system(begin)
    seats = [actor_of(as_system(factories.make_operator)) for _ in range(2)]

    def acknowledge(seat):
        return lambda: alerting.acknowledge(subject=subject, by=seat, now=now())

    assert sorted(together(*map(acknowledge, seats))) == [0, 1]


def test_several_workers_share_the_steps_and_double_none(lead):
    as_system(lambda: make_chain(OVERFLOW, wait(9), OVERFLOW))
    subjects = [as_system(begin) for _ in range(30)]
    at = now()

    def work():
        return alerting.take_due_steps(now=at)

    assert sum(together(work, work, work)) == 30
    assert [as_system(lambda s=s: told(s)) for s in subjects] == [[(1, 0, "desk")]] * 30


def test_an_acknowledgement_waits_for_a_send_in_flight_and_comes_after_it(lead):
    as_system(lambda: make_chain(LEAD, wait(60), OVERFLOW))
    subject = as_system(begin)
    step(now())
    [key] = as_system(waiting)
    seat, vendor = actor_of(lead), Vendor()
    with Held(SYSTEM_SCOPE, lambda: alerting.hand_out(key=key, send=vendor, now=now())) as sending:
        sending.let_go()
        assert alerting.acknowledge(subject=subject, by=seat, now=now()) == 1
    row, run = as_system(lambda: (Delivery.objects.get(key=key), Run.objects.get(subject=subject)))
    assert len(vendor.taken) == 1
    assert row.sent_at <= run.stopped_at
    assert as_system(lambda: queries.count_sent_after_acknowledgement(run.started_at)) == 0


def test_a_send_that_comes_during_an_acknowledgement_waits_and_is_withheld(lead):
    as_system(lambda: make_chain(LEAD, wait(60), OVERFLOW))
    subject = as_system(begin)
    step(now())
    [key] = as_system(waiting)
    seat, vendor = actor_of(lead), Vendor()
    with Held(SYSTEM_SCOPE, lambda: alerting.acknowledge(subject=subject, by=seat, now=now())) as taking:
        taking.let_go()
        as_system(lambda: alerting.hand_out(key=key, send=vendor, now=now()))
    assert vendor.taken == []
    assert as_system(lambda: Delivery.objects.get(key=key).withheld_at) is not None


def test_a_step_that_comes_during_an_acknowledgement_tells_nobody(lead):
    as_system(lambda: make_chain(OVERFLOW, wait(60), OVERFLOW))
    subject = as_system(begin)
    seat = actor_of(lead)
    with Held(SYSTEM_SCOPE, lambda: alerting.acknowledge(subject=subject, by=seat, now=now())) as taking:
        taking.let_go()
        step(now())
    assert as_system(lambda: told(subject)) == []


def test_a_worker_killed_between_claim_and_commit_leaves_the_step_to_another(lead, monkeypatch):
    as_system(lambda: make_chain(LEAD, wait(60), OVERFLOW))
    subject = as_system(begin)
    held, die = threading.Event(), threading.Event()
    backend, errors = [], []

    def tell(run, row, at):
        telling.tell(run, row, at)
        backend.append(connection.connection.info.backend_pid)
        held.set()
        assert die.wait(120)

    def doomed():
        try:
            stepping.take_due_steps(now=now())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(stepping, "tell", tell)
    worker = threading.Thread(target=doomed)
    worker.start()
    assert held.wait(120)
    assert alerting.take_due_steps(now=now()) == 0, "what is claimed is left alone"
    with psycopg.connect(**{**owner_dsn(), "user": RUN_ROLE}, autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", backend)
    die.set()
    worker.join(120)
    monkeypatch.undo()
    assert errors
    assert as_system(lambda: told(subject)) == []
    step(now())
    assert as_system(lambda: told(subject)) == [(1, 0, "desk"), (1, 0, "sms")]
    assert len(as_system(waiting)) == 1


def test_two_starts_at_once_are_one_run(lead):
    as_system(lambda: make_chain(OVERFLOW, wait(60), OVERFLOW))
    subject = uuid4()

    def start():
        with transaction.atomic(), enter(SYSTEM_SCOPE):
            return begin(subject)

    together(start, start)
    assert as_system(lambda: Run.objects.count()) == 1
