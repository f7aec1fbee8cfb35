"""Delivers the outbox's messages of alerting through the adapters; each lane has a thread of its own."""

from collections.abc import Mapping
from typing import Any

from chongyang.alerting import operations as alerting
from chongyang.alerting.enums import OUTSIDE
from chongyang.core import outbox, ports
from chongyang.core.clock import now
from chongyang.core.ticking import ticks
from chongyang.gateway.messaging.registry import adapter_for, list_served

MESSAGES, PROOFS = "messaging.", "proving."
FULL = 100


def register() -> None:
    """Said once, in `apps.ready`."""
    ports.register("messaging", list_served)
    for kind in OUTSIDE:
        outbox.delivers(MESSAGES + kind.value)(_alarm(kind.value))
        outbox.delivers(PROOFS + kind.value)(_proof(kind.value))
    ticks("messaging", lane=MESSAGES)(send_alarms)
    ticks("proving-out", lane=PROOFS)(send_proofs)


def _alarm(channel: str) -> outbox.Deliverer:
    def deliver(payload: Mapping[str, Any]) -> None:
        alerting.hand_out(key=payload["delivery"], send=adapter_for(channel).send, now=now())

    return deliver


def _proof(channel: str) -> outbox.Deliverer:
    def deliver(payload: Mapping[str, Any]) -> None:
        alerting.hand_out_proof(key=payload["proof"], send=adapter_for(channel).send, now=now())

    return deliver


def send_alarms() -> None:
    while outbox.deliver_due(now=now(), limit=FULL, only=[MESSAGES]) == FULL:
        continue


def send_proofs() -> None:
    outbox.deliver_due(now=now(), limit=FULL, only=[PROOFS])
