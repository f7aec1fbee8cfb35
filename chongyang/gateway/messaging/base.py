"""The port: what an adapter of a vendor of short messages, voice calls or pushes can do.

An adapter is idempotent by `Outgoing.key`: the same key is one message, however often it is handed over. It
answers within its time-out, because an acknowledgement waits for a send in flight.
"""

from typing import ClassVar, Protocol

from chongyang.alerting.operations.delivering import Accepted, Outgoing, UnableToSend

__all__ = ["Accepted", "Adapter", "Outgoing", "UnableToSend"]


class Adapter(Protocol):
    """One vendor. `is_real` is False where nothing leaves the house: such a test proves nothing."""

    name: ClassVar[str]
    is_real: ClassVar[bool]

    def send(self, message: Outgoing) -> Accepted:
        """Hand one message over. Raises UnableToSend; for good where another try is of no use."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the settings, as Chinese source sentences; empty when it can work."""
        ...
