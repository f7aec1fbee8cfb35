"""Which exchange there is, by settings; what is wrong with it, for the administration's page."""

from collections.abc import Iterator

from django.conf import settings

from chongyang.core.ports import Port
from chongyang.core.words import N_
from chongyang.gateway.telephony.base import Exchange
from chongyang.gateway.telephony.contrib.null import NullExchange
from chongyang.gateway.telephony.contrib.webhook import WebhookExchange

EXCHANGES: dict[str, type[Exchange]] = {cls.name: cls for cls in (NullExchange, WebhookExchange)}
UNKNOWN = N_("CHONGYANG_TELEPHONY 不是已知的交换机类型")


def exchange(name: str = "") -> Exchange:
    """The exchange of this installation, or another by its name; raises KeyError."""
    return EXCHANGES[name or settings.TELEPHONY]()


def ports() -> Iterator[Port]:
    """The exchange as it is set up."""
    name = settings.TELEPHONY
    faults = exchange(name).check_config() if name in EXCHANGES else [UNKNOWN]
    yield Port(N_("12349 电话交换机"), name, tuple(faults))
