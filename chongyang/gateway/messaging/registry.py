"""Which adapter serves which channel, by settings; what is wrong with them, for the administration's page."""

from django.conf import settings

from chongyang.alerting.enums import OUTSIDE
from chongyang.core.ports import Port
from chongyang.core.words import N_
from chongyang.gateway.messaging.base import Adapter
from chongyang.gateway.messaging.contrib.null import NullAdapter
from chongyang.gateway.messaging.contrib.webhook import WebhookAdapter

ADAPTERS: dict[str, type[Adapter]] = {cls.name: cls for cls in (NullAdapter, WebhookAdapter)}
UNKNOWN = N_("没有这种接口")


def adapter_for(channel: str) -> Adapter:
    """The adapter of a channel; one that is not known raises KeyError, and the message waits."""
    return ADAPTERS[settings.MESSAGING.get(channel, NullAdapter.name)]()


def list_served() -> list[Port]:
    """Every channel that leaves the house, with what is wrong."""
    return [_served(kind.value, kind.label) for kind in OUTSIDE]


def _served(channel: str, label: str) -> Port:
    name = settings.MESSAGING.get(channel, NullAdapter.name)
    faults = ADAPTERS[name]().check_config() if name in ADAPTERS else [UNKNOWN]
    return Port(label, name, tuple(faults))
