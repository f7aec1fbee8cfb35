"""Brings the line's commands to the exchange, and reads again what came in and could not be read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.core.ticking import ticks
from chongyang.gateway.telephony.base import Command, UnableToCommand, UnableToRead
from chongyang.gateway.telephony.registry import EXCHANGES, exchange
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries

LANE = "telephony."


def register() -> None:
    """Said once, in `apps.ready`."""
    outbox.delivers(hotline.COMMANDS)(deliver)
    ticks("telephony", lane=LANE)(send)


def deliver(payload: Mapping[str, Any]) -> None:
    """One command; the number to dial is read only now."""
    call = UUID(payload["id"])
    number = queries.numbers_of([call]).get(call, "") if payload["command"] == "dial" else ""
    command = Command(
        key=payload["key"],
        name=payload["command"],
        call=payload["call"],
        seat=payload["seat"],
        to=payload["to"],
        number=number,
    )
    try:
        exchange(payload["provider"]).command(command)
    except UnableToCommand as error:
        raise outbox.UnableToDeliver(str(error)) from error


def send() -> None:
    """What waits for the exchange, apart from slower messages."""
    outbox.deliver_due(now=now(), only=[LANE])


def read_event(provider: str, event: str, body: str) -> bool:
    """Read one kept event now."""
    told, fault = None, ""
    try:
        told = EXCHANGES[provider]().read(body)
    except UnableToRead as error:
        fault = str(error)
    return hotline.process(event=event, provider=provider, told=told, fault=fault, now=now())


def read_waiting() -> int:
    """Read what was kept and not read: a fault of ours, or a process that died in between."""
    return sum(read_event(**row) for row in hotline.waiting_events())
