"""The port: what an exchange can be told, and how what it says is read. See docs/reference/telephony.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from chongyang.hotline.operations import Told, UnableToRead

__all__ = ["COMMANDS", "Command", "Exchange", "Told", "UnableToCommand", "UnableToRead"]

COMMANDS = ("answer", "hang_up", "transfer", "conference", "listen", "dial", "forget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `key` makes a repetition harmless; `number` is there to dial alone.

    `forget` tells the exchange to destroy the recording that `to` names; none is there any more is done too.
    """

    key: str
    name: str
    call: str
    seat: str = ""
    to: str = ""
    number: str = field(default="", repr=False)


class UnableToCommand(Exception):
    """The exchange did not take it; the text holds nothing personal."""


class Exchange(Protocol):
    """One kind of exchange."""

    name: ClassVar[str]

    def command(self, command: Command) -> None:
        """Tell the exchange, idempotent by the command's key. Raises UnableToCommand."""
        ...

    def read(self, body: str) -> Told:
        """What one kept event says. Raises UnableToRead with the name of the field that is wrong."""
        ...

    def is_genuine(self, body: bytes, headers: Mapping[str, str], at: int) -> bool:
        """Whether the exchange itself sent this, within the replay window around `at` (Unix seconds)."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the settings, as Chinese source sentences."""
        ...
