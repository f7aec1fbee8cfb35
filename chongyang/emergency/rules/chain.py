"""The response chain: nine links from the press to the close, and the time between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class ChainLink(Labelled):
    """In their order. Only pressed is told by a device's clock; all others by ours."""

    PRESSED = "pressed", N_("按下")
    RECEIVED = "received", N_("收到")
    IDENTIFIED = "identified", N_("确认身份")
    ANSWERED = "answered", N_("应答")
    UNDERSTOOD = "understood", N_("研判")
    ASSIGNED = "assigned", N_("派单")
    ACCEPTED = "accepted", N_("接单")
    ARRIVED = "arrived", N_("到达")
    CLOSED = "closed", N_("办结")


LINK_OF_ACTION: Mapping[str, ChainLink] = {
    "open": ChainLink.RECEIVED,
    "acknowledge": ChainLink.ANSWERED,
    "identify": ChainLink.IDENTIFIED,
    "triage": ChainLink.UNDERSTOOD,
    "offer": ChainLink.ASSIGNED,
    "accept": ChainLink.ACCEPTED,
    "arrive": ChainLink.ARRIVED,
    "close": ChainLink.CLOSED,
}
"""Which step of the incident's life cycle reaches which link; the first time counts."""

BY_THE_PLATFORM = (ChainLink.RECEIVED, ChainLink.CLOSED)
"""Written by the platform's own clock when it happens: nobody can know better, nobody corrects it."""

CLOCK_TOLERANCE = timedelta(seconds=5)
LATE_FRAME = timedelta(hours=1)
"""A press that says it is older than this, or younger than its receipt, comes from a wrong clock."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time from one reached link to the next reached one; None where the clocks cannot be compared."""

    start: ChainLink
    end: ChainLink
    duration: timedelta | None


def is_press_plausible(pressed: datetime, received: datetime) -> bool:
    """Whether the device's clock may be believed for measuring."""
    return -CLOCK_TOLERANCE <= received - pressed <= LATE_FRAME


def beginning(chain: Mapping[ChainLink, datetime]) -> datetime | None:
    """Where measuring starts: the press when its clock may be believed, else the receipt."""
    pressed, received = chain.get(ChainLink.PRESSED), chain.get(ChainLink.RECEIVED)
    if pressed is None or received is None:
        return received or pressed
    return min(pressed, received) if is_press_plausible(pressed, received) else received


def spans(chain: Mapping[ChainLink, datetime]) -> tuple[Span, ...]:
    """The durations between neighbouring links that were reached, in the order of the chain."""
    reached = [link for link in ChainLink if link in chain]
    return tuple(Span(start, end, between(chain, start, end)) for start, end in pairwise(reached))


def between(chain: Mapping[ChainLink, datetime], start: ChainLink, end: ChainLink) -> timedelta | None:
    """The time between two links, None if one is missing. A link out of order took no time of its own."""
    if end not in chain:
        return None
    first = beginning(chain) if start is ChainLink.PRESSED else chain.get(start)
    if first is None or (start is ChainLink.PRESSED and first != chain.get(start)):
        return None
    return max(chain[end] - first, timedelta(0))


def press_to(chain: Mapping[ChainLink, datetime], end: ChainLink) -> timedelta | None:
    """From the press (or the receipt, when the press cannot be believed) to a link, such as the door."""
    first = beginning(chain)
    return max(chain[end] - first, timedelta(0)) if first is not None and end in chain else None


def missing(chain: Mapping[ChainLink, datetime]) -> tuple[ChainLink, ...]:
    """The links not reached."""
    return tuple(link for link in ChainLink if link not in chain)
