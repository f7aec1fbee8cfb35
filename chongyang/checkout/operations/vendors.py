"""The port to whoever moves people's own money. An adapter lives in `gateway.payments` and registers here.

An adapter keeps nothing and decides nothing: it asks, it reads what is signed, and it says what was told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from chongyang.checkout.rules.comparing import Line


class NotReached(Exception):
    """Nobody answered in time, or not as agreed. Nothing may be concluded about the money."""


class WrongSignature(Exception):
    """Whoever sent this is not the vendor."""


class NotANotice(Exception):
    """Signed by the vendor, and no notice that we know how to read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment to begin: `number` is ours, the money the merchant's, `title` names no person."""

    number: str
    merchant: str
    amount_fen: int
    title: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BackWanted:
    """Money to send back: of which payment, how much of how much."""

    number: str
    of: str
    merchant: str
    amount_fen: int
    total_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a vendor says of one payment, or of one refund where `refund` names it; `merchant` where it says
    whose money it is.
    """

    number: str
    vendor_number: str
    outcome: str
    amount_fen: int
    at: datetime
    notice: str = ""
    refund: str = ""
    merchant: str = ""


PAID, CLOSED, WAITING, BACK, BACK_FAILED = "paid", "closed", "waiting", "back", "back_failed"


class Vendor(Protocol):
    name: ClassVar[str]
    label: ClassVar[str]
    is_real: ClassVar[bool]

    def begin(self, wanted: Wanted) -> str:
        """The address that the payer opens, or scans; the same number is the same payment. NotReached."""
        ...

    def look(self, number: str, merchant: str) -> Told | None:
        """What became of a payment; None where the vendor never heard of it. NotReached."""
        ...

    def give_back(self, wanted: BackWanted) -> Told:
        """Send money back; the same number is the same refund. NotReached."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Told:
        """What was told by a notice. Raises WrongSignature, NotANotice."""
        ...

    def read_statement(self, body: bytes) -> Sequence[Line]:
        """The lines of a day's statement. Raises ValueError."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the settings, as Chinese source sentences."""
        ...


_vendors: dict[str, Vendor] = {}


def register(vendor: Vendor) -> None:
    """Said once, in the gateway's `apps.ready`."""
    _vendors[vendor.name] = vendor


def vendor_of(name: str) -> Vendor:
    """Raises KeyError."""
    return _vendors[name]


def list_vendors() -> list[Vendor]:
    """Those that are set up, in the order of their names."""
    return [_vendors[name] for name in sorted(_vendors) if not _vendors[name].check_config()]
