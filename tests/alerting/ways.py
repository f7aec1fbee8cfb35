"""A run at work in tests: chains, channels, workers that step and send."""

from datetime import timedelta
from uuid import uuid4

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Chain, ChainVersion, Channel, Delivery, RunStep
from chongyang.alerting.operations.delivering import Accepted
from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import SYSTEM
from tests import factories

OVERFLOW, LEAD = {"kind": "overflow"}, {"kind": "tell_supervisor"}


def wait(seconds):
    return {"kind": "wait", "seconds": seconds}


def make_chain(*steps, code="test.chain", kind="incident"):
    """An active chain of these steps, as if the city had made it."""
    chain, _ = Chain.objects.get_or_create(code=code, defaults={"name": "测试链", "subject_kind": kind})
    chain.versions.filter(state="active").update(state="retired", retired_at=now())
    return ChainVersion.objects.create(
        chain=chain,
        number=chain.versions.count() + 1,
        steps=list(steps),
        state="active",
        drafted_at=now(),
        activated_at=now(),
    )


def begin(subject=None, *, at=None, code="test.chain", person=None, area=factories.JINSHUI):
    """Start a run and return its subject."""
    subject = subject or uuid4()
    alerting.start(
        chain=code,
        subject_key=f"test:{subject}",
        subject=subject,
        area=area,
        person=person,
        by=SYSTEM,
        now=at or now(),
    )
    return subject


def make_channel(account, kind="sms", number="13700000001", **columns):
    channel = Channel(
        account=account.id,
        kind=kind,
        area=factories.JINSHUI,
        address_index=index_of(number, "phone"),
        **columns,
    )
    channel.address = number
    channel.save(force_insert=True)
    return channel


class Vendor:
    """What an adapter is to the engine: keeps what it was given."""

    def __init__(self, receipt=""):
        self.taken, self.receipt = [], receipt

    def __call__(self, message):
        self.taken.append(message)
        return Accepted("test", self.receipt)


def step(at):
    """Do all that is due."""
    while alerting.take_due_steps(now=at):
        continue


def waiting():
    """The keys of alarms that lie in the outbox."""
    rows = OutboxMessage.objects.filter(state="waiting", destination__startswith="messaging.")
    return [
        payload["delivery"] for payload in rows.order_by("created_at", "id").values_list("payload", flat=True)
    ]


def send_all(vendor, at=None):
    for key in waiting():
        alerting.hand_out(key=key, send=vendor, now=at or now())


def told(subject):
    """(number of the step, round, channel) of each delivery."""
    rows = Delivery.objects.filter(run__subject=subject).select_related("step").order_by("queued_at", "id")
    return [(row.step.number, row.step.round, row.channel) for row in rows]


def next_due(subject):
    return RunStep.objects.filter(run__subject=subject, done_at=None).order_by("due_at").first().due_at


SECOND = timedelta(seconds=1)
