"""Which protocols there are, by name."""

from chongyang.gateway.protocols.base import DeviceProtocol
from chongyang.gateway.protocols.contrib.jtt808 import Jtt808
from chongyang.gateway.protocols.contrib.sos_watch import SosWatch

PROTOCOLS: dict[str, type[SosWatch] | type[Jtt808]] = {kind.name: kind for kind in (SosWatch, Jtt808)}


def make(name: str, *, is_gcj02: bool = False) -> DeviceProtocol:
    """A protocol by its name; raises KeyError. `is_gcj02`: the model reports shifted coordinates."""
    return PROTOCOLS[name](is_gcj02=is_gcj02)
