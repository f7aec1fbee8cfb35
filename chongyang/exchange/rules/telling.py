"""What of an event is a change that a department may be told."""

from collections.abc import Mapping
from typing import Any

from chongyang.exchange.enums import Change

DESTINATION = "exchange.webhook"
"""Where changes that are pushed lie in the outbox."""
REGISTERED = "registry.elder.registered"
UPDATED = "registry.elder.updated"
STATUS = "registry.elder.status_changed"
KINDS = (REGISTERED, UPDATED, STATUS, "groups.class.granted", "groups.class.ended")
BY_STATUS = {"dead": Change.DIED, "moved": Change.MOVED_AWAY, "alive": Change.ALIVE_AFTER_ALL}


def change_of(kind: str, payload: Mapping[str, Any]) -> Change | None:
    """The change that an event is, or None."""
    if kind == UPDATED:
        return Change.MOVED_STREET if "area" in payload.get("fields", ()) else None
    if kind == STATUS:
        return BY_STATUS.get(str(payload.get("status")))
    return {
        REGISTERED: Change.REGISTERED,
        "groups.class.granted": Change.CLASS_GRANTED,
        "groups.class.ended": Change.CLASS_ENDED,
    }.get(kind)
