"""The code that an elder is told when a card is not at hand: six digits of one order and one time.

It follows from the order, the time and the installation's key, so nothing is stored and nothing is sent that
could be read off a list; a carer's phone does not hold it. It says that somebody at the elder's telephone was
asked. It is good for the span in which it was told and the one after it, then for nothing.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

DIGITS = 6


def span_of(at: datetime, length: timedelta) -> int:
    """Which span a moment lies in, counted from a fixed beginning."""
    return int(at.timestamp() // length.total_seconds())


def good_until(at: datetime, length: timedelta) -> datetime:
    """Until when a code that is told at this moment is good: the end of the span after its own."""
    return datetime.fromtimestamp((span_of(at, length) + 2) * length.total_seconds(), UTC)


def code_of(order: UUID, key: bytes, span: int) -> str:
    """The code of an order in a span, the same whenever it is asked for."""
    told = b"visits.code:" + order.bytes + span.to_bytes(8, "big", signed=True)
    digest = hmac.new(key, told, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def is_good(code: str, order: UUID, key: bytes, at: datetime, length: timedelta) -> bool:
    """Whether it was this order's at a moment, or shortly before."""
    span = span_of(at, length)
    return any(is_same(code, code_of(order, key, one)) for one in (span, span - 1))


def is_same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
