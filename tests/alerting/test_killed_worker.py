"""A worker that dies by SIGKILL, as a process of its own: what it held goes on elsewhere, once."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Delivery, RunStep
from chongyang.alerting.operations import stepping, telling
from chongyang.alerting.operations.delivering import Accepted
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.territory.enums import Role
from tests import factories
from tests.alerting.ways import LEAD, Vendor, begin, make_chain, make_channel, send_all, step, wait
from tests.emergency.races import as_system

pytestmark = pytest.mark.usefixtures("committed")
PATIENCE = 120


@contextmanager
def doomed(work: Callable[[Callable[[str], None]], None]) -> Iterator[list[str]]:
    """Run `work` in a process of its own until it says a word, then kill it; what it said."""
    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        work(lambda word: _say_and_hang(writer, word))
        os._exit(1)  # it was to hang, and never came there
    said: list[str] = []
    try:
        ready, _, _ = select.select([reader], [], [], PATIENCE)
        assert ready, "the worker never came to its step"
        said.append(os.read(reader, 200).decode())
        yield said
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reader)
        os.close(writer)


def _say_and_hang(writer: int, word: str) -> None:
    os.write(writer, word.encode())
    signal.pause()


@pytest.fixture
def lead(committed):
    account = as_system(lambda: factories.make_account(Role.SHIFT_LEAD))
    as_system(lambda: make_channel(account))
    return account


def deliveries(subject):
    return as_system(lambda: list(Delivery.objects.filter(run__subject=subject).order_by("channel")))


def test_killed_between_claim_and_commit_the_step_is_done_by_another_and_sent_once(lead):
    as_system(lambda: make_chain(LEAD, wait(60), LEAD))
    subject = as_system(begin)

    def claims(say: Callable[[str], None]) -> None:
        def tell(run, row, at):
            telling.tell(run, row, at)
            say("claimed")

        stepping.tell = tell
        stepping.take_due_steps(now=now())

    with doomed(claims) as said:
        assert said == ["claimed"]
        assert alerting.take_due_steps(now=now()) == 0, "what is claimed is left alone"
    assert deliveries(subject) == []
    step(now())
    vendor = Vendor()
    as_system(lambda: send_all(vendor))
    as_system(lambda: send_all(vendor))
    [sms] = [row for row in deliveries(subject) if row.channel == "sms"]
    assert sms.sent_at
    assert [message.key for message in vendor.taken] == [sms.key]
    done = as_system(lambda: RunStep.objects.filter(run__subject=subject, done_at__isnull=False).count())
    assert done == 1


def test_killed_after_the_vendor_took_it_it_goes_again_with_the_same_key(lead):
    """Explained, not prevented: no commit spans two houses. The vendor knows the repetition by its key."""
    as_system(lambda: make_chain(LEAD, wait(60), LEAD))
    subject = as_system(begin)
    step(now())
    [sms] = [row for row in deliveries(subject) if row.channel == "sms"]

    def sends(say: Callable[[str], None]) -> None:
        def send(message):
            say(message.key)
            return Accepted("test")

        with enter(system_scope("worker")):
            alerting.hand_out(key=sms.key, send=send, now=now())

    with doomed(sends) as said:
        taken = said[0]
    vendor = Vendor()
    as_system(lambda: send_all(vendor, at=now() + timedelta(hours=1)))
    assert [message.key for message in vendor.taken] == [taken] == [sms.key]
    [after] = [row for row in deliveries(subject) if row.channel == "sms"]
    assert after.sent_at
