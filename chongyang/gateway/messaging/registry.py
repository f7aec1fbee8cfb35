"""Which adapter serves which channel, by settings; what is wrong with them, for the administration's page."""

from dataclasses import dataclass

from django.conf import settings

from chongyang.alerting.enums import OUTSIDE
from chongyang.gateway.messaging.base import Adapter
from chongyang.gateway.messaging.contrib.null import NullAdapter
from chongyang.gateway.messaging.contrib.webhook import WebhookAdapter

ADAPTERS: dict[str, type[Adapter]] = {cls.name: cls for cls in (NullAdapter, WebhookAdapter)}


@dataclass(frozen=True, slots=True)
class Served:
    """One channel as it is set up."""

    channel: str
    label: str
    adapter: str
    is_real: bool
    faults: list[str]


def adapter_for(channel: str) -> Adapter:
    """The adapter of a channel; one that is not known raises KeyError, and the message waits."""
    return ADAPTERS[settings.MESSAGING.get(channel, "null")]()


def served() -> list[Served]:
    """Every channel that leaves the house, with what is wrong."""
    return [_served(kind.value, kind.label) for kind in OUTSIDE]


def _served(channel: str, label: str) -> Served:
    name = settings.MESSAGING.get(channel, "null")
    if name not in ADAPTERS:
        return Served(channel, label, name, False, [f"{name}?"])
    adapter = ADAPTERS[name]()
    return Served(channel, label, name, adapter.is_real, adapter.check_config())
