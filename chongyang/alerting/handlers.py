"""What the worker calls for alerting, each in a thread of its own."""

from chongyang.alerting import operations
from chongyang.core import heartbeats
from chongyang.core.clock import now

FULL = 100


def tick() -> None:
    """Do every due step; goes on at once while there is plenty, and says that it lives."""
    heartbeats.beat("alerting", now=now())
    while operations.take_due_steps(now=now(), limit=FULL) == FULL:
        heartbeats.beat("alerting", now=now())


def prove() -> None:
    """The next batch of the test of communications, and those whose answer never came."""
    moment = now()
    operations.prove_next(now=moment)
    operations.give_up_waiting(now=moment)
